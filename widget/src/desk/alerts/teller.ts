/** Tells of what is new, outside of the list: a tone, a desktop notification. Never of a room that somebody looks at. */

import type { Row } from "../inbox/row";
import type { Change } from "../inbox/store";
import type { Chosen } from "./choices";
import { mostPressing, type News } from "./news";
import type { Tones } from "./tones";

/** Two tones in less than this are one noise. */
const APART_MS = 1_500;

export interface TellerParts {
  readonly me: string;
  readonly chosen: Chosen;
  readonly tones: Tones;
  /** The room that is open, visible and focused. */
  seen(): string | null;
  now(): number;
  /** What stands in a notification. */
  text(kind: News, row: Row): { title: string; body: string };
  open(room: string): void;
}

export class Teller {
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: TellerParts) {}

  tell(changes: readonly Change[]): void {
    const { chosen, tones, me } = this.parts;
    const { quiet, sound, desktop } = chosen.now.peek();
    const told = quiet ? null : mostPressing(changes, me, this.parts.seen());
    if (!told) return;
    const now = this.parts.now();
    if (sound.includes(told.kind) && now - this.#toldAt >= APART_MS) {
      this.#toldAt = now;
      tones.play(told.kind);
    }
    if (desktop.includes(told.kind) && !isLookedAt()) this.#notify(told.kind, told.row);
  }

  #notify(kind: News, row: Row): void {
    if (permission() !== "granted") return;
    const { title, body } = this.parts.text(kind, row);
    try {
      const note = new Notification(title, { body, tag: row.room, silent: true });
      note.onclick = () => {
        window.focus();
        this.parts.open(row.room);
        note.close();
      };
    } catch {
      // A phone's browser shows none without a worker.
    }
  }
}

/** Does somebody look at this page? */
export const isLookedAt = (): boolean => document.visibilityState === "visible" && document.hasFocus();

/** What the browser was told; "none" where it knows no notifications. */
export const permission = (): NotificationPermission | "none" =>
  typeof Notification === "undefined" ? "none" : Notification.permission;
