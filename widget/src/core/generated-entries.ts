/** The kinds of entry. Made by `make wire` from the server; a test fails when this is stale. */

import type {
  Audience,
  HelpState,
  RequestBody,
  Role,
  RoomKind,
  RoomStatus,
  TextBody,
  Verified,
} from "./generated";

/** A file, or several, as they are stored: the first of them, then `more`. */
export interface SaidFileBody {
  type: "file";
  file: string;
  name: string;
  size: number;
  mime: string;
  width?: number;
  height?: number;
  more?: SentFile[];
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

/** Something said, in its current form: `rev` is the seq of the last entry folded in. */
export interface MessageEntry {
  kind: "message";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  expires_at?: string;
  body: MessageBody;
  reply_to?: number;
  rev?: number;
  redacted?: Redacted;
  reactions?: Record<string, string[]>;
  answer?: Answered;
  edited?: boolean;
}

/** A message's new body; `{}` when the message was erased later. */
export interface EditEntry {
  kind: "edit";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  expires_at?: string;
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
  expires_at?: string;
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
  expires_at?: string;
  target: number;
  body: Reaction;
}

/** A request accepted or declined. */
export interface AnswerEntry {
  kind: "answer";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  expires_at?: string;
  target: number;
  body: Verdict;
}

/** A participant came in. */
export interface JoinEntry {
  kind: "join";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  expires_at?: string;
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
  expires_at?: string;
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
  expires_at?: string;
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
  expires_at?: string;
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
  expires_at?: string;
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
  expires_at?: string;
  body: HelpCall;
}

/** Stands for an entry whose target the reader may not see. */
export interface HiddenEntry {
  kind: "hidden";
  seq: number;
  at: string;
}

/** A file as the server knows it; `width` and `height` of a picture that browsers may show. */
export interface SentFile {
  file: string;
  name: string;
  size: number;
  mime: string;
  width?: number;
  height?: number;
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

/** What came of a request, said by whom and when; `by` is null when the host said it. */
export interface Answered {
  accepted: boolean;
  by: string | null;
  at: string;
}

/** An emoji put on, or taken off. */
export interface Reaction {
  emoji: string;
  on: boolean;
}

/** What came of a request. */
export interface Verdict {
  accepted: boolean;
}

/** Who came in, as what, seeing how far back; perhaps in whose place, and which visitors they were before. */
export interface JoinBody {
  user: string;
  role: Role;
  name: string;
  verified: Verified;
  history: string;
  replaces?: string;
  was?: string[];
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
  audience?: Audience;
  users?: string[];
}

/** How the order moved on. */
export interface OrderEvent {
  type: string;
  text?: string;
  params?: Record<string, unknown>;
  locks_at?: string;
  reopened?: boolean;
}

/** A call for staff, or its end; in a staff lane a report, of `user` and of the room's message `target`. */
export interface HelpCall {
  state: HelpState;
  reason?: string;
  text?: string;
  role?: string;
  reopened?: boolean;
  user?: string;
  target?: number;
}

export type MessageBody = TextBody | SaidFileBody | SaidPhraseBody | RequestBody | Erased;

export type Entry =
  | MessageEntry
  | EditEntry
  | RedactEntry
  | ReactionEntry
  | AnswerEntry
  | JoinEntry
  | LeaveEntry
  | RoleEntry
  | RoomEntry
  | ActivityEntry
  | HelpEntry
  | HiddenEntry;
