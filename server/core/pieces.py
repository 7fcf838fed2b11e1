"""The pieces of what the server says: people, facts, lanes, summaries, a room as one reader sees it."""

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from server.core.entry_shapes import Author, Role, RoomKind, RoomStatus, Shape, Time, Verified

Audience = Literal["staff", "named"]
PresenceState = Literal["online", "away", "offline"]
FactKind = Literal["text", "phone", "address", "time", "link"]


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
    """The reader: their standing here, and what they may do; `silenced`: staff let them only read.

    `read` is told on joining to staff who take no part, and to nobody else: how far they have read, privately.
    """

    user: str | None
    role: str
    observer: bool
    can: list[str]
    silenced: bool | UnsetType = UNSET
    read: int | UnsetType = UNSET


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
    stage: str | UnsetType = UNSET
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
    stage: str | UnsetType = UNSET
    locks_at: Time | UnsetType = UNSET
    waiting: Waiting | UnsetType = UNSET
    parent: str | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET
