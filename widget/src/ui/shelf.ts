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

const AGAIN_MS = 1_000;

export class Shelf {
  readonly #held = new Map<PartName, Signal<Parts[PartName] | null>>();
  readonly #asked = new Map<PartName, Promise<void>>();

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
    const loading = this.load(name).then(
      ({ part, dress }) => {
        dress(this.root);
        this.#place(name).value = part;
      },
      () => void this.#asked.delete(name),
    );
    this.#asked.set(name, loading);
  }

  /** For what the page cannot do without: tries until it is here. */
  async sure<K extends PartName>(name: K): Promise<Parts[K]> {
    for (;;) {
      this.need(name);
      await this.#asked.get(name);
      const part = this.get(name);
      if (part) return part;
      await new Promise((again) => setTimeout(again, AGAIN_MS));
    }
  }

  #place(name: PartName): Signal<Parts[PartName] | null> {
    const held = this.#held.get(name) ?? signal<Parts[PartName] | null>(null);
    this.#held.set(name, held);
    return held;
  }
}
