/** A list that is always in order: what changes is taken out and put back, nothing is ever sorted anew. */

export type Compare<T> = (a: T, b: T) => number;

export class Sorted<T> {
  /** Never written to from outside. */
  items: T[] = [];

  constructor(private readonly compare: Compare<T>) {}

  get size(): number {
    return this.items.length;
  }

  /** Where it stands; it must compare as when it was put in. -1: it is not here. */
  find(one: T): number {
    const place = this.#place(one);
    return this.items[place] === one ? place : -1;
  }

  /** Puts it in; answers where it stands. No two may be equal. */
  add(one: T): number {
    const place = this.#place(one);
    this.items.splice(place, 0, one);
    return place;
  }

  /** Takes it out; answers where it stood. */
  remove(one: T): number {
    const place = this.find(one);
    if (place >= 0) this.items.splice(place, 1);
    return place;
  }

  /** Other things altogether. */
  fill(all: T[]): void {
    this.items = all.sort(this.compare);
  }

  /** The first place whose item does not stand before this one. */
  #place(one: T): number {
    let from = 0;
    let to = this.items.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.compare(this.items[middle] as T, one) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
