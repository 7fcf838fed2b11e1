/** Words by voice, where the browser can listen: they stand in the box, and are sent by a tap like all others. */

import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals-core";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useShared } from "../context";

interface Heard {
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>>;
}

interface Listener {
  lang: string;
  interimResults: boolean;
  onresult: ((heard: Heard) => void) | null;
  onend: (() => void) | null;
  onerror: ((problem: { error: string }) => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}

type Listens = new () => Listener;

function listens(): Listens | null {
  const { SpeechRecognition, webkitSpeechRecognition } = window as unknown as Record<string, Listens>;
  return SpeechRecognition ?? webkitSpeechRecognition ?? null;
}

export function Voice({ text }: { text: Signal<string> }): JSX.Element | null {
  const { words } = useShared();
  const ear = useRef<Listener | null>(null);
  const on = useSignal(false);
  const forbidden = useSignal(false);
  useEffect(() => () => ear.current?.abort(), []);
  const Ear = listens();
  if (!Ear || forbidden.value || (text.value !== "" && !on.value)) return null;
  const listen = (): void => {
    const one = new Ear();
    ear.current = one;
    one.lang = navigator.languages.find((lang) => lang.startsWith(words.lang)) ?? words.lang;
    one.interimResults = true;
    one.onresult = ({ results }) => {
      text.value = Array.from(results, (said) => said[0]?.transcript ?? "").join("");
    };
    one.onerror = ({ error }) => {
      forbidden.value = /not-allowed/.test(error);
    };
    one.onend = () => {
      on.value = false;
    };
    on.value = true;
    one.start();
  };
  return (
    <button
      type="button"
      class="icon-button voice"
      aria-pressed={on.value}
      aria-label={words.t(on.value ? "voice_stop" : "voice")}
      onClick={() => (on.value ? ear.current?.stop() : listen())}
    >
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3Zm-6-3a6 6 0 0 0 12 0M12 18v3" />
      </svg>
    </button>
  );
}
