/** What tells of words that nobody has seen: a badge, the number in the page's title, a tone. Loaded with the first of them. */
import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { Client } from "../client/client";
import type { Room } from "../client/room";
import css from "../css/badge.css?text";
import { dressed } from "../ui/dressed";
import { heardNow, type Sound } from "../ui/sound";
import type { Words } from "../ui/words";
import { rolesWaiting, showBadge } from "./badge";
import { TitleCount } from "./title";

/** For the shadow root that holds the launcher. */
export const dress = dressed(css);

/** More waits than before, and nobody looks. */
export function rings(before: number, now: number, looking: boolean): boolean {
  return now > before && !looking;
}

const LOUD = 0.06;
const LONG_S = 0.28;

/** Generated, no file; before the first gesture on the page a browser lets nothing sound, and nothing is tried. */
function tone(): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  const audio = new AudioContext();
  const wave = audio.createOscillator();
  const level = audio.createGain();
  const at = audio.currentTime;
  wave.frequency.setValueAtTime(587, at);
  wave.frequency.setValueAtTime(784, at + LONG_S / 3);
  level.gain.setValueAtTime(0, at);
  level.gain.linearRampToValueAtTime(LOUD, at + 0.02);
  level.gain.exponentialRampToValueAtTime(0.0001, at + LONG_S);
  wave.connect(level).connect(audio.destination);
  wave.onended = () => void audio.close();
  wave.start(at);
  wave.stop(at + LONG_S);
}

export interface SignsParts {
  readonly client: Client;
  readonly opened: ReadonlySignal<ReadonlyMap<string, Room>>;
  readonly launcher: HTMLElement | null;
  readonly words: Words;
  readonly title: boolean;
  readonly sound: Sound;
  /** How the page wants it, where the reader has not said. */
  readonly sounds: boolean;
  /** Does somebody look at the conversation? */
  readonly looking: () => boolean;
}

/** Answers how to stop: the title is the page's own again, and nothing stands on the launcher. */
export function startSigns(parts: SignsParts): () => void {
  const { client, opened, launcher, words, title, sound, sounds, looking } = parts;
  const count = new TitleCount(document);
  const gone = new AbortController();
  let before = 0;
  const show = (): void => count.show(document.hidden && title ? client.unread.peek() : 0);
  document.addEventListener("visibilitychange", show, { signal: gone.signal });
  const still = effect(() => {
    const now = client.unread.value;
    if (heardNow(sound, sounds) && rings(before, now, looking())) tone();
    before = now;
    show();
    if (launcher) showBadge(launcher, now, rolesWaiting(client, opened.value), words);
  });
  return () => {
    still();
    gone.abort();
    count.show(0);
    if (launcher) showBadge(launcher, 0, [], words);
  };
}
