"""The inbox of staff: what the row of a room is, to whom it is new, whom it is shown. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from server.core import times
from server.core.presence import State
from server.core.reach import Relation, Teams, reaches
from server.core.room import Waiting
from server.core.tending import Tending

PEOPLE: Final = 8
"""So many people a row names."""
COUNTED: Final = 100
"""Unread messages are counted so far: 100 means 100 or more."""
BACK_MS: Final = 600_000
"""So long a row tells that somebody came back."""

Row = dict[str, Any]


class Person(Struct, frozen=True):
    """One who takes part and is not staff; `since` is the seq of their `join`."""

    user: str
    role: str
    name: str
    since: int
    delivered: int
    read: int


class Said(Struct, frozen=True):
    """The last message that was not a bot's; a phrase in every language."""

    seq: int
    by: str | None
    name: str | None
    role: str | None
    at: int
    text: str | dict[str, str]


class Readers(Struct, frozen=True):
    """What differs from one member of staff to the other; who is not named has read nothing, and is not mentioned."""

    everything: int = 0
    """How many messages there are, up to `COUNTED`: who has read nothing has these to read."""
    unread: dict[str, int] = {}
    mentions: dict[str, int] = {}
    part: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    """Who takes part, or was ever mentioned in the staff lane."""


class Head(NamedTuple):
    """What tells whether a room has moved: its last seq, its `cursor_rev`, the last seq of its staff lane."""

    last_seq: int
    rev: int
    lane_seq: int


class Picture(Struct, frozen=True, kw_only=True):
    """One room as it is read from the store; times in milliseconds."""

    room: str
    kind: str
    subject: str
    status: str
    stage: str | None
    locked: bool
    locks_at: int | None
    last_seq: int
    last_at: int
    rev: int
    """`cursor_rev`: moves with what stands beside the log."""
    lane: str | None
    lane_seq: int
    waiting: Waiting | None
    last: Said | None
    answer: tuple[int, str] | None
    """The last message of staff: seq and author."""
    people: tuple[Person, ...]
    count: int
    held: Tending
    holder: str | None
    """The name of whom it is with."""
    readers: Readers = Readers()

    @property
    def listed(self) -> bool:
        """Tell whether the room stands in inboxes: it is open, or somebody waits, or has it."""
        return self.status == "open" or self.waiting is not None or self.held.agent is not None

    @property
    def head(self) -> Head:
        """Return what tells whether it has moved."""
        return Head(self.last_seq, self.rev, self.lane_seq)

    @property
    def relation(self) -> Relation:
        """Return what decides who is shown it."""
        return Relation(self.kind, self.held, self.readers.called)

    @property
    def urgency(self) -> tuple[int, int]:
        """Return where it stands in what is told first: who has waited longest, then what moved last."""
        return (0, self.waiting.since) if self.waiting is not None else (1, -self.last_at)


class Watcher(Struct, frozen=True):
    """One of staff who has the room open now."""

    user: str
    name: str
    writing: bool = False


class Around(Struct, frozen=True):
    """What is told of a room and not stored: presence and since when of people, who types, who of staff is there."""

    presence: Mapping[str, State] = {}
    came: Mapping[str, int] = {}
    typing: Sequence[str] = ()
    watchers: Sequence[Watcher] = ()


class Reader(Struct, frozen=True):
    """A member of staff who looks at their inbox."""

    user: str
    role: str


def sees(reader: Reader, picture: Picture, teams: Teams) -> bool:
    """Tell whether this room is shown to this reader."""
    return reaches(reader.user, reader.role, picture.relation, teams)


def concerns(before: Picture | None, after: Picture) -> frozenset[str] | None:
    """Return to whom of staff the second picture is new: None for all, else by name."""
    if before is None or replace(before, readers=after.readers) != after:
        return None
    old, new = before.readers, after.readers
    if old == new:
        return frozenset()
    if old.everything != new.everything:
        return None
    named = {user for pair in ((old.unread, new.unread), (old.mentions, new.mentions)) for user in _moved(*pair)}
    return frozenset(named | (old.part ^ new.part) | (old.called ^ new.called))


