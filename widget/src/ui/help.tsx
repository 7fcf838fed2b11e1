/** Getting a person to help: one tap away, says what happens next, can be taken back. */
import type { JSX } from "preact";
import { may } from "./actions";
import { useNow } from "./clock";
import { useShared } from "./context";
import { Icon } from "./icons";

export function HelpButton(): JSX.Element | null {
  const { room, words, asked } = useShared();
  const { waiting, kind } = room.state.value;
  if (!may(room, "help") || waiting || kind === "announcement" || room.state.value.you === null) return null;
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

/** Help was called: since when, and how to take it back (or, for staff, why this room waits). */
export function HelpBanner(): JSX.Element | null {
  const { room, words, view, client } = useShared();
  const { waiting } = room.state.value;
  const now = useNow(waiting !== null);
  const staff = view === "agent";
  // In a support room every word waits for an answer: staff see it so.
  if (!waiting || (waiting.reason === "message" && !staff)) return null;
  const span = words.ago(waiting.since, now);
  const fresh = now - Date.parse(waiting.since) < 60_000;
  const reason = words.maybe(`reason_${waiting.reason}`, waiting.reason);
  const said = words.t(fresh ? "help_waiting_now" : "help_waiting", { span });
  const text = staff ? words.t(fresh ? "help_staff_now" : "help_staff", { span, reason }) : said;
  const ends = staff ? may(room, "dismiss") : waiting.by === client.me.value?.id;
  return (
    <div class="banner" role="status">
      <span>{text}</span>
      {ends && (
        <button type="button" class="link" onClick={() => room.withdrawHelp()}>
          {words.t(staff ? "help_dismiss" : "help_cancel")}
        </button>
      )}
    </div>
  );
}
