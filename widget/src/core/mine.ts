/** What of a room's log concerns the reader: what waits to be read, and what changes their standing. Pure. */
import type { Item, RoomState } from "./state";
import type { Entry } from "./wire";

/** What is loaded, as the reader's own where they wrote it: also as a visitor, before they signed in. */
export function itemsFor(me: string, { items, participants }: RoomState): readonly Item[] {
  const was = participants.get(me)?.was;
  if (!was) return items;
  return items.map((item) => (item.by !== null && was.includes(item.by) ? { ...item, by: me } : item));
}

/** Of what is loaded: messages by others whom one hears, not redacted, above the read cursor. */
export function countUnread(
  items: readonly Item[],
  read: number,
  me: string,
  mutes: ReadonlySet<string | null> = NOBODY,
): number {
  const waits = (it: Item): boolean =>
    it.kind === "message" && it.seq > read && it.by !== me && !it.redacted && !mutes.has(it.by);
  return items.filter(waits).length;
}

const NOBODY: ReadonlySet<string> = new Set();

/** What we may do here, and the facts for our role, follow the lock and our role: they are asked for again. */
export function changesMe(entry: Entry, me: string): boolean {
  if (entry.kind === "room") return entry.body.locked !== undefined;
  if (entry.kind === "help" || entry.kind === "activity") return entry.body.reopened === true;
  return (entry.kind === "role" || entry.kind === "join") && entry.body.user === me;
}
