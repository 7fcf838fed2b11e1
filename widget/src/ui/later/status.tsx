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
  if (locksAt)
    return (
      <span class="chip">{words.t("locks_in", { span: spanText(Date.parse(locksAt) - now, words) })}</span>
    );
  return status === "resolved" ? <span class="chip">{words.t("status_resolved")}</span> : null;
}
