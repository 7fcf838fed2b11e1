/** The pieces of what the server says. Made by `make wire` from the server; a test fails when this is stale. */

import type { Author } from "./generated-bodies";
import type {
  Audience,
  FactKind,
  PresenceState,
  Role,
  RoomKind,
  RoomStatus,
  Verified,
} from "./generated-words";

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
  stage?: string;
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

/** The reader: their standing here, and what they may do; `silenced`: staff let them only read.

    `read` is told on joining to staff who take no part, and to nobody else: how far they have read, privately. */
export interface You {
  user: string | null;
  role: string;
  observer: boolean;
  can: string[];
  silenced?: boolean;
  read?: number;
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
