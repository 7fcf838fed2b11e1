/** What the server says. Made by `make wire` from the server; a test fails when this is stale. */

import type {
  Audience,
  ErrorCode,
  FactKind,
  LeftReason,
  PresenceState,
  Role,
  RoomKind,
  RoomStatus,
  Verified,
} from "./generated";
import type { Author, Entry } from "./generated-entries";

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
  mutes: string[];
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
  entries: Entry[];
  reset: boolean;
  participant_count?: number;
  counts?: Count[];
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
  entries: Entry[];
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

/** A room's summary changed; to views instead what is beside the log: facts of their role, lanes for staff. */
export interface RoomMessage {
  t: "room";
  ref?: number | string;
  room: string;
  kind: RoomKind;
  subject: string;
  status: RoomStatus;
  locked: boolean;
  last_seq: number;
  unread?: number;
  at?: string;
  role?: string | null;
  parent?: string;
  locks_at?: string;
  waiting?: Waiting;
  last?: Last;
  facts?: ShownFact[];
  lanes?: Lane[];
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
  entries: Entry[];
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
  parent?: string;
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

/** One who takes part, or did: since which seq, how far they have the room, which visitors they were before. */
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
  was?: string[];
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

/** How many have, and have read, one message; `of` is how many could: its audience. */
export interface Count {
  seq: number;
  delivered: number;
  read: number;
  of: number;
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

/** The newest message, shortened; a quick phrase in every language; `author` as they are known in this room. */
export interface Last {
  seq: number;
  by: string | null;
  kind: string;
  text: string | Record<string, string>;
  author?: Author;
}

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
