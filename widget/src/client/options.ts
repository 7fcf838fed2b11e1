/** What a client is told when it is made. */
import type { Clock } from "../net/clock";
import type { Page } from "../net/page";
import type { Dial } from "../net/socket";
import type { Listen, OpenKeeper } from "./sender";
import type { TokenSource } from "./tokens";

export interface ClientOptions {
  /** The server's base address, such as `https://chat.example`. */
  url: string;
  /**
   * A token, or better a function that gets one: it is asked at the start, ahead of the token's end, and when one was
   * refused; once at a time, and ever more slowly while it rejects. Null means that there is none: the client stops.
   */
  token: TokenSource;
  /** Many rooms show at once: only one touched or keyed within 30 s counts as read. */
  mustTouch?: boolean;
  /** What this is, for the server's logs. */
  name?: string;
  clock?: Clock;
  page?: Page;
  dial?: Dial;
  /** What keeps the outbox beyond this page. */
  keep?: OpenKeeper;
  /** Is it needed from the start? Else it is opened when somebody touches a room, or writes. */
  keepSoon?: () => boolean;
  /** Hears other pages of this person until then. */
  listen?: Listen;
  /** Makes a file smaller before it goes up; where it rejects, the file goes up as it is. */
  downscale?: (file: Blob, name: string) => Promise<Blob>;
}

export type FrameTap = (direction: "in" | "out", text: string) => void;

export interface OpenOptions {
  /** Staff only: see everything, show nowhere. */
  observe?: boolean;
}

export interface Me {
  readonly id: string;
  readonly name?: string;
  readonly role?: string;
  /** What the server takes: `upload` bytes of a file, `files` in a message, and more. */
  readonly limits?: Readonly<Record<string, number>>;
}
