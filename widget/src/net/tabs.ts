/** The pages of one person in one browser: a BroadcastChannel to talk, a Web Lock to take turns. */
import type { OpenTabs } from "./device";
import { tabsOf } from "./mark";

/** Without locks (an insecure origin) every page has the turn: the server knows a cid again, so nothing doubles. */
export const browserTabs: OpenTabs = (scope, hear) => {
  const name = tabsOf(scope);
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
  if (channel) channel.onmessage = (told) => hear(told.data);
  const turn = typeof navigator === "undefined" || !navigator.locks ? null : new Turn(navigator.locks, name);
  return {
    tell: (word) => channel?.postMessage(word),
    lead: (held, lost) => (turn ? turn.wait(held, lost) : held()),
    steal: () => turn?.steal(),
    close: () => {
      turn?.close();
      channel?.close();
    },
  };
};

class Turn {
  #held: () => void = () => undefined;
  #lost: () => void = () => undefined;
  #release: (() => void) | null = null;
  readonly #closed = new AbortController();

  constructor(
    private readonly locks: Navigator["locks"],
    private readonly name: string,
  ) {}

  wait(held: () => void, lost: () => void): void {
    this.#held = held;
    this.#lost = lost;
    this.#ask({ signal: this.#closed.signal });
  }

  steal(): void {
    if (!this.#release && !this.#closed.signal.aborted) this.#ask({ steal: true });
  }

  close(): void {
    this.#closed.abort();
    this.#release?.();
  }

  #ask(options: LockOptions): void {
    let mine: (() => void) | null = null;
    const turn = (): Promise<void> =>
      new Promise((resolve) => {
        // The turn that was waited for comes after one that was stolen: one is enough.
        if (this.#release || this.#closed.signal.aborted) return resolve();
        mine = resolve;
        this.#release = resolve;
        this.#held();
      });
    const over = (): void => {
      if (mine === null || this.#release !== mine) return;
      this.#release = null;
      this.#lost();
      if (!this.#closed.signal.aborted) this.#ask({ signal: this.#closed.signal });
    };
    this.locks.request(this.name, options, turn).then(over, over);
  }
}
