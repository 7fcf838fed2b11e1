/** Where one may not write: why, and what one may still do. */
import type { JSX } from "preact";
import { may } from "../actions";
import { useShared } from "../context";
import { useHelpOver } from "../help";

export function NoWrite(): JSX.Element {
  const { room, words } = useShared();
  const { locked, you } = room.state.value;
  if (locked) return <Locked />;
  return <p class="no-write">{words.t(you?.observer ? "observing" : "why_forbidden")}</p>;
}

/** The order is over: what one may still do, and for how long. */
function Locked(): JSX.Element {
  const { room, words } = useShared();
  const over = useHelpOver();
  const helps = may(room, "help");
  return (
    <p class="no-write" role="status">
      {words.t("locked_note")} {helps && words.t(over ? "help_over" : "help_locked")}
    </p>
  );
}
