/** Words that stand for themselves, and every code. Made by `make wire` from the server; a test fails when this is stale. */

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
  | "answered"
  | "taken"
  | "rooms_open"
  | "too_many_rooms"
  | "invite_expired"
  | "invite_elsewhere"
  | "invite_removed"
  | "invite_revoked"
  | "unavailable"
  | "internal";

export type EntryKind =
  | "message"
  | "edit"
  | "redact"
  | "reaction"
  | "answer"
  | "join"
  | "leave"
  | "role"
  | "room"
  | "activity"
  | "help"
  | "desk"
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
