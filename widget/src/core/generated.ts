/** The words of the wire. Made by `make wire` from server/core; a test fails when this is stale. */

export type Role = "customer" | "driver" | "merchant" | "agent" | "bot" | "member";

export type RoomKind = "order" | "support" | "group" | "announcement";

export type RoomStatus = "open" | "resolved";

export type PresenceState = "online" | "away" | "offline";

export type FactKind = "text" | "phone" | "address" | "time" | "link";

export type Audience = "staff" | "named";

export type Verified = "host" | "none";

export type LeftReason = "removed" | "replaced" | "closed" | "left";

export type HelpState = "raised" | "withdrawn" | "dismissed";

export type ErrorCode =
  | "bad_message"
  | "bad_field"
  | "unauthenticated"
  | "not_found"
  | "forbidden"
  | "room_locked"
  | "rate_limited"
  | "too_large"
  | "cid_reused"
  | "too_many_rooms"
  | "unavailable"
  | "internal";

export type EntryKind =
  | "message"
  | "edit"
  | "redact"
  | "reaction"
  | "join"
  | "leave"
  | "role"
  | "room"
  | "activity"
  | "help"
  | "hidden";

export type HelpReason =
  | "late"
  | "missing"
  | "address"
  | "unreachable"
  | "unsafe"
  | "report"
  | "payment"
  | "other";

/** The first message: who is asking, and what to resume. */
export interface HelloCommand {
  t: "hello";
  ref?: number | string | null;
  token: string;
  client?: string | null;
  session?: string | null;
  epoch?: string | null;
  resume?: Resume[];
}

/** Renew the token of an open socket. */
export interface AuthCommand {
  t: "auth";
  ref?: number | string | null;
  token: string;
}

/** Open a view of a room; `since` is the last contiguous entry held. */
export interface JoinCommand {
  t: "join";
  ref?: number | string | null;
  room: string;
  since?: number | null;
  observe?: boolean;
}

/** Close a view; membership stays. */
export interface LeaveCommand {
  t: "leave";
  ref?: number | string | null;
  room: string;
}

/** Write a message. */
export interface SendCommand {
  t: "send";
  ref?: number | string | null;
  room: string;
  cid: string;
  body: TextBody | FileBody | PhraseBody;
  reply_to?: number | null;
}

/** Replace the body of one's own message. */
export interface EditCommand {
  t: "edit";
  ref?: number | string | null;
  room: string;
  cid: string;
  target: number;
  body: TextBody | FileBody | PhraseBody;
}

/** Erase a message everywhere; its place stays. */
export interface RedactCommand {
  t: "redact";
  ref?: number | string | null;
  room: string;
  cid: string;
  target: number;
}

/** Put a reaction on a message, or take it off. */
export interface ReactCommand {
  t: "react";
  ref?: number | string | null;
  room: string;
  cid: string;
  target: number;
  emoji: string;
  on?: boolean;
}

/** Call staff with a reason; or withdraw (a party) or dismiss (staff) the call. */
export interface HelpCommand {
  t: "help";
  ref?: number | string | null;
  room: string;
  cid: string;
  reason?: string | null;
  text?: string | null;
  withdraw?: boolean;
}

/** Say up to where this device has, and has read, the room. */
export interface SeenCommand {
  t: "seen";
  ref?: number | string | null;
  room: string;
  delivered?: number | null;
  read?: number | null;
}

/** Say that this user is writing, or stopped. */
export interface TypingCommand {
  t: "typing";
  ref?: number | string | null;
  room: string;
  on: boolean;
}

/** Say whether this device is attended. */
export interface PresenceCommand {
  t: "presence";
  ref?: number | string | null;
  state: "away" | "online";
}

/** Ask for a page of entries; `before` and `after` are exclusive. */
export interface HistoryCommand {
  t: "history";
  ref?: number | string | null;
  room: string;
  before?: number | null;
  after?: number | null;
  limit?: number;
}

/** Answer a `ping` at once. */
export interface PongCommand {
  t: "pong";
  ref?: number | string | null;
}

/** Ask whether the path is alive. */
export interface PingCommand {
  t: "ping";
  ref?: number | string | null;
}

/** Answers `hello`. */
export interface WelcomeMessage {
  t: "welcome";
  ref?: number | string;
  session: string;
  user: User;
  epoch: string;
  exp: string;
  server_time: string;
  heartbeat_s: number;
  limits: Record<string, number>;
  rooms: Summary[];
  more: boolean;
}

/** Answers `join`: the room as this reader may see it, and the entries after `since`. */
export interface JoinedMessage {
  t: "joined";
  ref?: number | string;
  room: string;
  kind: RoomKind;
  subject: string;
  status: RoomStatus;
  locked: boolean;
  facts: ShownFact[];
  participants: Participant[];
  first_seq: number;
  last_seq: number;
  lanes: Lane[];
  you: You;
  entries: (MessageEntry | EditEntry | RedactEntry | ReactionEntry | JoinEntry | LeaveEntry | RoleEntry | RoomEntry | ActivityEntry | HelpEntry | HiddenEntry)[];
  reset: boolean;
  participant_count?: number;
  locks_at?: string;
  waiting?: Waiting;
  parent?: string;
  audience?: Audience;
  metadata?: Record<string, unknown>;
}

