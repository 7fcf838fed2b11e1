/** The time, timers and dice of the browser, behind one small interface. */

export type Cancel = () => void;

export interface Clock {
  now(): number;
  /** A number in [0, 1). */
  dice(): number;
  bytes(count: number): Uint8Array;
  after(ms: number, act: () => void): Cancel;
}

const LONGEST_MS = 2 ** 31 - 1;

export function browserClock(): Clock {
  return {
    now: () => Date.now(),
    dice: () => Math.random(),
    bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    after: (ms, act) => {
      const id = setTimeout(act, Math.min(ms, LONGEST_MS));
      return () => clearTimeout(id);
    },
  };
}

/** One timer that is set again and again; setting it anew forgets the old. */
export class Alarm {
  #cancel: Cancel | null = null;
  /** When it is due, or null. */
  due: number | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly act: (due: number) => void,
  ) {}

  set(ms: number): void {
    this.stop();
    const due = this.clock.now() + ms;
    this.due = due;
    this.#cancel = this.clock.after(ms, () => {
      this.due = null;
      this.#cancel = null;
      this.act(due);
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.due = null;
  }
}
