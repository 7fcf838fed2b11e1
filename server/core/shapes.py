"""The shape of everything the server says, for documents, types and tests; `replies` builds it."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core.entry_shapes import Answered, AnyEntry, RoomKind, RoomStatus, Time
from server.core.inbox_shapes import InboxRow, Watching
from server.core.pieces import (
    Audience,
    Count,
    Cursor,
    Lane,
    Last,
    Participant,
    PresenceState,
    ShownFact,
    Summary,
    User,
    Waiting,
    You,
)
from server.core.refusals import CODES

LeftReason = Literal["removed", "replaced", "closed", "left"]
ErrorCode = Annotated[str, Meta(title="ErrorCode", extra_json_schema={"enum": list(CODES)})]
Ref = int | str | UnsetType


class Said(Struct, frozen=True, kw_only=True, tag_field="t"):
    """A message of the server; `ref` repeats the command's."""

    ref: Ref = UNSET


class Busy(Struct, frozen=True, kw_only=True):
    """How many minutes a busy shop adds to what it promises, until when."""

    minutes: int
    until: Time | None


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
    busy: Busy | UnsetType = UNSET


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
    stage: str | UnsetType = UNSET
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
    stage: str | UnsetType = UNSET
    locks_at: Time | UnsetType = UNSET
    waiting: Waiting | UnsetType = UNSET
    last: Last | UnsetType = UNSET
    facts: list[ShownFact] | UnsetType = UNSET
    lanes: list[Lane] | UnsetType = UNSET


class QueueNow(Said, frozen=True, kw_only=True, tag="queue"):
    """Where those stand in the queue who wait in a support room; told to them alone.

    `waiting`: as number `position`, where it can be said; larger than before only with a `reason`: somebody who has
    waited longer is back. `later`: nobody who could answer is here. `closed`: somebody is at `back_at`. `none`: over.
    """

    room: str
    state: Literal["waiting", "later", "closed", "none"]
    position: int | UnsetType = UNSET
    reason: Literal["earlier"] | UnsetType = UNSET
    back_at: Time | UnsetType = UNSET


class WatchedNow(Said, frozen=True, kw_only=True, tag="watched"):
    """Staff who do not take part look at a room (`on`), or do no more; never said unless the operator wants it."""

    room: str
    on: bool


class Silenced(Said, frozen=True, kw_only=True, tag="silenced"):
    """Staff let this user only read in a room (`on`), or write again; nobody else is told."""

    room: str
    on: bool


class Left(Said, frozen=True, kw_only=True, tag="left"):
    """A view is closed, and why."""

    room: str
    reason: LeftReason


class Page(Said, frozen=True, kw_only=True, tag="history"):
    """Answers `history`: a page of entries, ascending."""

    room: str
    entries: list[AnyEntry]
    more: bool


class InboxNow(Said, frozen=True, kw_only=True, tag="inbox"):
    """Answers `inbox`, to staff: every row (`reset` in the first frame, `more` while they last), then what moved."""

    rows: list[InboxRow]
    gone: list[str] | UnsetType = UNSET
    reset: bool | UnsetType = UNSET
    more: bool | UnsetType = UNSET


class WatchNow(Said, frozen=True, kw_only=True, tag="watch"):
    """Who of staff has this room, or its staff lane, open: told to staff who do."""

    room: str
    staff: list[Watching]


class Error(Said, frozen=True, kw_only=True, tag="error"):
    """A refusal; of a write or a resume with its room, of a write with its cid too.

    `answer`: what the first said, where somebody answers second; `left`: why one takes part no more.
    """

    code: ErrorCode
    message: str
    field: str | UnsetType = UNSET
    retry_after_ms: int | UnsetType = UNSET
    room: str | UnsetType = UNSET
    cid: str | UnsetType = UNSET
    answer: Answered | UnsetType = UNSET
    left: LeftReason | UnsetType = UNSET


class BusyNow(Said, frozen=True, kw_only=True, tag="busy"):
    """This user's shop is busy, on every device of theirs, or no more: then `minutes` is 0 and `until` null."""

    minutes: int
    until: Time | None


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
    Welcome | Joined | Entries | Ack | Receipts | TypingNow | PresenceNow | RoomChanged | QueueNow | WatchedNow
    | Silenced | Left | Page | InboxNow | WatchNow | Error | BusyNow | Draining | PingNow | PongNow | Authed
)  # fmt: skip
