/** When a room counts as read: visible, focused, the entry in view, and touched lately where many rooms show. */
import { forgetSeen, type Seen, saw, tellIn, told, UNSEEN } from "../core/seen";
import { LONG_AGO } from "../core/times";
import type { ClientFrame } from "../core/wire";
import { Alarm, type Clock } from "../net/clock";

export const TOUCH_MS = 30_000;

export interface ReadingParts {
  readonly clock: Clock;
  readonly room: string;
  readonly attentive: () => boolean;
  /** Many rooms show at once: only one that was touched or keyed within 30 s reads. */
  readonly mustTouch: boolean;
  readonly canSend: () => boolean;
  readonly send: (frame: ClientFrame) => void;
  /** It was read here, so far. */
  readonly readHere: (read: number) => void;
}

export class Reading {
  seen: Seen = UNSEEN;
  #inView = 0;
  #touchedAt = LONG_AGO;
  readonly #timer: Alarm;

  constructor(private readonly parts: ReadingParts) {
    this.#timer = new Alarm(parts.clock, () => this.tell());
  }

  /** The highest entry that can be seen on the screen. */
  view(seq: number): void {
    this.#inView = Math.max(this.#inView, seq);
    this.judge();
  }

  touch(): void {
    this.#touchedAt = this.parts.clock.now();
    this.judge();
  }

  /** Attention may have changed: does what is in view count as read now? */
  judge(): void {
    const { clock, attentive, mustTouch } = this.parts;
    const touched = !mustTouch || clock.now() - this.#touchedAt <= TOUCH_MS;
    // What is in view was received: never claim to have read beyond that.
    if (touched && attentive()) this.state(0, Math.min(this.#inView, this.seen.delivered));
  }

  /** Says it outright: for a director, a bot, or a notification that was opened. */
  state(delivered: number, read: number): void {
    if (read > this.seen.read) this.parts.readHere(read);
    this.seen = saw(this.seen, delivered, read);
    this.tell();
  }

  /** The server knows this already (a snapshot, another device of ours, a resume that stated it). */
  known(delivered: number, read: number): void {
    const seen = saw(this.seen, delivered, read);
    const toldDelivered = Math.max(seen.toldDelivered, delivered, read);
    this.seen = { ...seen, toldDelivered, toldRead: Math.max(seen.toldRead, read) };
  }

  /** Another epoch or another membership: old numbers mean nothing. */
  forget(): void {
    this.seen = forgetSeen();
    this.#inView = 0;
    this.#timer.stop();
  }

  /** A new socket has been told nothing yet. */
  untold(): void {
    this.seen = { ...this.seen, toldDelivered: 0, toldRead: 0 };
  }

  stop(): void {
    this.#timer.stop();
  }

  tell(): void {
    const { clock, canSend, send, room } = this.parts;
    const wait = tellIn(this.seen, clock.now());
    if (wait === null || !canSend()) return;
    if (wait > 0) {
      if (this.#timer.due === null) this.#timer.set(wait);
      return;
    }
    const { delivered, read } = this.seen;
    this.seen = told(this.seen, clock.now());
    send({ t: "seen", room, delivered, ...(read > 0 ? { read } : {}) });
  }
}
