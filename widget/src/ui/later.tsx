/** What opens on an action: a message's actions, the list behind the pips, the sheet for help. Loaded on the first touch. */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Room } from "../client";
import type { Pip } from "../core/cursors";
import type { Message } from "../core/state";
import type { HelpReason } from "../core/wire";
import css from "../css/later.css?text";
import { type Draft, may, useDraft } from "./actions";
import { type ActionParts, type LaterParts, roleWord, type SeenParts, useShared } from "./context";
import { CloseButton } from "./icons";
import { seenText } from "./pips";
import { PipShape } from "./shapes";
import type { Words } from "./words";

const EMOJI = ["👍", "🙏", "😊", "✅"] as const;

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

function ActionList({ item, room, mine, close }: ActionParts): JSX.Element {
  const { words } = useShared();
  const draft = useDraft();
  const start = (what: Draft["what"]): void => {
    draft.value = { what, room, item };
    close();
  };
  const textual = "type" in item.body && item.body.type === "text";
  const erases = may(room, "redact_any") || (mine && may(room, "redact"));
  return (
    <>
      {may(room, "react") && <EmojiRow item={item} room={room} close={close} />}
      {may(room, "send") && <Action label={words.t("reply")} act={() => start("reply")} />}
      {mine && textual && may(room, "edit") && <Action label={words.t("edit")} act={() => start("edit")} />}
      {erases && (
        <Action
          danger
          label={words.t("delete")}
          act={() => {
            room.redact(item.seq);
            close();
          }}
        />
      )}
    </>
  );
}

function Action({
  label,
  act,
  danger = false,
}: {
  label: string;
  act: () => void;
  danger?: boolean;
}): JSX.Element {
  return (
    <button type="button" class={danger ? "menu-item danger" : "menu-item"} onClick={act}>
      {label}
    </button>
  );
}

function EmojiRow({ item, room, close }: { item: Message; room: Room; close: () => void }): JSX.Element {
  const { words, client } = useShared();
  const me = client.me.value?.id ?? "";
  return (
    <div class="emoji-row">
      {EMOJI.map((emoji) => (
        <button
          type="button"
          key={emoji}
          aria-label={words.t("react_with", { emoji })}
          onClick={() => {
            room.react(item.seq, emoji, !(item.reactions?.[emoji] ?? []).includes(me));
            close();
          }}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

function SeenList({ seq, pips, sum }: SeenParts): JSX.Element {
  const { room, words } = useShared();
  return (
    <>
      <p class="seen-head">{seenText(sum, words)}</p>
      <ul class="seen-list">
        {pips.map((pip) => (
          <li key={pip.who.user}>
            <PipShape role={pip.who.role} mark={pip.mark} />
            <bdi>{pipText(pip, words)}</bdi>
            <Moment at={room.momentOf(pip.who.user, pip.mark, seq)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Moment({ at }: { at: number | null }): JSX.Element | null {
  const { words } = useShared();
  return at === null ? null : <time>{words.time(at)}</time>;
}

function pipText({ who, mark }: Pip, words: Words): string {
  const named = { name: who.name, role: roleWord(words, who.role) };
  if (mark === "read") return words.t("read_by", named);
  if (who.left_seq !== undefined) return words.t("left_before", named);
  return words.t(mark === "delivered" ? "delivered_to" : "not_yet", named);
}

function HelpSheet({ open }: { open: Signal<boolean> }): JSX.Element | null {
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
            <span>{words.t(`reason_${one}`)}</span>
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

/** The styles of these parts, for the page or the sheet's shadow root that shows them. */
export function dress(root: DocumentOrShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

export const part: LaterParts = { ActionList, SeenList, HelpSheet };
