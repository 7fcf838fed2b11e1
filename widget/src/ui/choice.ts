/** What was chosen to be sent: each made ready, or refused with a reason; sent in the order chosen. */
import { type Signal, signal } from "@preact/signals-core";
import type { Prepared } from "./shrink";

export interface Chosen {
  readonly key: number;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** As it goes up; null while it is made ready. */
  readonly ready: Prepared | null;
}

export interface Refusal {
  readonly why: "too_large" | "too_many" | "empty" | "unreadable" | "full";
  readonly name: string;
  readonly size: number;
}

/** What the server takes: bytes of one file, and how many in a message. */
export interface Bounds {
  readonly bytes: number;
  readonly count: number;
}

/** Writes one down in the outbox; false when that is full. */
export type Put = (one: Chosen & { ready: Prepared }) => boolean;

/** What a browser calls a pasted picture, where it says nothing. */
const NAMELESS = "image.png";

export class Choice {
  readonly items: Signal<readonly Chosen[]> = signal([]);
  readonly refused: Signal<readonly Refusal[]> = signal([]);
  #last = 0;
  #busy = false;
  readonly #getting = new Set<Promise<void>>();

  constructor(
    private readonly prepare: (file: Blob) => Promise<Prepared>,
    private readonly bounds: () => Bounds,
  ) {}

  add(files: readonly File[]): void {
    const free = Math.max(0, this.bounds().count - this.items.peek().length);
    const taken = files.slice(0, free);
    const over = files[free];
    this.refused.value = over ? [refusal("too_many", over)] : [];
    for (const file of taken) {
      this.#last += 1;
      const { name, type, size } = file;
      const one = { key: this.#last, name: name || NAMELESS, type, size, ready: null };
      this.items.value = [...this.items.peek(), one];
      const getting = this.#get(one, file).finally(() => this.#getting.delete(getting));
      this.#getting.add(getting);
    }
  }

  remove(key: number): void {
    this.items.value = this.items.peek().filter((one) => one.key !== key);
  }

  clear(): void {
    this.items.value = [];
  }

  /** Waits until all is ready, then hands it over one by one; false when something stayed behind. */
  async carry(put: Put): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    await Promise.all(this.#getting);
    this.#busy = false;
    for (const one of this.items.peek()) {
      if (!one.ready || !put({ ...one, ready: one.ready })) {
        this.refused.value = [{ ...one, why: "full" }];
        return false;
      }
      this.remove(one.key);
    }
    return this.refused.peek().length === 0;
  }

  async #get(one: Chosen, file: File): Promise<void> {
    const ready = await (file.size > 0 ? this.prepare(file) : null)?.catch(() => null);
    const why = ready ? (ready.blob.size > this.bounds().bytes ? "too_large" : null) : unread(file);
    if (why) {
      this.refused.value = [...this.refused.peek(), { ...one, why }];
      return this.remove(one.key);
    }
    const done = { ...one, size: ready?.blob.size ?? one.size, ready: ready ?? null };
    this.items.value = this.items.peek().map((it) => (it.key === one.key ? done : it));
  }
}

function unread(file: File): Refusal["why"] {
  return file.size === 0 ? "empty" : "unreadable";
}

function refusal(why: Refusal["why"], { name, size }: File): Refusal {
  return { why, name, size };
}
