/** A room as a row of the inbox, in the words of the wire; and whose inbox it is. */
import type { InboxHeld, InboxPerson, InboxRow, InboxSaid } from "../../core/generated-inbox";
import type { InboxMessage } from "../../core/generated-messages";

export type Row = Readonly<InboxRow>;
export type Held = Readonly<InboxHeld>;
export type Last = Readonly<InboxSaid>;
export type Party = Readonly<InboxPerson>;
export type InboxFrame = Readonly<InboxMessage>;

/** Of the reader: what counts as theirs. */
export interface Reader {
  readonly user: string;
  readonly teams: ReadonlySet<string>;
}
