/** What was asked for by a tap or a key: a menu, a list, a sheet. One at a time; `ui/later` draws it. */
import type { Room } from "../client";
import type { Message } from "../core/state";

/** Said of one message, in its room or lane. */
export interface OfMessage {
  readonly room: Room;
  readonly item: Message;
}

export type Question =
  | (OfMessage & { readonly what: "menu" | "erase" | "reacted" })
  | { readonly what: "seen"; readonly seq: number; readonly by: string }
  | { readonly what: "original"; readonly room: Room; readonly seq: number }
  | {
      readonly what: "report";
      readonly room: Room;
      readonly item: Message | null;
      readonly user: string | null;
    }
  | { readonly what: "help" | "change" | "people" | "last" | "lost" };

/** `from` is what was pressed: the focus goes back there. */
export type Asked = Question & { readonly from: HTMLElement | null };
