/** What can be done with a message: react, reply, change, copy, see who reacted, report, mute, erase. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { mute } from "../../client/calls";
import { useDraft } from "../actions";
import type { OfMessage } from "../asked";
import { personOf, useShared } from "../context";
import { bodyText, type Words } from "../words";
import { type Act, actsFor } from "./acts";
import { current, useClose, useReader } from "./reader";
import { Surface } from "./surface";

const QUICK = ["👍", "🙏", "😊", "✅"] as const;
const MORE = "❤️ 😂 🎉 👏 🙌 💯 👌 🤝 😍 🤔 😅 😢 😮 😡 👀 🔥 ⭐ 🚗 🍽️ 📦 📍 🕒 ❓ ❌".split(" ");

export function Menu(of: OfMessage): JSX.Element | null {
  const { words } = useShared();
  const more = useSignal(false);
  const item = current(of);
  if (!item) return <Gone />;
  return (
    <Surface kind="menu" label={words.t("actions")}>
      <Said room={of.room} item={item} />
      <Emoji room={of.room} item={item} more={more} />
      {!more.value && <Acts room={of.room} item={item} />}
    </Surface>
  );
}

/** Erased while the menu was open. */
function Gone(): JSX.Element {
  const { words } = useShared();
  return (
    <Surface kind="list" label={words.t("actions")}>
      <p class="sheet-next">{words.t("deleted")}</p>
    </Surface>
  );
}

/** Of which message, where the menu does not stand beside it. */
export function Said({ room, item }: OfMessage): JSX.Element {
  const { words } = useShared();
  return (
    <p class="said" dir="auto">
      <b>{personOf(room, item.by, item.author, words).name}</b> {bodyText(item.body, words)}
    </p>
  );
}

function Emoji({ room, item, more }: OfMessage & { more: { value: boolean } }): JSX.Element | null {
  const { words, client } = useShared();
  const close = useClose();
  const me = client.me.value?.id ?? "";
  const { you } = room.state.value;
  if (you && !you.can.includes("react")) return null;
  const shown = more.value ? [...QUICK, ...MORE] : QUICK;
  const has = (emoji: string): boolean => (item.reactions?.[emoji] ?? []).includes(me);
  const react = (emoji: string): void => {
    room.react(item.seq, emoji, !has(emoji));
    close();
  };
  return (
    <div class={`emoji-row ${more.value ? "is-all" : ""}`} role="group" aria-label={words.t("react")}>
      {shown.map((emoji) => (
        <button
          type="button"
          key={emoji}
          role="menuitemcheckbox"
          aria-checked={has(emoji)}
          aria-label={words.t("react_with", { emoji })}
          onClick={() => react(emoji)}
        >
          {emoji}
        </button>
      ))}
      {!more.value && (
        <button
          type="button"
          role="menuitem"
          class="emoji-more"
          aria-label={words.t("react_more")}
          onClick={() => (more.value = true)}
        >
          +
        </button>
      )}
    </div>
  );
}

function Acts({ room, item }: OfMessage): JSX.Element {
  const { words } = useShared();
  const reader = useReader();
  const done = useSignal<Done>({});
  const act = useActing({ room, item }, done);
  const { name } = personOf(room, item.by, item.author, words);
  return (
    <>
      {actsFor(item, room.state.value, reader).map((one) => (
        <button
          type="button"
          key={one}
          role="menuitem"
          data-first={one === "reply" || undefined}
          class={`menu-item ${one === "delete" ? "danger" : ""}`}
          onClick={() => act(one)}
        >
          <span aria-live="polite">{done.value[one] ?? labelOf(one, name, words)}</span>
        </button>
      ))}
    </>
  );
}

function labelOf(act: Act, name: string, words: Words): string {
  switch (act) {
    case "reply":
      return words.t("reply");
    case "edit":
      return words.t("edit");
    case "copy":
      return words.t("copy");
    case "who":
      return words.t("reacted");
    case "mute":
      return words.t("mute", { name });
    case "unmute":
      return words.t("unmute", { name });
    case "report":
      return words.t("report_message");
    case "delete":
      return words.t("delete");
  }
}

/** What came of an act, in the place of its words. */
type Done = Partial<Record<Act, string>>;

function useActing({ room, item }: OfMessage, done: { value: Done }): (act: Act) => void {
  const { client, words, asked } = useShared();
  const draft = useDraft();
  const close = useClose();
  const from = asked.peek()?.from ?? null;
  const hear = (act: "mute" | "unmute"): void => {
    const failed = (): void => {
      done.value = { [act]: words.t("again") };
    };
    mute(client, item.by ?? "", act === "mute").then(() => close(), failed);
  };
  const copy = (): void => {
    copyText(bodyText(item.body, words), from?.closest<HTMLElement>(".room")).then((copied) => {
      done.value = { copy: words.t(copied ? "copied" : "copy_failed") };
    });
  };
  return (act) => {
    switch (act) {
      case "who":
        asked.value = { what: "reacted", room, item, from };
        break;
      case "delete":
        asked.value = { what: "erase", room, item, from };
        break;
      case "report":
        asked.value = { what: "report", room, item, user: null, from };
        break;
      case "copy":
        return copy();
      case "mute":
      case "unmute":
        return hear(act);
      default:
        close();
        draft.value = { what: act, room, item };
    }
  };
}

/** By the clipboard; a page that is not served safely has none, and copies a selection. */
async function copyText(text: string, room: HTMLElement | null | undefined): Promise<boolean> {
  const copied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  return copied || (room ? copySelected(text, room) : false);
}

function copySelected(text: string, room: HTMLElement): boolean {
  const box = document.createElement("textarea");
  box.className = "sr-only";
  box.value = text;
  const before = (room.getRootNode() as Document | ShadowRoot).activeElement as HTMLElement | null;
  room.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  before?.focus();
  return copied;
}
