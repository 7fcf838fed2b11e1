/** The kinds of entry. Made by `make wire` from the server; a test fails when this is stale. */

import type {
  Answered,
  Author,
  DeskBody,
  Erased,
  HelpCall,
  JoinBody,
  LeaveBody,
  MessageBody,
  OrderEvent,
  Patch,
  Reaction,
  Redacted,
  RoleChange,
  Verdict,
} from "./generated-bodies";

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

/** Staff's side of the room moved on; in a staff lane alone. */
export interface DeskEntry {
  kind: "desk";
  seq: number;
  at: string;
  by: string | null;
  cid?: string;
  author?: Author;
  expires_at?: string;
  body: DeskBody;
}

/** Stands for an entry whose target the reader may not see. */
export interface HiddenEntry {
  kind: "hidden";
  seq: number;
  at: string;
}

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
  | DeskEntry
  | HiddenEntry;
