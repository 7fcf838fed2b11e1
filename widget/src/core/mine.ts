/** What of a room's log concerns the reader: what waits to be read, and what changes their standing. Pure. */
import type { RoomState } from "./state";
import type { Entry } from "./wire";

/** Of what is loaded: messages by others, not redacted, above the read cursor. */
export function countUnread(state: RoomState, read: number, me: string): number {
  return state.items.filter((it) => it.kind === "message" && it.seq > read && it.by !== me && !it.redacted)
    .length;
}

/** What we may do here, and the facts for our role, follow the lock and our role: they are asked for again. */
export function changesMe(entry: Entry, me: string): boolean {
  if (entry.kind === "room") return entry.body.locked !== undefined;
  if (entry.kind === "help" || entry.kind === "activity") return entry.body.reopened === true;
  return (entry.kind === "role" || entry.kind === "join") && entry.body.user === me;
}
