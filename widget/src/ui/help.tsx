/** Getting a person to help: one tap away, says what happens next, can be taken back. */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { HelpReason } from "../core/wire";
import { may } from "./actions";
import { useNow } from "./clock";
import { useShared } from "./context";
import { CloseButton, Icon } from "./icons";

const REASONS = [
  "late",
  "missing",
  "address",
  "unreachable",
  "payment",
  "unsafe",
  "report",
  "other",
] as const satisfies HelpReason[];

export function HelpButton({ open }: { open: Signal<boolean> }): JSX.Element | null {
  const { room, words } = useShared();
  const { waiting, kind } = room.state.value;
  if (!may(room, "help") || waiting || kind === "announcement" || room.state.value.you === null) return null;
  return (
    <button
      type="button"
      class="help-button"
      aria-expanded={open.value}
      onClick={() => (open.value = !open.value)}
    >
      <Icon name="help" />
      <span>{words.t("help")}</span>
    </button>
  );
}

export function HelpSheet({ open }: { open: Signal<boolean> }): JSX.Element | null {
  const { room, words } = useShared();
  const reason = useSignal<HelpReason>("late");
  const text = useSignal("");
  const root = useRef<HTMLFormElement>(null);
  useEffect(() => root.current?.querySelector("input")?.focus(), [open.value]);
  if (!open.value) return null;
  const close = (to = ".help-button"): void => {
    root.current?.parentElement?.querySelector<HTMLElement>(to)?.focus();
    open.value = false;
  };
  const ask = (submit: Event): void => {
    submit.preventDefault();
    room.help(reason.value, text.value.trim());
    text.value = "";
    close(".timeline");
  };
  return (
    <form
      class="sheet"
      ref={root}
      onSubmit={ask}
      onKeyDown={(press) => {
        if (press.key !== "Escape") return;
        press.preventDefault();
        close();
      }}
    >
      <div class="sheet-head">
        <h2>{words.t("help_title")}</h2>
        <CloseButton label={words.t("close")} act={close} />
      </div>
      <fieldset class="reasons">
        <legend>{words.t("help_reason")}</legend>
        {REASONS.map((one) => (
          <label key={one} class="reason">
            <input
              type="radio"
              name="reason"
              checked={reason.value === one}
              onChange={() => (reason.value = one)}
            />
            <span>{words.t(`help_${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <input
        class="sheet-text"
        dir="auto"
        maxLength={500}
        placeholder={words.t("help_text")}
        aria-label={words.t("help_text")}
        value={text.value}
        onInput={(input) => (text.value = input.currentTarget.value)}
      />
      <p class="sheet-next">{words.t("help_next")}</p>
      <button type="submit" class="primary">
        {words.t("help_ask")}
      </button>
    </form>
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
  const reason = words.maybe(`help_${waiting.reason}`, waiting.reason);
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
