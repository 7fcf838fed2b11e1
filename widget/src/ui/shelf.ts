/** The parts of a page that are loaded by an action, each once; what shows them is drawn again when they are here. */
import { type Signal, signal } from "@preact/signals-core";
import type { Parts } from "./context";

export type PartName = keyof Parts;

/** What the file of a part offers: itself, and how its styles get onto the page or into a shadow root. */
export interface LoadedPart<K extends PartName> {
  readonly part: Parts[K];
  dress(root: DocumentOrShadowRoot): void;
}

export type LoadPart = <K extends PartName>(name: K) => Promise<LoadedPart<K>>;

export class Shelf {
  readonly #held = new Map<PartName, Signal<Parts[PartName] | null>>();
  readonly #asked = new Set<PartName>();

  constructor(
    private readonly root: DocumentOrShadowRoot,
    private readonly load: LoadPart,
  ) {}

  /** Null until it is here. */
  get<K extends PartName>(name: K): Parts[K] | null {
    return this.#place(name).value as Parts[K] | null;
  }

  /** Loads it, unless that was begun before; a failure is forgotten, so that the next action tries again. */
  need<K extends PartName>(name: K): void {
    if (this.#asked.has(name)) return;
    this.#asked.add(name);
    this.load(name).then(
      ({ part, dress }) => {
        dress(this.root);
        this.#place(name).value = part;
      },
      () => this.#asked.delete(name),
    );
  }

  #place(name: PartName): Signal<Parts[PartName] | null> {
    const held = this.#held.get(name) ?? signal<Parts[PartName] | null>(null);
    this.#held.set(name, held);
    return held;
  }
}
