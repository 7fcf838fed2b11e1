/** What one reader knows of one room. */
import type {
  Author,
  Count,
  Entry,
  Fact,
  Lane,
  MessageEntry,
  Participant,
  QueueNotice,
  RoomKind,
  RoomStatus,
  Waiting,
  WatchedNotice,
  You,
} from "./wire";

/** A message in its current form. */
export type Message = MessageEntry;

/** An entry that has a line of its own; edits, redactions, reactions and answers are folded into their message. */
export type Item =
  | Message
  | Extract<Entry, { kind: "room" | "join" | "leave" | "role" | "activity" | "help" }>;

export interface RoomState {
  readonly room: string;
  readonly subject: string;
  readonly kind: RoomKind;
  readonly status: RoomStatus;
  readonly locked: boolean;
  readonly locksAt: string | null;
  /** Where the order stands: the last event that moved it on. */
  readonly stage: string | null;
  readonly waiting: Waiting | null;
  /** Where one who waits stands in the queue, as it was told last on this connection. */
  readonly queue: QueueNotice | null;
  /** Does support look at this room without taking part? Told where the operator wants it. */
  readonly watched: WatchedNotice | null;
  readonly parent: string | null;
  readonly you: You | null;
  readonly facts: readonly Fact[];
  readonly metadata: Record<string, unknown> | null;
  /** Those who take part, and those who left within the window. */
  readonly participants: ReadonlyMap<string, Participant>;
  readonly participantCount: number;
  readonly lanes: readonly Lane[];
  /** Names and roles of everybody ever met here, for entries whose author is gone. */
  readonly people: ReadonlyMap<string, Author>;
  /** In rooms above 250: how many have the latest messages, instead of everybody's cursors. */
  readonly counts: ReadonlyMap<number, Count>;
  /** Ascending by seq, each once. */
  readonly items: readonly Item[];
}

export function emptyState(room: string): RoomState {
  return {
    room,
    subject: "",
    kind: "order",
    status: "open",
    locked: false,
    locksAt: null,
    stage: null,
    waiting: null,
    queue: null,
    watched: null,
    parent: null,
    you: null,
    facts: [],
    metadata: null,
    participants: new Map(),
    participantCount: 0,
    lanes: [],
    people: new Map(),
    counts: new Map(),
    items: [],
  };
}

export function isPresent(who: Participant): boolean {
  return who.left_seq === undefined;
}

export function presentOf(state: RoomState): Participant[] {
  return [...state.participants.values()].filter(isPresent);
}

export function isStaff(role: string | undefined): boolean {
  return role === "agent" || role === "supervisor" || role === "admin";
}
