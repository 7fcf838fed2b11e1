/** Getting a person to help: one tap away, says what happens next, can be taken back. */
import type { JSX } from "preact";
import type { Unsent } from "../core/outbox";
import { isStaff } from "../core/state";
import type { Waiting } from "../core/wire";
import { may } from "./actions";
import { useServerNow } from "./clock";
import { useShared } from "./context";
import { Icon } from "./icons";

export function HelpButton(): JSX.Element | null {
  const { room, words, asked } = useShared();
  const { waiting, kind } = room.state.value;
  const over = useHelpOver();
  if (over || !may(room, "help") || waiting || kind === "announcement" || room.state.value.you === null)
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

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A locked room takes calls for help for seven days; null where it takes them for as long as it is open. */
export function useHelpOver(): boolean {
  const { locked, locksAt } = useShared().room.state.value;
  const now = useServerNow(locked);
  return locked && locksAt !== null && now - Date.parse(locksAt) > 7 * DAY_MS;
}

/** Help was called: since when, who came, and how to take it back (or, for staff, why this room waits). */
export function HelpBanner(): JSX.Element | null {
  const { room, words, view, client } = useShared();
  const { waiting } = room.state.value;
  const online = client.connection.value.phase === "online";
  const staff = view === "agent";
  const asked = room.outbox.value.find(isCall);
  // In a support room every word waits for an answer: staff see it so.
  if (waiting && (waiting.reason !== "message" || staff))
    return staff ? <Called {...waiting} /> : <Asked {...waiting} />;
  if (!asked || waiting) return null;
  return (
    <Banner
      text={words.t(online ? "sending" : "help_offline")}
      end={words.t("help_cancel")}
      act={() => room.discard(asked.cid)}
    />
  );
}

/** To those who asked, and those who are with them. */
function Asked({ since, by }: Waiting): JSX.Element {
  const { room, words, client } = useShared();
  const now = useServerNow(true);
  const came = room.participants.value
    .filter((who) => isStaff(who.role) && who.presence === "online")
    .map((who) => who.name);
  const fresh = now - Date.parse(since) < MINUTE_MS;
  const asked = words.t(fresh ? "help_waiting_now" : "help_waiting", { span: words.ago(since, now) });
  const text = came.length > 0 ? words.t("help_here", { names: words.list(came) }) : asked;
  const mine = by === client.me.value?.id;
  return <Banner text={text} end={mine && words.t("help_cancel")} act={() => room.withdrawHelp()} />;
}

/** To staff. */
function Called({ since, reason: why }: Waiting): JSX.Element {
  const { room, words } = useShared();
  const now = useServerNow(true);
  const fresh = now - Date.parse(since) < MINUTE_MS;
  const told = { span: words.ago(since, now), reason: words.maybe(`reason_${why}`, why) };
  const text = words.t(fresh ? "help_staff_now" : "help_staff", told);
  return (
    <Banner
      text={text}
      end={may(room, "dismiss") && words.t("help_dismiss")}
      act={() => room.withdrawHelp()}
    />
  );
}

function Banner({ text, end, act }: { text: string; end: string | false; act: () => void }): JSX.Element {
  return (
    <div class="banner" role="status">
      <span>{text}</span>
      {end && (
        <button type="button" class="link" onClick={act}>
          {end}
        </button>
      )}
    </div>
  );
}

function isCall({ command, state }: Unsent): boolean {
  return command.t === "help" && !command.withdraw && command.reason !== "report" && state === "sending";
}
