/** How far a participant has the conversation: the mark of the last message, and how many they have not read. Pure. */
import type { Mark } from "../../core/cursors";
import type { Item } from "../../core/state";
import type { Participant } from "../../core/wire";

export interface Reach {
  readonly mark: Mark;
  readonly unread: number;
}

/** Of what others wrote since they came. */
export function reachOf(who: Participant, items: readonly Item[]): Reach {
  const theirs = items.filter(
    (one) => one.kind === "message" && !one.redacted && one.by !== who.user && one.seq > who.joined_seq,
  );
  const unread = theirs.filter(({ seq }) => seq > who.read).length;
  const last = theirs.at(-1)?.seq ?? 0;
  const mark = last <= who.read ? "read" : last <= who.delivered ? "delivered" : "sent";
  return { mark, unread };
}