def _moved(old: Mapping[str, int], new: Mapping[str, int]) -> Iterable[str]:
    return (user for user in old.keys() | new.keys() if old.get(user) != new.get(user))


def mine(picture: Picture, user: str) -> tuple[int, int, bool]:
    """Return how much this reader has not read, how many mentions of them among it, whether they take part."""
    readers = picture.readers
    unread = readers.unread.get(user, readers.everything)
    return unread, readers.mentions.get(user, 0), user in readers.part


def row(shared: Row, own: tuple[int, int, bool]) -> Row:
    """Return the row of one reader."""
    return {**shared, "unread": own[0], "mentions": own[1], "part": own[2]}


def shared(picture: Picture, around: Around, wall: int) -> Row:
    """Return what all readers are told alike; every key is always there."""
    waiting, people = picture.waiting, picture.people
    due = picture.locks_at is not None and wall >= picture.locks_at
    return {
        "room": picture.room,
        "kind": picture.kind,
        "subject": picture.subject,
        "status": picture.status,
        "stage": picture.stage,
        "locked": picture.locked or due,
        "last_seq": picture.last_seq,
        "waiting": None if waiting is None or picture.held.spam else called(waiting),
        "last": None if picture.last is None else _said(picture.last),
        "people": [_person(one, around) for one in people[:PEOPLE]],
        "people_count": picture.count,
        **_held(picture),
        "typing": sorted(user for user in around.typing if any(one.user == user for one in people)),
        "back": _time(came_back(picture, around, wall)),
        "unseen": unseen(picture),
        "lane": picture.lane,
        "watchers": [watcher(one) for one in around.watchers],
    }


def called(waiting: Waiting) -> Row:
    """Return a call for staff; a support room that waits for its answer has no reason of its own."""
    reason = None if waiting.reason == "message" else waiting.reason
    return {"since": times.text(waiting.since), "reason": reason, "by": waiting.by}


def _said(last: Said) -> Row:
    return {
        "seq": last.seq,
        "by": last.by,
        "name": last.name,
        "role": last.role,
        "at": times.text(last.at),
        "text": last.text,
    }


def _person(one: Person, around: Around) -> Row:
    state = around.presence.get(one.user, "offline")
    return {"user": one.user, "name": one.name, "role": one.role, "presence": state}


def _held(picture: Picture) -> Row:
    held = picture.held
    return {
        "held": {
            "agent": held.agent,
            "name": picture.holder,
            "state": held.state,
            "since": _time(held.since),
            "until": _time(held.until),
            "team": held.team,
            "sender": held.sender,
            "back_at": _time(held.back_at),
        },
        "priority": held.priority,
        "labels": list(held.labels),
        "needs": list(held.needs),
        "hold": held.hold,
        "wake_at": _time(held.wake_at),
        "due_at": _time(held.due_at),
        "spam": held.spam,
        "silenced": list(held.silenced),
    }


def _time(at: int | None) -> str | None:
    return None if at is None else times.text(at)


def came_back(picture: Picture, around: Around, wall: int) -> int | None:
    """Return since when somebody is here again who had been away: after the last message, and not long ago."""
    after = max(wall - BACK_MS, 0 if picture.last is None else picture.last.at)
    came = [at for one in picture.people if one.delivered and (at := around.came.get(one.user, 0)) > after]
    return max(came, default=None)


def unseen(picture: Picture) -> list[Row]:
    """Return who of those present has not read the last message of staff."""
    if picture.answer is None:
        return []
    seq, _ = picture.answer
    waits = [one for one in picture.people if one.role != "bot" and one.since < seq and one.read < seq]
    return [{"user": one.user, "role": one.role, "delivered": one.delivered >= seq} for one in waits]


def watcher(one: Watcher) -> Row:
    """Return one of staff who has the room open."""
    return {"user": one.user, "name": one.name, "writing": one.writing}
