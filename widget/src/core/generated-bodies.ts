/** What entries hold. Made by `make wire` from the server; a test fails when this is stale. */

import type { RequestBody, TextBody } from "./generated";
import type { Audience, HelpState, Role, RoomKind, RoomStatus, Verified } from "./generated-words";

export type DeskAct =
  | "offered"
  | "accepted"
  | "declined"
  | "lapsed"
  | "assigned"
  | "released"
  | "handed"
  | "marked"
  | "woken"
  | "silenced"
  | "heard"
  | "spam"
  | "not_spam";

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

/** Who came in, as what, seeing how far back; perhaps in whose place, and which visitors they were before.

    `takes_over`: an agent has the room from here on in the place of another. */
export interface JoinBody {
  user: string;
  role: Role;
  name: string;
  verified: Verified;
  history: string;
  replaces?: string;
  takes_over?: boolean;
  was?: string[];
}

/** Who went out, and why; `successor`: an agent who takes part already has the room from here on. */
export interface LeaveBody {
  user: string;
  reason: "left" | "removed" | "replaced";
  successor?: string;
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

/** What was done with the room at the desk, and every field that it moved. */
export interface DeskBody {
  act: DeskAct;
  agent?: string | null;
  state?: "assigned" | "offered" | null;
  since?: string | null;
  until?: string | null;
  sender?: string | null;
  team?: string | null;
  back_at?: string | null;
  last?: string | null;
  priority?: string | null;
  labels?: string[];
  needs?: string[];
  hold?: "pending" | "snoozed" | null;
  wake_at?: string | null;
  due_at?: string | null;
  spam?: boolean;
  silenced?: string[];
  note?: string;
  user?: string;
}

export type MessageBody = TextBody | SaidFileBody | SaidPhraseBody | RequestBody | Erased;
