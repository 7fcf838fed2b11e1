/** What can be done with a message: react, reply, edit, delete. */
import { signal } from "@preact/signals-core";
import type { JSX } from "preact";
import type { Room } from "../client";
import type { Message } from "../core/state";
import type { OfMessage } from "./asked";
import { useShared } from "./context";
import { Icon } from "./icons";

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
  // Who was taken out may nothing any more, whatever the last snapshot said.
  return room.status.value.phase !== "left" && (you === null || you.can.includes(what));
}

export function Actions({ item, room }: OfMessage): JSX.Element | null {
  const { words, asked } = useShared();
  const able = ["react", "send", "edit", "redact", "redact_any"].some((what) => may(room, what));
  if (!able) return null;
  return (
    <span class="actions">
      <button
        type="button"
        class="pop-button"
        aria-haspopup="menu"
        aria-label={words.t("actions")}
        onClick={(press) => (asked.value = { what: "menu", item, room, from: press.currentTarget })}
      >
        <Icon name="more" />
      </button>
    </span>
  );
}
