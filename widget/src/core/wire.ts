/** Every word spoken on the wire (DESIGN §3): commands, notices, entries, bodies. Types only, and one parser. */

export const SUBPROTOCOL = "parley.v1.json";

export type Role = "customer" | "driver" | "merchant" | "agent" | "bot" | "member" | "supervisor" | "admin";
export type RoomKind = "order" | "support" | "group" | "announcement";
export type RoomStatus = "open" | "resolved";
export type PresenceState = "online" | "away" | "offline";
export type Lang = "en" | "ja";
export type Texts = Partial<Record<Lang, string>>;
export type Values = Record<string, string | number | boolean | null>;

// ---- bodies -------------------------------------------------------------------------------------------

export type MessageBody =
  | { type: "text"; text: string }
  | { type: "phrase"; phrase: string; params?: Values; texts?: Texts }
  | { type: "file"; file: string; name?: string; size?: number };

export interface Author {
  name: string;
  role: Role;
}

export interface Redaction {
  by: string | null;
  at: string;
}

export type Reactions = Record<string, string[]>;

export interface RoomPatch {
  kind?: RoomKind;
  subject?: string;
  status?: RoomStatus;
  locked?: boolean;
  locks_at?: string | null;
}

export interface JoinBody {
  user: string;
  role: Role;
  name: string;
  verified?: "none" | "host";
  history?: string;
  replaces?: string;
}

export interface ActivityBody {
  type: string;
  text?: string;
  params?: Values;
  texts?: Texts;
  locks_at?: string;
}

export interface HelpBody {
  state: "raised" | "withdrawn" | "dismissed";
  reason?: string;
  text?: string;
  reopened?: boolean;
}

// ---- entries ------------------------------------------------------------------------------------------

interface Said {
  seq: number;
  at: string;
  /** Null when the host itself wrote it. */
  by: string | null;
  cid?: string;
  author?: Author;
}

export interface MessageEntry extends Said {
  kind: "message";
  body: MessageBody | Record<string, never>;
  reply_to?: number;
  rev?: number;
  /** Its words were changed by the author. */
  edited?: boolean;
  redacted?: Redaction;
  reactions?: Reactions;
}

export type Entry =
  | MessageEntry
  | (Said & { kind: "edit"; target: number; body: MessageBody | Record<string, never> })
  | (Said & { kind: "redact"; target: number })
  | (Said & { kind: "reaction"; target: number; body: { emoji: string; on: boolean } })
  | (Said & { kind: "room"; body: RoomPatch })
  | (Said & { kind: "join"; body: JoinBody })
  | (Said & { kind: "leave"; body: { user: string; reason: "removed" | "left" | "replaced" } })
  | (Said & { kind: "role"; body: { user: string; role: Role; name: string } })
  | (Said & { kind: "activity"; body: ActivityBody })
  | (Said & { kind: "help"; body: HelpBody })
  | { seq: number; kind: "hidden"; at: string };

// ---- what a room shows --------------------------------------------------------------------------------

export interface Participant {
  user: string;
  name: string;
  role: Role;
  verified?: "none" | "host";
  joined_seq: number;
  left_seq?: number;
  delivered: number;
  read: number;
  presence?: PresenceState;
  observer?: boolean;
}

export interface Fact {
  key: string;
  label: string;
  value: string;
  kind: "text" | "phone" | "address" | "time" | "link";
}

export interface Waiting {
  since: string;
  reason?: string;
  by?: string;
}

export interface Lane {
  room: string;
  audience: "staff" | "named";
  participants: string[];
  last_seq: number;
  unread: number;
}

export interface Summary {
  room: string;
  kind: RoomKind;
  subject: string;
  status: RoomStatus;
  locked: boolean;
  locks_at?: string | null;
  last_seq: number;
  unread: number;
  at: string;
  role: Role;
  waiting?: Waiting;
  last?: { seq: number; by: string; kind: string; text: string };
}

export type Ability = "send" | "typing" | "react" | "edit" | "redact" | "help" | "note" | (string & {});

export interface You {
  user: string;
  role: Role;
  observer: boolean;
  can: Ability[];
}

export interface Cursor {
  user: string;
  delivered: number;
  read: number;
}

export interface Count {
  seq: number;
  delivered: number;
  read: number;
}

// ---- server -> client ---------------------------------------------------------------------------------

export interface Welcome {
  t: "welcome";
  session: string;
  user: { id: string; name?: string; role?: Role };
  epoch: string;
  exp?: string | number;
  server_time: string;
  heartbeat_s: number;
  limits?: Record<string, number>;
  rooms: Summary[];
  more?: boolean;
}

export interface Joined {
  t: "joined";
  ref?: number;
  room: string;
  subject: string;
  kind: RoomKind;
  status: RoomStatus;
  locked?: boolean;
  locks_at?: string | null;
  waiting?: Waiting;
  parent?: string;
  you: You;
  facts?: Fact[];
  metadata?: Record<string, unknown>;
  participants: Participant[];
  participant_count?: number;
  first_seq: number;
  last_seq: number;
  lanes?: Lane[];
  entries: Entry[];
  reset: boolean;
}

export interface Ack {
  t: "ack";
  ref?: number;
  room: string;
  cid: string;
  seq: number;
  at: string;
}

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

export interface Refused {
  t: "error";
  ref?: number;
  code: ErrorCode | (string & {});
  message: string;
  field?: string;
  retry_after_ms?: number;
}

export type LeftReason = "removed" | "replaced" | "closed" | "left";

export type ServerFrame =
  | Welcome
  | Joined
  | Ack
  | Refused
  | { t: "entries"; room: string; entries: Entry[] }
  | { t: "receipts"; room: string; cursors?: Cursor[]; counts?: Count[] }
  | { t: "typing"; room: string; users: string[]; count?: number }
  | { t: "presence"; user: string; state: PresenceState; since?: string }
  | ({ t: "room"; facts?: Fact[] } & Summary)
  | { t: "left"; ref?: number; room: string; reason: LeftReason }
  | { t: "history"; ref?: number; room: string; entries: Entry[]; more: boolean }
  | { t: "draining"; reconnect_in_ms: number }
  | { t: "authed"; ref?: number; exp?: string | number }
  | { t: "ping" }
  | { t: "pong"; ref?: number };

// ---- client -> server ---------------------------------------------------------------------------------

export interface Resume {
  room: string;
  seq: number;
  delivered: number;
  read: number;
}

/** A command that is written to a room's log and answered by `ack`; it carries a `cid`. */
export type Write =
  | { t: "send"; room: string; body: MessageBody; reply_to?: number }
  | { t: "edit"; room: string; target: number; body: MessageBody }
  | { t: "redact"; room: string; target: number }
  | { t: "react"; room: string; target: number; emoji: string; on: boolean }
  | { t: "help"; room: string; reason?: string; text?: string; withdraw?: boolean };

export type ClientFrame =
  | {
      t: "hello";
      token: string;
      client?: string;
      session?: string;
      epoch?: string;
      resume?: Resume[];
      ref?: number;
    }
  | { t: "auth"; token: string; ref?: number }
  | { t: "join"; room: string; since?: number; observe?: boolean; ref?: number }
  | { t: "leave"; room: string; ref?: number }
  | (Write & { cid: string; ref?: number })
  | { t: "seen"; room: string; delivered?: number; read?: number }
  | { t: "typing"; room: string; on: boolean }
  | { t: "presence"; state: "online" | "away" }
  | { t: "history"; room: string; before?: number; after?: number; limit?: number; ref?: number }
  | { t: "pong" }
  | { t: "ping"; ref?: number };

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
