"""The shape of everything the server says, for documents, types and tests; `replies` builds it."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core.entry_shapes import AnyEntry, Author, Role, RoomKind, RoomStatus, Shape, Time, Verified
from server.core.refusals import CODES

Audience = Literal["staff", "named"]
PresenceState = Literal["online", "away", "offline"]
FactKind = Literal["text", "phone", "address", "time", "link"]
LeftReason = Literal["removed", "replaced", "closed", "left"]
ErrorCode = Annotated[str, Meta(title="ErrorCode", extra_json_schema={"enum": list(CODES)})]
Ref = int | str | UnsetType


class Said(Struct, frozen=True, kw_only=True, tag_field="t"):
    """A message of the server; `ref` repeats the command's."""

    ref: Ref = UNSET


class User(Shape, frozen=True, kw_only=True):
    """Who one is, as stored."""

    id: str
    role: str
    name: str
    verified: Verified


class Participant(Shape, frozen=True, kw_only=True):
    """One who takes part, or did: since which seq, how far they have the room, which visitors they were before."""

    user: str
    role: Role
    name: str
    verified: Verified
    joined_seq: int
    delivered: int
    read: int
    presence: PresenceState
    left_seq: int | UnsetType = UNSET
    was: list[str] | UnsetType = UNSET


class ShownFact(Shape, frozen=True, kw_only=True):
    """A fact as one role sees it."""

    key: str
    label: str
    value: str
    kind: FactKind


class Waiting(Shape, frozen=True, kw_only=True):
    """Staff are called."""

    since: Time
    reason: str
    by: str | None


class Lane(Shape, frozen=True, kw_only=True):
    """A side room that this reader may open."""

    room: str
    audience: Audience
    participants: list[str]
    last_seq: int | UnsetType = UNSET
    unread: int | UnsetType = UNSET


class Last(Shape, frozen=True, kw_only=True):
    """The newest message, shortened; a quick phrase in every language; `author` as they are known in this room."""

    seq: int
    by: str | None
    kind: str
    text: str | dict[str, str]
    author: Author | UnsetType = UNSET


class You(Shape, frozen=True, kw_only=True):
    """The reader: their standing here, and what they may do."""

    user: str | None
    role: str
    observer: bool
    can: list[str]


class Cursor(Shape, frozen=True, kw_only=True):
    """How far somebody has, and has read, the room."""

    user: str
    delivered: int
    read: int


class Count(Shape, frozen=True, kw_only=True):
    """How many have, and have read, one message; `of` is how many could: its audience."""

    seq: int
    delivered: int
    read: int
    of: int


class Summary(Shape, frozen=True, kw_only=True):
    """A room in a list."""

    room: str
    kind: RoomKind
    subject: str
    status: RoomStatus
    locked: bool
    last_seq: int
    unread: int
    at: Time
    role: str | None
    parent: str | UnsetType = UNSET
    locks_at: Time | UnsetType = UNSET
    waiting: Waiting | UnsetType = UNSET
    last: Last | UnsetType = UNSET


class Snapshot(Shape, frozen=True, kw_only=True):
    """A room as one reader sees it."""

    kind: RoomKind
    subject: str
    status: RoomStatus
    locked: bool
    facts: list[ShownFact]
    participants: list[Participant]
    first_seq: int
    last_seq: int
    lanes: list[Lane]
    you: You
    participant_count: int | UnsetType = UNSET
    counts: list[Count] | UnsetType = UNSET
    locks_at: Time | UnsetType = UNSET
    waiting: Waiting | UnsetType = UNSET
    parent: str | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class Welcome(Said, frozen=True, kw_only=True, tag="welcome"):
    """Answers `hello`."""

    session: str
    user: User
    epoch: str
    exp: Time
    server_time: Time
    heartbeat_s: float
    limits: dict[str, int]
    rooms: list[Summary]
    more: bool
    mutes: list[str]


class Joined(Said, frozen=True, kw_only=True, tag="joined"):
    """Answers `join`: the room as this reader may see it, and the entries after `since`."""

    room: str
    kind: RoomKind
    subject: str
    status: RoomStatus
    locked: bool
    facts: list[ShownFact]
    participants: list[Participant]
    first_seq: int
    last_seq: int
    lanes: list[Lane]
    you: You
    entries: list[AnyEntry]
    reset: bool
    participant_count: int | UnsetType = UNSET
    counts: list[Count] | UnsetType = UNSET
    locks_at: Time | UnsetType = UNSET
    waiting: Waiting | UnsetType = UNSET
    parent: str | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class Entries(Said, frozen=True, kw_only=True, tag="entries"):
    """Entries of one room, contiguous."""

    room: str
    entries: list[AnyEntry]


class Ack(Said, frozen=True, kw_only=True, tag="ack"):
    """A write is on disk."""

    room: str
    cid: str
    seq: int
    at: Time


class Receipts(Said, frozen=True, kw_only=True, tag="receipts"):
    """Cursors that moved; above 250 participants, counts of the last messages."""

    room: str
    cursors: list[Cursor] | UnsetType = UNSET
    counts: list[Count] | UnsetType = UNSET


class TypingNow(Said, frozen=True, kw_only=True, tag="typing"):
    """All who are writing; above 250 participants three of them and how many."""

    room: str
    users: list[str]
    count: int | UnsetType = UNSET


class PresenceNow(Said, frozen=True, kw_only=True, tag="presence"):
    """A user came, went away or left."""

    user: str
    state: PresenceState
    since: Time


class RoomChanged(Said, frozen=True, kw_only=True, tag="room"):
    """A room's summary changed; to views instead what is beside the log: facts of their role, lanes for staff."""

    room: str
    kind: RoomKind
    subject: str
    status: RoomStatus
    locked: bool
    last_seq: int
    unread: int | UnsetType = UNSET
    at: Time | UnsetType = UNSET
    role: str | UnsetType | None = UNSET
    parent: str | UnsetType = UNSET
    locks_at: Time | UnsetType = UNSET
    waiting: Waiting | UnsetType = UNSET
    last: Last | UnsetType = UNSET
    facts: list[ShownFact] | UnsetType = UNSET
    lanes: list[Lane] | UnsetType = UNSET


class Left(Said, frozen=True, kw_only=True, tag="left"):
    """A view is closed, and why."""

    room: str
    reason: LeftReason


class Page(Said, frozen=True, kw_only=True, tag="history"):
    """Answers `history`: a page of entries, ascending."""

    room: str
    entries: list[AnyEntry]
    more: bool


class Error(Said, frozen=True, kw_only=True, tag="error"):
    """A refusal; of a write or a resume with its room, of a write with its cid too."""

    code: ErrorCode
    message: str
    field: str | UnsetType = UNSET
    retry_after_ms: int | UnsetType = UNSET
    room: str | UnsetType = UNSET
    cid: str | UnsetType = UNSET


class Draining(Said, frozen=True, kw_only=True, tag="draining"):
    """The node is going away; reconnect elsewhere after so long."""

    reconnect_in_ms: int


class PingNow(Said, frozen=True, kw_only=True, tag="ping"):
    """Are you there; answer `pong`."""


class PongNow(Said, frozen=True, kw_only=True, tag="pong"):
    """Answers `ping`."""


class Authed(Said, frozen=True, kw_only=True, tag="authed"):
    """Answers `auth`: the new expiry."""

    exp: Time | None


AnyMessage = (
    Welcome | Joined | Entries | Ack | Receipts | TypingNow | PresenceNow | RoomChanged | Left | Page | Error | Draining
    | PingNow | PongNow | Authed
)  # fmt: skip
