/** What the page and the frame of `data-isolate` say to each other; nothing else is listened to. */
import type { EmbedOptions } from "./options";

/** What of the options crosses. */
export type Handed = Pick<EmbedOptions, "name" | "room" | "widget" | "lang" | "theme" | "strings" | "sound">;

export type ToFrame =
  /** No token yet (undefined): it is asked for again. */
  | { parley: "begin"; options: Handed; token: string | null | undefined; renews: boolean }
  | { parley: "open"; what: unknown }
  /** The answer to `token`; undefined: not now, ask again. */
  | { parley: "token"; token: string | null | undefined }
  | { parley: "logout" };

export type FromFrame =
  | { parley: "close" }
  | { parley: "unread"; count: number }
  | { parley: "token" }
  | { parley: "wiped" };

export const FROM_FRAME: readonly string[] = [
  "close",
  "unread",
  "token",
  "wiped",
] satisfies FromFrame["parley"][];
