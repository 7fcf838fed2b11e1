"""The shape of a row of the inbox on the wire, for documents, types and tests; `inbox` builds it."""

from typing import Literal

from server.core.entry_shapes import RoomKind, RoomStatus, Shape, Time
from server.core.pieces import PresenceState

Priority = Literal["low", "medium", "high", "urgent"]
Hold = Literal["pending", "snoozed"]


class InboxCall(Shape, frozen=True, kw_only=True):
    """Somebody waits for staff: since when, why (null: for an answer), who."""

    since: Time
    reason: str | None
    by: str | None


class InboxSaid(Shape, frozen=True, kw_only=True):
    """The last message that was not a bot's, at most 140 code points of it; a quick phrase in every language."""

    seq: int
    by: str | None
    name: str | None
    role: str | None
    at: Time
    text: str | dict[str, str]


class InboxPerson(Shape, frozen=True, kw_only=True):
    """One who takes part and is not staff."""

    user: str
    name: str
    role: str
    presence: PresenceState


class InboxHeld(Shape, frozen=True, kw_only=True):
    """Whose the room is, or who is asked to take it; all null when it is nobody's."""

    agent: str | None
    name: str | None
    state: Literal["offered", "assigned"] | None
    since: Time | None
    until: Time | None
    team: str | None
    sender: str | None
    back_at: Time | None


class InboxUnseen(Shape, frozen=True, kw_only=True):
    """One who has not read the last message of staff."""

    user: str
    role: str
    delivered: bool


class Watching(Shape, frozen=True, kw_only=True):
    """One of staff who has the room, or its staff lane, open."""

    user: str
    name: str
    writing: bool


class InboxRow(Shape, frozen=True, kw_only=True):
    """One room in an inbox; every key is always there."""

    room: str
    kind: RoomKind
    subject: str
    status: RoomStatus
    stage: str | None
    locked: bool
    last_seq: int
    waiting: InboxCall | None
    last: InboxSaid | None
    people: list[InboxPerson]
    people_count: int
    held: InboxHeld
    priority: Priority | None
    labels: list[str]
    needs: list[str]
    hold: Hold | None
    wake_at: Time | None
    due_at: Time | None
    spam: bool
    silenced: list[str]
    typing: list[str]
    back: Time | None
    unread: int
    mentions: int
    unseen: list[InboxUnseen]
    part: bool
    lane: str | None
    watchers: list[Watching]
