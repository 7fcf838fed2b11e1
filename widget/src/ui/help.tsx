/** Getting a person to help: one tap away, says what happens next, can be taken back. */
import type { JSX } from "preact";
import type { Room } from "../client";
import type { Unsent } from "../core/outbox";
import { may } from "./actions";
import { useServerNow } from "./clock";
import { useShared } from "./context";
import { Icon } from "./icons";
import { Seldom } from "./seldom";

export function HelpButton(): JSX.Element | null {
  const { room, words, asked, client } = useShared();
  const { waiting, kind } = room.state.value;
  const over = useHelpOver();
  if (
    over ||
    client.connection.value.phase === "stopped" ||
    !may(room, "help") ||
    waiting ||
    kind === "announcement" ||
    room.state.value.you === null
  )
    return null;
  return (
    <button
      type="button"
      class="help-button"
      aria-haspopup="dialog"
      onClick={(press) => (asked.value = { what: "help", from: press.currentTarget })}
    >
      <Icon name="help" />
      <span>{words.t("help")}</span>
    </button>
  );
}

const DAY_MS = 86_400_000;

/** A locked room takes calls for help for seven days; null where it takes them for as long as it is open. */
export function useHelpOver(): boolean {
  const { locked, locksAt } = useShared().room.state.value;
  const now = useServerNow(locked);
  return locked && locksAt !== null && now - Date.parse(locksAt) > 7 * DAY_MS;
}

/** A call for help that is on its way. */
export function callIn(room: Room): Unsent | undefined {
  return room.outbox.value.find(
    ({ command, state }) =>
      command.t === "help" && !command.withdraw && command.reason !== "report" && state === "sending",
  );
}

/** That it was called, or watches. */
export function HelpBanner(): JSX.Element | null {
  const { room } = useShared();
  const { waiting, watched } = room.state.value;
  return waiting || watched || callIn(room) ? <Seldom of="Called" parts={{}} /> : null;
}
