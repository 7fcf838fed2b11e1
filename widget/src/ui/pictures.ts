/** The pictures that a page holds: fetched when they come near, a bounded number alive, let go when they are not seen. */
import { type Signal, signal } from "@preact/signals-core";
import type { Client } from "../client";

export type Picture =
  | { readonly t: "loading" | "gone" | "failed" }
  | { readonly t: "here"; readonly url: string };

interface Held {
  readonly shown: Signal<Picture>;
  /** How many look at it now. */
  looks: number;
}

/** So many that nobody looks at are kept, for scrolling back. */
export const SPARE = 24;

export type Load = () => Promise<Blob | null>;

const LOADING: Picture = { t: "loading" };

export class Pictures {
  /** What was looked at last stands last. */
  readonly #held = new Map<string, Held>();

  constructor(private readonly urls: Pick<typeof URL, "createObjectURL" | "revokeObjectURL"> = URL) {}

  /** What this page has already: a picture on its way up, under its cid. */
  seed(key: string, blob: Blob): void {
    this.#show(this.#place(key), blob);
    this.#sweep();
  }

  has(key: string): boolean {
    return this.#held.get(key)?.shown.peek().t === "here";
  }

  /** As it is now; a component that asks is drawn again when that changes. */
  now(key: string): Picture {
    return this.#place(key).shown.value;
  }

  /** Begins to look at it. `load` answers null when there is no such file (any more), and rejects when the path broke. */
  look(key: string, load: Load): void {
    const held = this.#place(key);
    held.looks += 1;
    if (held.looks === 1 && held.shown.peek().t !== "here") this.again(key, load);
  }

  /** Fetches it, perhaps once more. */
  again(key: string, load: Load): void {
    const held = this.#place(key);
    held.shown.value = LOADING;
    load().then(
      (blob) => {
        if (this.#held.get(key) !== held) return;
        if (blob) this.#show(held, blob);
        else held.shown.value = { t: "gone" };
        this.#sweep();
      },
      () => {
        held.shown.value = { t: "failed" };
      },
    );
  }

  /** Looks at it no more. */
  leave(key: string): void {
    const held = this.#held.get(key);
    if (!held) return;
    held.looks -= 1;
    this.#held.delete(key);
    this.#held.set(key, held);
    this.#sweep();
  }

  /** Nothing of it stays in this page's memory. */
  clear(): void {
    for (const held of this.#held.values()) this.#release(held);
    this.#held.clear();
  }

  #place(key: string): Held {
    const held = this.#held.get(key) ?? { shown: signal(LOADING), looks: 0 };
    this.#held.set(key, held);
    return held;
  }

  #show(held: Held, blob: Blob): void {
    this.#release(held);
    held.shown.value = { t: "here", url: this.urls.createObjectURL(blob) };
  }

  #sweep(): void {
    const spare = [...this.#held.values()].filter(
      ({ looks, shown }) => looks === 0 && shown.peek().t === "here",
    );
    for (const held of spare.slice(0, Math.max(0, spare.length - SPARE))) this.#release(held);
  }

  #release({ shown }: Held): void {
    const picture = shown.peek();
    if (picture.t !== "here") return;
    this.urls.revokeObjectURL(picture.url);
    shown.value = LOADING;
  }
}

const picturesByClient = new WeakMap<Client, Pictures>();

/** One collection per client; it is empty once the client has stopped. */
export function picturesOf(client: Client): Pictures {
  const held = picturesByClient.get(client);
  if (held) return held;
  const pictures = new Pictures();
  picturesByClient.set(client, pictures);
  client.connection.subscribe(({ phase }) => phase === "stopped" && pictures.clear());
  return pictures;
}
