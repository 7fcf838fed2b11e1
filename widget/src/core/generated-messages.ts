/** What the server says. Made by `make wire` from the server; a test fails when this is stale. */

import type { Answered } from "./generated-bodies";
import type { Entry } from "./generated-entries";
import type { InboxRow, Watching } from "./generated-inbox";
import type {
  Count,
  Cursor,
  Lane,
  Last,
  Participant,
  ShownFact,
  Summary,
  User,
  Waiting,
  You,
} from "./generated-pieces";
import type { Audience, ErrorCode, LeftReason, PresenceState, RoomKind, RoomStatus } from "./generated-words";

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
  busy?: Busy;
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
  stage?: string;
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
  stage?: string;
  locks_at?: string;
  waiting?: Waiting;
  last?: Last;
  facts?: ShownFact[];
  lanes?: Lane[];
}

/** Where those stand in the queue who wait in a support room; told to them alone.

    `waiting`: as number `position`, where it can be said; larger than before only with a `reason`: somebody who has
    waited longer is back. `later`: nobody who could answer is here. `closed`: somebody is at `back_at`. `none`: over. */
export interface QueueMessage {
  t: "queue";
  ref?: number | string;
  room: string;
  state: "closed" | "later" | "none" | "waiting";
  position?: number;
  reason?: "earlier";
  back_at?: string;
}

/** Staff who do not take part look at a room (`on`), or do no more; never said unless the operator wants it. */
export interface WatchedMessage {
  t: "watched";
  ref?: number | string;
  room: string;
  on: boolean;
}

/** Staff let this user only read in a room (`on`), or write again; nobody else is told. */
export interface SilencedMessage {
  t: "silenced";
  ref?: number | string;
  room: string;
  on: boolean;
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

/** Answers `inbox`, to staff: every row (`reset` in the first frame, `more` while they last), then what moved. */
export interface InboxMessage {
  t: "inbox";
  ref?: number | string;
  rows: InboxRow[];
  gone?: string[];
  reset?: boolean;
  more?: boolean;
}

/** Who of staff has this room, or its staff lane, open: told to staff who do. */
export interface WatchMessage {
  t: "watch";
  ref?: number | string;
  room: string;
  staff: Watching[];
}

/** A refusal; of a write or a resume with its room, of a write with its cid too.

    `answer`: what the first said, where somebody answers second; `left`: why one takes part no more. */
export interface ErrorMessage {
  t: "error";
  ref?: number | string;
  code: ErrorCode;
  message: string;
  field?: string;
  retry_after_ms?: number;
  room?: string;
  cid?: string;
  answer?: Answered;
  left?: LeftReason;
}

/** This user's shop is busy, on every device of theirs, or no more: then `minutes` is 0 and `until` null. */
export interface BusyMessage {
  t: "busy";
  ref?: number | string;
  minutes: number;
  until: string | null;
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

/** How many minutes a busy shop adds to what it promises, until when. */
export interface Busy {
  minutes: number;
  until: string | null;
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
  | QueueMessage
  | WatchedMessage
  | SilencedMessage
  | LeftMessage
  | HistoryMessage
  | InboxMessage
  | WatchMessage
  | ErrorMessage
  | BusyMessage
  | DrainingMessage
  | PingMessage
  | PongMessage
  | AuthedMessage;
