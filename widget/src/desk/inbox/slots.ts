/** Who stands in which row of the page: whoever stays keeps theirs, who comes takes one that was left. No row is made anew. */

export class Slots {
  #held = new Map<string, number>();
  #made = 0;

  /** The slots of these rooms, in their order. */
  of(rooms: readonly string[]): number[] {
    const here = new Set(rooms);
    const free = [...this.#held].filter(([room]) => !here.has(room)).map(([, slot]) => slot);
    const next = new Map<string, number>();
    for (const room of rooms) next.set(room, this.#held.get(room) ?? free.pop() ?? this.#made++);
    this.#held = next;
    return [...next.values()];
  }
}
