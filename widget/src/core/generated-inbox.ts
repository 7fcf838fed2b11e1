/** The rows of an inbox. Made by `make wire` from the server; a test fails when this is stale. */

import type { PresenceState, RoomKind, RoomStatus } from "./generated-words";

/** One room in an inbox; every key is always there. */
export interface InboxRow {
  room: string;
  kind: RoomKind;
  subject: string;
  status: RoomStatus;
  stage: string | null;
  locked: boolean;
  last_seq: number;
  waiting: InboxCall | null;
  last: InboxSaid | null;
  people: InboxPerson[];
  people_count: number;
  held: InboxHeld;
  priority: "high" | "low" | "medium" | "urgent" | null;
  labels: string[];
  needs: string[];
  hold: "pending" | "snoozed" | null;
  wake_at: string | null;
  due_at: string | null;
  spam: boolean;
  silenced: string[];
  typing: string[];
  back: string | null;
  unread: number;
  mentions: number;
  unseen: InboxUnseen[];
  part: boolean;
  lane: string | null;
  watchers: Watching[];
}

/** One of staff who has the room, or its staff lane, open. */
export interface Watching {
  user: string;
  name: string;
  writing: boolean;
}

/** Somebody waits for staff: since when, why (null: for an answer), who. */
export interface InboxCall {
  since: string;
  reason: string | null;
  by: string | null;
}

/** The last message that was not a bot's, at most 140 code points of it; a quick phrase in every language. */
export interface InboxSaid {
  seq: number;
  by: string | null;
  name: string | null;
  role: string | null;
  at: string;
  text: string | Record<string, string>;
}

/** One who takes part and is not staff. */
export interface InboxPerson {
  user: string;
  name: string;
  role: string;
  presence: PresenceState;
}

/** Whose the room is, or who is asked to take it; all null when it is nobody's. */
export interface InboxHeld {
  agent: string | null;
  name: string | null;
  state: "assigned" | "offered" | null;
  since: string | null;
  until: string | null;
  team: string | null;
  sender: string | null;
  back_at: string | null;
}

/** One who has not read the last message of staff. */
export interface InboxUnseen {
  user: string;
  role: string;
  delivered: boolean;
}