/** Entries of one room, contiguous. */
export interface EntriesMessage {
  t: "entries";
  ref?: number | string;
  room: string;
  entries: (MessageEntry | EditEntry | RedactEntry | ReactionEntry | JoinEntry | LeaveEntry | RoleEntry | RoomEntry | ActivityEntry | HelpEntry | HiddenEntry)[];
}

/** A write is on disk. */
export interface AckMessage {
  t: "ack";
  ref?: number | string;
  room: string;
  cid: string;
  seq: number;
  at: string;
}

/** Cursors that moved; above 250 participants, counts of the last messages. */
export interface ReceiptsMessage {
  t: "receipts";
  ref?: number | string;
  room: string;
  cursors?: Cursor[];
  counts?: Count[];
}

/** All who are writing; above 250 participants three of them and how many. */
export interface TypingMessage {
  t: "typing";
  ref?: number | string;
  room: string;
  users: string[];
  count?: number;
}

/** A user came, went away or left. */
export interface PresenceMessage {
  t: "presence";
  ref?: number | string;
  user: string;
  state: PresenceState;
  since: string;
}

/** A room's summary changed; to views also the facts of the reader's role. */
export interface RoomMessage {
  t: "room";
  ref?: number | string;
  room: string;
  kind: RoomKind;
  subject: string;
  status: RoomStatus;
  locked: boolean;
  last_seq: number;
  unread: number;
  at: string;
  role: string | null;
  locks_at?: string;
  waiting?: Waiting;
  last?: Last;
  facts?: ShownFact[];
}

/** A view is closed, and why. */
export interface LeftMessage {
  t: "left";
  ref?: number | string;
  room: string;
  reason: LeftReason;
}

/** Answers `history`: a page of entries, ascending. */
export interface HistoryMessage {
  t: "history";
  ref?: number | string;
  room: string;
  entries: (MessageEntry | EditEntry | RedactEntry | ReactionEntry | JoinEntry | LeaveEntry | RoleEntry | RoomEntry | ActivityEntry | HelpEntry | HiddenEntry)[];
  more: boolean;
}

/** A refusal; of a write or a resume with its room, of a write with its cid too. */
export interface ErrorMessage {
  t: "error";
  ref?: number | string;
  code: ErrorCode;
  message: string;
  field?: string;
  retry_after_ms?: number;
  room?: string;
  cid?: string;
}

/** The node is going away; reconnect elsewhere after so long. */
export interface DrainingMessage {
  t: "draining";
  ref?: number | string;
  reconnect_in_ms: number;
}

/** Are you there; answer `pong`. */
export interface PingMessage {
  t: "ping";
  ref?: number | string;
}

/** Answers `ping`. */
export interface PongMessage {
  t: "pong";
  ref?: number | string;
}

/** Answers `auth`: the new expiry. */
export interface AuthedMessage {
  t: "authed";
  ref?: number | string;
  exp: string | null;
}

/** A text of at most 4,096 code points after NFC. */
export interface TextBody {
  type: "text";
  text: string;
}

/** The sender's own unused upload. */
export interface FileBody {
  type: "file";
  file: string;
  name?: string | null;
  size?: number | null;
}

/** A quick phrase as it is stored: with its words in every language. */
export interface SaidPhraseBody {
  type: "phrase";
  phrase: string;
  texts: Record<string, string>;
  params?: Record<string, number | string>;
}

/** What is left of a message's body. */
export type Erased = Record<string, never>;

/** One room to take up again: `seq` is the last contiguous entry held. */
export interface Resume {
  room: string;
  seq: number;
  delivered?: number;
  read?: number;
  observe?: boolean;
}

/** A quick phrase from the catalogue; each reader sees it in their own language. */
export interface PhraseBody {
  type: "phrase";
  phrase: string;
  params?: Record<string, number | string>;
}

/** Who one is, as stored. */
export interface User {
  id: string;
  role: string;
  name: string;
  verified: Verified;
}

/** A room in a list. */
export interface Summary {
  room: string;
  kind: RoomKind;
  subject: string;
  status: RoomStatus;
  locked: boolean;
  last_seq: number;
  unread: number;
  at: string;
  role: string | null;
  locks_at?: string;
  waiting?: Waiting;
  last?: Last;
}

/** A fact as one role sees it. */
export interface ShownFact {
  key: string;
  label: string;
  value: string;
  kind: FactKind;
}

/** One who takes part, or did: since which seq, and how far they have the room. */
export interface Participant {
  user: string;
  role: Role;
  name: string;
  verified: Verified;
  joined_seq: number;
  delivered: number;
  read: number;
  presence: PresenceState;
  left_seq?: number;
}

/** A side room that this reader may open. */
export interface Lane {
  room: string;
  audience: Audience;
  participants: string[];
  last_seq?: number;
  unread?: number;
}

/** The reader: their standing here, and what they may do. */
export interface You {
  user: string | null;
  role: string;
  observer: boolean;
  can: string[];
}

