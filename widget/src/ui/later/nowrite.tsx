/** Where one may not write: why, and what one may still do. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { replyToStaff } from "../../client/calls";
import { may } from "../actions";
import { useShared } from "../context";
import { useHelpOver } from "../help";

export function NoWrite(): JSX.Element {
  const { room, words } = useShared();
  const { locked, you, kind } = room.state.value;
  if (locked) return <Locked />;
  if (kind === "announcement" && you && !you.observer) return <Reply />;
  if (you?.silenced) return <p class="no-write">{words.t("why_silenced")}</p>;
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

/** To staff about what they announced last, in a room of one's own: where the page can, it goes there. */
function Reply(): JSX.Element {
  const { room, client, words, go } = useShared();
  const text = useSignal("");
  const told = useSignal(words.t("news_reply_note"));
  const busy = useSignal(false);
  const key = useRef("");
  const to = room.state.value.items.findLast(({ kind }) => kind === "message")?.seq;
  const reply = (submit: Event): void => {
    submit.preventDefault();
    if (to === undefined) return;
    busy.value = true;
    key.current ||= `${Date.now()}${Math.random().toString(36).slice(2)}`;
    replyToStaff(client, room.id, to, text.peek().trim(), key.current).then(
      (id) => {
        [text.value, told.value, busy.value, key.current] = ["", words.t("sent"), false, ""];
        go?.(id);
      },
      () => {
        [told.value, busy.value] = [words.t("first_refused"), false];
      },
    );
  };
  return (
    <form class="sheet-form" onSubmit={reply}>
      <textarea
        class="sheet-text"
        rows={2}
        dir="auto"
        maxLength={4096}
        placeholder={words.t("news_reply")}
        aria-label={words.t("news_reply")}
        value={text.value}
        onInput={(input) => {
          // Other words are another reply.
          [text.value, key.current] = [input.currentTarget.value, ""];
        }}
      />
      <p class="sheet-next" role="status">
        {told.value}
      </p>
      <button
        type="submit"
        class="primary"
        disabled={to === undefined || busy.value || text.value.trim() === ""}
      >
        {words.t("news_reply")}
      </button>
    </form>
  );
}
