/** The gallery's time: it stands still, and goes on only as far as a state lets it. */

/** What waits shorter than this is work put off, not a wait, and happens as it would. */
const WAIT_MS = 40;

/** In the viewer's own zone, so that the clocks on a picture read the same everywhere. */
export const NOW = new Date(2026, 10, 21, 19, 40).getTime();

interface Timer {
  readonly at: number;
  readonly every: number | null;
  readonly act: () => void;
}

/** Work that was put off has been done, and what it changed is drawn: once, because drawing is what costs. */
export async function settle(): Promise<void> {
  await turns();
  await new Promise((drawn) => real.requestAnimationFrame.call(globalThis, drawn));
  await turns();
}

/** As long as an effect of an effect of an effect needs. */
async function turns(): Promise<void> {
  for (let i = 0; i < 6; i += 1) await new Promise<void>(nextTurn);
}

/** After what is under way, without the milliseconds that a browser puts before the fifth timer of a timer. */
function nextTurn(act: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => act();
  port2.postMessage(null);
}

const real = {
  // Not bound: the list is also read where nothing is drawn.
  requestAnimationFrame: globalThis.requestAnimationFrame,
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
  setInterval: globalThis.setInterval.bind(globalThis),
  clearInterval: globalThis.clearInterval.bind(globalThis),
  Date,
};

export class StillClock {
  now = NOW;
  #next = 1e9;
  readonly #timers = new Map<number, Timer>();

  install(page: typeof globalThis): void {
    const add = (ms: number, every: number | null, act: () => void): number => {
      this.#timers.set(++this.#next, { at: this.now + ms, every, act });
      return this.#next;
    };
    const soon = (act: () => void): number => {
      const id = add(Number.POSITIVE_INFINITY, null, act);
      nextTurn(() => this.#timers.delete(id) && act());
      return id;
    };
    const forget = (id: number): void => {
      this.#timers.delete(id);
      real.clearTimeout(id);
    };
    Object.assign(page, {
      Date: this.#dateClass(),
      setTimeout: (act: (...told: unknown[]) => void, ms = 0, ...told: unknown[]) =>
        ms < WAIT_MS ? soon(() => act(...told)) : add(ms, null, () => act(...told)),
      setInterval: (act: () => void, ms = 0) => add(ms, ms, act),
      clearTimeout: forget,
      clearInterval: forget,
      // What waits for a picture does not wait for the screen's pace.
      requestAnimationFrame: (act: FrameRequestCallback) => soon(() => act(performance.now())),
    });
  }

  /** From here on timers are real again (what looks at the page needs them); the date stays, and what waits waits for ever. */
  release(): void {
    const { setTimeout, setInterval, requestAnimationFrame } = real;
    Object.assign(globalThis, { setTimeout, setInterval, requestAnimationFrame });
  }

  /** Lets time pass, timer by timer. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      await settle();
      const [id, due] = [...this.#timers].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
      if (id === undefined || !due || due.at > end) break;
      this.now = Math.max(this.now, due.at);
      this.#timers.delete(id);
      if (due.every !== null) this.#timers.set(id, { ...due, at: due.at + due.every });
      due.act();
    }
    this.now = end;
    await settle();
  }

  #dateClass(): typeof Date {
    const now = (): number => this.now;
    return class extends Date {
      constructor(...at: unknown[]) {
        super(...((at.length > 0 ? at : [now()]) as [number]));
      }
      static override now(): number {
        return now();
      }
    } as typeof Date;
  }
}
