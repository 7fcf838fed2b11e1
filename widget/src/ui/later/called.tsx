/** Help was called: since when, who came, how to take it back (or, for staff, why this room waits). */
import type { JSX } from "preact";
import { isStaff } from "../../core/state";
import type { Waiting } from "../../core/wire";
import { may } from "../actions";
import { useServerNow } from "../clock";
import { useShared } from "../context";
import { callIn } from "../help";
import { spanText } from "../span";
import { Queued } from "./queued";

const MINUTE_MS = 60_000;

export function Called(): JSX.Element {
  const { room, words } = useShared();
  return (
    <>
      {room.state.value.watched?.on && <Banner text={words.t("watched")} end={false} act={() => undefined} />}
      <Call />
    </>
  );
}

function Call(): JSX.Element | null {
  const { room, words, view, client } = useShared();
  const { waiting } = room.state.value;
  const online = client.connection.value.phase === "online";
  const asked = callIn(room);
  // In a support room every word waits for an answer: staff see it so.
  const staff = !CUSTOMERS_ONLY && view === "agent";
  if (waiting) return staff ? <ToStaff {...waiting} /> : <ToParties {...waiting} />;
  if (!asked) return null;
  return (
    <Banner
      text={words.t(online ? "sending" : "help_offline")}
      end={words.t("help_cancel")}
      act={() => room.discard(asked.cid)}
    />
  );
}

function ToParties(waiting: Waiting): JSX.Element {
  return waiting.reason === "message" ? <Queued /> : <Asked {...waiting} />;
}

/** To those who asked, and those who are with them. */
function Asked({ since, by }: Waiting): JSX.Element {
  const { room, words, client } = useShared();
  const now = useServerNow(true);
  const came = room.participants.value
    .filter((who) => isStaff(who.role) && who.presence === "online")
    .map((who) => who.name);
  const fresh = now - Date.parse(since) < MINUTE_MS;
  const asked = words.t(fresh ? "help_waiting_now" : "help_waiting", {
    span: spanText(now - Date.parse(since), words),
  });
  const text = came.length > 0 ? words.t("help_here", { names: words.list(came) }) : asked;
  const mine = by === client.me.value?.id;
  return <Banner text={text} end={mine && words.t("help_cancel")} act={() => room.withdrawHelp()} />;
}

function ToStaff({ since, reason: why }: Waiting): JSX.Element {
  const { room, words } = useShared();
  const now = useServerNow(true);
  const fresh = now - Date.parse(since) < MINUTE_MS;
  const told = { span: spanText(now - Date.parse(since), words), reason: words.maybe(`reason_${why}`, why) };
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
