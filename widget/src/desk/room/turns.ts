/** What is done with one room, one after another in the order in which it was asked for: nothing is dropped unsaid. */
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";

/** So many may wait; whoever asks for more is told. */
const MOST = 12;

/** Done; or why not: what was asked for after it is not done either. */
export type Done = { readonly why: null } | { readonly why: string; readonly rest: boolean };

/** One at its place in the row: it answers why it was not done. */
interface Turn {
  readonly name: string;
  readonly work: () => Promise<string | null>;
  readonly told: (done: Done) => void;
}

export class Turns {
  /** What is under way and what waits, by name. */
  readonly names: ReadonlySignal<readonly string[]>;
  readonly #names: Signal<readonly string[]> = signal([]);
  #row: Turn[] = [];

  constructor() {
    this.names = this.#names;
  }

  /** At once where nothing is under way. After one that failed nothing goes on: what follows counted on it. */
  take(name: string, work: Turn["work"]): Promise<Done> {
    if (this.#row.length >= MOST) return Promise.resolve({ why: "many", rest: false });
    return new Promise((told) => {
      this.#row.push({ name, work, told });
      this.#tell();
      if (this.#row.length === 1) void this.#run();
    });
  }

  async #run(): Promise<void> {
    for (let turn = this.#row[0]; turn; turn = this.#row[0]) {
      const why = await turn.work();
      const rest = why === null ? [] : this.#row.slice(1);
      this.#row = why === null ? this.#row.slice(1) : [];
      this.#tell();
      turn.told(why === null ? { why } : { why, rest: rest.length > 0 });
      for (const one of rest) one.told({ why: "before", rest: false });
    }
  }

  #tell(): void {
    this.#names.value = this.#row.map(({ name }) => name);
  }
}

/** Waits until it is so; answers false where it was not within the time, or `given` was called. */
export function until(
  is: () => boolean,
  ms: number,
  given: (up: () => void) => void = () => undefined,
): Promise<boolean> {
  return new Promise((tell) => {
    let stop = (): void => undefined;
    const end = (so: boolean): void => {
      clearTimeout(timer);
      // An effect that is so at once has not answered yet how it is stopped.
      queueMicrotask(() => stop());
      tell(so);
    };
    const timer = setTimeout(() => end(false), ms);
    given(() => end(false));
    stop = effect(() => {
      if (is()) end(true);
    });
  });
}
