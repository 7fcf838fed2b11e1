/** When the till sounds: for what waits and nobody has touched the page since; again for what is left lying. Pure. */

/** What waits, in a room: its latest entry. */
export interface Waits {
  readonly room: string;
  readonly seq: number;
}

/** What somebody was here for: up to which entry of a room, and when. */
export type Heard = ReadonlyMap<string, { readonly seq: number; readonly at: number }>;

/** Whoever touched the page and went away is called again after so long. */
export const AGAIN_MS = 120_000;

export function rings(waits: readonly Waits[], heard: Heard, now: number): boolean {
  return waits.some(({ room, seq }) => {
    const known = heard.get(room);
    return !known || seq > known.seq || now - known.at >= AGAIN_MS;
  });
}

/** Somebody touched the page: what waits now was heard. */
export function heardBy(waits: readonly Waits[], now: number): Heard {
  return new Map(waits.map(({ room, seq }) => [room, { seq, at: now }]));
}
