/** What opening an invitation gives the room page: whose token, which view, and what is done when it ends. */
import type { Client } from "../client";
import type { TokenSource } from "../client/tokens";
import type { EnteredBy, View } from "../ui/context";
import type { Words } from "../ui/words";

export interface EntryParts {
  /** The secret of the link, where one was opened; else whoever was here last. */
  readonly link: string | null;
  /** A room that was asked for, by a notification. */
  readonly room: string | null;
  readonly url: string;
  readonly words: Words;
  readonly root: Element;
}

export interface Entry {
  readonly token: TokenSource;
  readonly view: View;
  /** Does it lead to every room of that person? */
  readonly every: boolean;
  /** Ready to start: what this device knew last is shown at once. */
  begin(client: Client): void;
  /** Which room to show; answers when there is one. */
  room(client: Client): Promise<string>;
  /** What its rooms are given. */
  by(client: Client): EnteredBy;
}

/** `room/invited`. */
export interface InvitedPart {
  dress(root: DocumentOrShadowRoot): void;
  /** Null where nothing opens: the page says why. */
  enter(parts: EntryParts): Promise<Entry | null>;
}
