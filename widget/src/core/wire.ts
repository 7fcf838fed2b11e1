/** The wire's words as the widget uses them: names for what is generated from server/core, and one parser. */
import type * as said from "./generated";
import type * as held from "./generated-bodies";
import type * as stored from "./generated-entries";
import type * as told from "./generated-messages";
import type * as words from "./generated-words";

export type { OrderItem, RequestBody, Resume } from "./generated";
export type { FileLink, People, ShownPhrase, Widget } from "./generated-answers";
export type {
  Answered,
  Author,
  JoinBody,
  MessageBody as SaidBody,
  Patch,
  Redacted,
  RoleChange,
} from "./generated-bodies";
export type { Entry, MessageEntry } from "./generated-entries";
export type { InboxRow, Watching } from "./generated-inbox";
export type { Busy } from "./generated-messages";
export type {
  Count,
  Cursor,
  Lane,
  Participant,
  ShownFact as Fact,
  Summary,
  Waiting,
  You,
} from "./generated-pieces";
export type {
  ErrorCode,
  HelpReason,
  LeftReason,
  PresenceState,
  RoomKind,
  RoomStatus,
} from "./generated-words";

export const SUBPROTOCOL = "parley.v1.json";

/** Roles in a room, and those that staff have outside of one. */
export type Role = words.Role | "supervisor" | "admin";
export type Lang = "en" | "ja";
export type Texts = Readonly<Record<string, string>>;
export type Values = Record<string, string | number>;
export type Reactions = NonNullable<stored.MessageEntry["reactions"]>;
/** A `room` notice: what changed of the summary, as far as it is told. */
export type RoomNotice = told.RoomMessage;
/** Where one who waits stands in the queue. */
export type QueueNotice = told.QueueMessage;
/** Support looks at a room, or does no more. */
export type WatchedNotice = told.WatchedMessage;
export type ActivityBody = held.OrderEvent;

export type MessageBody = said.WrittenBody;
export type ClientFrame = said.Command;
export type ServerFrame = told.ServerMessage;
export type Welcome = told.WelcomeMessage;
export type Joined = told.JoinedMessage;
export type Ack = told.AckMessage;
export type Refused = told.ErrorMessage;
export type Ref = NonNullable<told.AckMessage["ref"]>;

/** A command that is written to a room's log and answered by `ack`, before it has its `cid`. */
export type Write = WithoutCid<said.Write>;
type WithoutCid<T> = T extends unknown ? Omit<T, "cid" | "ref"> : never;

/** A frame's text as a map with a `t`, or null when it is not one. Unknown kinds pass: the reader ignores them. */
export function parseFrame(text: string): ServerFrame | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return typeof (value as { t?: unknown }).t === "string" ? (value as ServerFrame) : null;
  } catch {
    return null;
  }
}
