/** What a page held of a room and the server no longer has: after it was restored from an older copy. Pure. */
import type { Item, Message } from "./state";

/** The messages of `before` that are not in `after`, which holds the end of the log as it is now. */
export function lostOf(before: readonly Item[], after: readonly Item[]): Message[] {
  const here = new Set(after.map(nameOf));
  const from = after[0]?.at ?? "";
  return before.filter(
    (item): item is Message =>
      item.kind === "message" && !item.redacted && item.at >= from && !here.has(nameOf(item)),
  );
}

/** A seq may name another message now; what its author called it does not. */
function nameOf(item: Item): string {
  return `${item.by} ${"cid" in item && item.cid ? item.cid : item.at}`;
}
