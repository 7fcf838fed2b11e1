"""Whom a reminder of unread messages is owed, and when it is told. Pure; time is an argument, in milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

LOOK_AGAIN_MS: Final = 10_000
"""How soon, at the earliest, it is looked again at somebody who has the room before their eyes."""
STALE_MS: Final = 3_600_000
"""What is older than this when it is first seen is no news any more: nobody is reminded after a long stop."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message, as far as a reminder has to know it."""

    seq: int
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A participant: what they are reminded of at all begins at `first`; `deaf_to` are the muted, and who they were."""

    user: str
    role: str
    read: int
    first: int
    deaf_to: frozenset[str] = frozenset()

    def counts(self, said: Said) -> bool:
        """Tell whether that is an unread message of somebody else's."""
        return said.seq > self.read and said.seq >= self.first and said.by not in self.deaf_to | {self.user}


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a message may wait unread; `again` apart, whoever does not read is told of more, None: not again."""

    after: int
    again: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One for each way, room and user: of the message `seq`, written `at`; told once, unless `told_at` is None."""

    way: str
    room: str
    user: str
    seq: int
    at: int
    due_at: int
    told_at: int | None = None


class Verdict(Enum):
    """What becomes of a reminder that is due."""

    TELL = "tell"
    LATER = "later"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a reader when a reminder is due: how many are unread, the first of them."""

    unread: int
    first: Said | None


def owed(way: str, room: str, kept: Reminder | None, said: Sequence[Said], who: tuple[Reader, Pace]) -> Reminder | None:
    """Return the reminder that these new messages, ascending, give rise to; None where what is kept stays.

    Once told, a reader is not told again until they have read; with `again`, of what came after, and not at once.
    """
    reader, pace = who
    waiting = kept is not None and reader.read < kept.seq
    if kept is not None and waiting and (kept.told_at is None or pace.again is None):
        return None
    newer = kept.seq if kept is not None and waiting else 0
    found = next((one for one in said if one.seq > newer and reader.counts(one)), None)
    if found is None:
        return None
    due = found.at + pace.after
    if kept is not None and waiting and kept.told_at is not None and pace.again is not None:
        due = max(due, kept.told_at + pace.again)
    return Reminder(way=way, room=room, user=reader.user, seq=found.seq, at=found.at, due_at=due)


def judge(reminder: Reminder, standing: Standing, pace: Pace, now: int, *, in_view: bool) -> tuple[Verdict, Reminder]:
    """Return what becomes of a reminder whose time has come, and how it is kept."""
    first = standing.first
    if standing.unread == 0 or first is None:
        return Verdict.SETTLED, reminder
    if first.seq > reminder.seq:
        reminder = replace(reminder, seq=first.seq, at=first.at, due_at=first.at + pace.after)
    if now < reminder.due_at:
        return Verdict.LATER, reminder
    if in_view:
        return Verdict.LATER, replace(reminder, due_at=now + max(pace.after, LOOK_AGAIN_MS))
    return Verdict.TELL, replace(reminder, told_at=now)
