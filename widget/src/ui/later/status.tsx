/** What stands beside the room's name while it is not simply open. */
import type { JSX } from "preact";
import { useServerNow } from "../clock";
import { useShared } from "../context";
import { spanText } from "../span";

export function Status(): JSX.Element | null {
  const { room, words } = useShared();
  const { status, locked, locksAt } = room.state.value;
  const now = useServerNow(locksAt !== null && !locked);
  if (locked) return <span class="chip">{words.t("status_locked")}</span>;
  if (locksAt) {
    // In the last minute, too, there is one left.
    const left = Date.parse(locksAt) - now + 59_999;
    return <span class="chip">{words.t("locks_in", { span: spanText(left, words) })}</span>;
  }
  return status === "resolved" ? <span class="chip">{words.t("status_resolved")}</span> : null;
}
