/** One table of everything that can be done by a key: whoever shows something registers what it does. */
import { type Signal, signal } from "@preact/signals-core";
import { isFree, keyOf, PAUSE_MS, type Step, step } from "./sequence";

export interface Action {
  readonly id: string;
  readonly key?: string;
  readonly label: string;
  run(): void;
  /** Can it be done now? */
  when?(): boolean;
  /** It means its key only where nothing else does, and stands nowhere. */
  readonly spare?: true;
  /** A key that is held down does it once. */
  readonly once?: true;
}

/** Where a press belongs to what is written. */
function isWriting(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null;
  return Boolean(
    element?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]"),
  );
}

export class Actions {
  readonly all: Signal<readonly Action[]> = signal([]);
  /** Single keys can be switched off: who speaks to the page would press them by accident. */
  singles: () => boolean = () => true;
  #step: Step = { held: "", hit: null };
  #at = 0;

  constructor(private readonly now: () => number) {}

  /** Answers how to take them out again. */
  register(list: readonly Action[]): () => void {
    const ids = new Set(list.map(({ id }) => id));
    this.all.value = [...this.all.peek().filter(({ id }) => !ids.has(id)), ...list];
    return () => {
      this.all.value = this.all.peek().filter((one) => !list.includes(one));
    };
  }

  /** What can be done now. */
  get open(): readonly Action[] {
    return this.#meant(false);
  }

  #meant(spare: boolean): Action[] {
    return this.all.value.filter((one) => (one.spare ?? false) === spare && (one.when?.() ?? true));
  }

  /** A key was pressed on the page: does what it means, if it means anything there. */
  press(event: KeyboardEvent): void {
    const key = keyOf(event);
    if (key === null || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (!isFree(key) && (isWriting(event.target) || !this.singles())) return;
    // Of two that mean the same key, what stands nearer: the open room before the list.
    const open = [...this.#meant(true), ...this.open];
    if (this.now() - this.#at > PAUSE_MS) this.#step = { held: "", hit: null };
    this.#at = this.now();
    this.#step = step(
      this.#step.held,
      key,
      open.flatMap((one) => one.key ?? []),
    );
    const { hit } = this.#step;
    const found = open.findLast((one) => one.key === hit);
    if (!found || hit === null) return;
    event.preventDefault();
    if (!found.once || !event.repeat) found.run();
  }
}
