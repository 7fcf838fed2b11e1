/** What can be done with a message: react, reply, edit, delete. */
import { signal } from "@preact/signals-core";
import type { JSX } from "preact";
import type { Room } from "../client";
import type { Message } from "../core/state";
import { useShared } from "./context";
import { Icon } from "./icons";
import { Popover } from "./popover";

const EMOJI = ["👍", "🙏", "😊", "✅"] as const;

/** What the composer is about to do besides writing anew. */
export interface Draft {
  readonly what: "reply" | "edit";
  readonly room: Room;
  readonly item: Message;
}

/** One per page: there is one composer. */
export const draftOf = new WeakMap<Room, ReturnType<typeof signal<Draft | null>>>();

export function useDraft(): ReturnType<typeof signal<Draft | null>> {
  const { room } = useShared();
  const held = draftOf.get(room) ?? signal<Draft | null>(null);
  draftOf.set(room, held);
  return held;
}

export function may(room: Room, what: string): boolean {
  const { you } = room.state.value;
  return you === null || you.can.includes(what);
}

export function Actions({
  item,
  room,
  mine,
}: {
  item: Message;
  room: Room;
  mine: boolean;
}): JSX.Element | null {
  const { words } = useShared();
  const able = ["react", "send", "edit", "redact", "redact_any"].some((what) => may(room, what));
  if (!able) return null;
  return (
    <Popover class="actions" label={words.t("actions")} button={<Icon name="more" />}>
      {(close) => <ActionList item={item} room={room} mine={mine} close={close} />}
    </Popover>
  );
}

function ActionList({
  item,
  room,
  mine,
  close,
}: {
  item: Message;
  room: Room;
  mine: boolean;
  close: () => void;
}) {
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