/** Something said, in its current form: `rev` is the seq of the last entry folded in. */
export interface MessageEntry {
  kind: "message";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  body: MessageBody;
  reply_to?: number;
  rev?: number;
  redacted?: Redacted;
  reactions?: Record<string, string[]>;
}

/** A message's new body; `{}` when the message was erased later. */
export interface EditEntry {
  kind: "edit";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  target: number;
  body: MessageBody;
  redacted?: Redacted;
}

/** A message erased. */
export interface RedactEntry {
  kind: "redact";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  target: number;
  body: Erased;
}

/** An emoji put on, or taken off, a message. */
export interface ReactionEntry {
  kind: "reaction";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  target: number;
  body: Reaction;
}

/** A participant came in. */
export interface JoinEntry {
  kind: "join";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  body: JoinBody;
}

/** A participant went out. */
export interface LeaveEntry {
  kind: "leave";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  body: LeaveBody;
}

/** A participant's role or name changed. */
export interface RoleEntry {
  kind: "role";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  body: RoleChange;
}

/** Subject, public status or lock changed. */
export interface RoomEntry {
  kind: "room";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  body: Patch;
}

/** The order moved on. */
export interface ActivityEntry {
  kind: "activity";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  body: OrderEvent;
}

/** Staff were called, or the call ended. */
export interface HelpEntry {
  kind: "help";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  body: HelpCall;
}

/** Stands for an entry whose target the reader may not see. */
export interface HiddenEntry {
  kind: "hidden";
  seq: number;
  at: string;
}

/** Staff are called. */
export interface Waiting {
  since: string;
  reason: string;
  by: string | null;
}

/** How far somebody has, and has read, the room. */
export interface Cursor {
  user: string;
  delivered: number;
  read: number;
}

/** How many have, and have read, one message. */
export interface Count {
  seq: number;
  delivered: number;
  read: number;
}

/** The newest message, shortened. */
export interface Last {
  seq: number;
  by: string | null;
  kind: string;
  text: string;
}

/** Who wrote, when they are no participant of the room. */
export interface Author {
  name: string;
  role: string;
}

/** Who erased a message, and when. */
export interface Redacted {
  by: string | null;
  at: string;
}

/** An emoji put on, or taken off. */
export interface Reaction {
  emoji: string;
  on: boolean;
}

/** Who came in, as what, seeing how far back; perhaps in whose place. */
export interface JoinBody {
  user: string;
  role: Role;
  name: string;
  verified: Verified;
  history: string;
  replaces?: string;
}

/** Who went out, and why. */
export interface LeaveBody {
  user: string;
  reason: "left" | "removed" | "replaced";
}

/** A participant's role and name from here on. */
export interface RoleChange {
  user: string;
  role: Role;
  name: string;
}

/** What changed of the room. */
export interface Patch {
  kind?: RoomKind;
  subject?: string;
  status?: RoomStatus;
  locked?: boolean;
  locks_at?: string | null;
  parent?: string;
}

/** How the order moved on. */
export interface OrderEvent {
  type: string;
  text?: string;
  params?: Record<string, unknown>;
  locks_at?: string;
  reopened?: boolean;
}

/** A call for staff, or its end. */
export interface HelpCall {
  state: HelpState;
  reason?: string;
  text?: string;
  role?: string;
  reopened?: boolean;
}

export type MessageBody = TextBody | FileBody | SaidPhraseBody | Erased;

export type WrittenBody = TextBody | FileBody | PhraseBody;

export type Entry =
  | MessageEntry
  | EditEntry
  | RedactEntry
  | ReactionEntry
  | JoinEntry
  | LeaveEntry
  | RoleEntry
  | RoomEntry
  | ActivityEntry
  | HelpEntry
  | HiddenEntry;

export type Command =
  | HelloCommand
  | AuthCommand
  | JoinCommand
  | LeaveCommand
  | SendCommand
  | EditCommand
  | RedactCommand
  | ReactCommand
  | HelpCommand
  | SeenCommand
  | TypingCommand
  | PresenceCommand
  | HistoryCommand
  | PongCommand
  | PingCommand;

export type Write = SendCommand | EditCommand | RedactCommand | ReactCommand | HelpCommand;

export type ServerMessage =
  | WelcomeMessage
  | JoinedMessage
  | EntriesMessage
  | AckMessage
  | ReceiptsMessage
  | TypingMessage
  | PresenceMessage
  | RoomMessage
  | LeftMessage
  | HistoryMessage
  | ErrorMessage
  | DrainingMessage
  | PingMessage
  | PongMessage
  | AuthedMessage;

/** What to do after a close: a code that is not listed means reconnect. */
export const CLOSES: Readonly<Record<number, "reconnect" | "token" | "stop">> = {
  1001: "reconnect",
  1002: "stop",
  1006: "reconnect",
  1007: "stop",
  1009: "stop",
  1011: "reconnect",
  1012: "reconnect",
  4400: "stop",
  4401: "token",
  4403: "stop",
  4408: "reconnect",
  4409: "reconnect",
  4429: "reconnect",
  4508: "reconnect",
};
