"""Reminders of what is unread: who might be owed one, what is kept, how it stands when one is due."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, select, tuple_, update

from server.core.reminders import Reader, Reminder, Said, Standing
from server.storage import mutes
from server.storage.away_tables import reminders
from server.storage.summaries import Summary, summaries_of
from server.storage.tables import entries, participants
from server.storage.tables import rooms as rooms_table
from server.storage.upserts import upsert

_NAMES: Final = tuple(each.name for each in fields(Reminder))
_LOOKED_AT: Final = 200
"""How many unread messages are looked at to find the first that counts: beyond it stand the muted alone."""

Key = tuple[str, str, str]
"""Way, room, user."""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come, and how it stands; None for whom nothing can be told any more."""

    reminder: Reminder
    summary: Summary | None
    standing: Standing
    subject: str


def readers(connection: Connection, rooms: Sequence[str]) -> dict[str, list[Reader]]:
    """Return everybody who takes part in these rooms, as a reminder has to know them."""
    here = participants.c.room.in_(rooms) & participants.c.left_seq.is_(None)
    found = connection.execute(select(participants).where(here)).all()
    deaf = _muted(connection, {row.user for row in found})
    by_room: dict[str, list[Reader]] = defaultdict(list)
    for row in found:
        by_room[row.room].append(_reader(row, deaf[row.user]))
    return by_room


def _muted(connection: Connection, users: Iterable[str]) -> dict[str, set[str]]:
    deaf: dict[str, set[str]] = defaultdict(set)
    for user, muted in mutes.of_many(connection, sorted(users)):
        deaf[user].add(muted)
    return deaf


def _reader(row: Row[Any], deaf: set[str]) -> Reader:
    first = max(row.first_seq, row.joined_seq + 1)
    return Reader(row.user, row.role, row.read, first, frozenset(deaf | set(row.was or ())))


def of_rooms(connection: Connection, rooms: Sequence[str]) -> dict[Key, Reminder]:
    """Return what is kept for these rooms."""
    found = connection.execute(select(reminders).where(reminders.c.room.in_(rooms)))
    return {(row.way, row.room, row.user): _reminder(row) for row in found}


def due(connection: Connection, now: int, limit: int) -> list[Due]:
    """Return reminders whose time has come, the oldest first, with how it stands."""
    here = reminders.c.told_at.is_(None) & (reminders.c.due_at <= now)
    asked = select(reminders).where(here).order_by(reminders.c.due_at).limit(limit)
    found = [_reminder(row) for row in connection.execute(asked)]
    pairs = sorted({(one.room, one.user) for one in found})
    sums = summaries_of(connection, pairs)
    standing = {pair: _standing(connection, pair, sums.get(pair)) for pair in pairs}
    called = _subjects(connection, sums.values())
    return [
        Due(one, sums.get((one.room, one.user)), standing[one.room, one.user], called.get(one.room, ""))
        for one in found
    ]


def _subjects(connection: Connection, sums: Iterable[Summary]) -> dict[str, str]:
    """Return what each room is called: a lane by its own name, or else by its room's."""
    found = list(sums)
    parents = {one.parent for one in found if one.parent is not None and not one.subject}
    asked = select(rooms_table.c.id, rooms_table.c.subject).where(rooms_table.c.id.in_(parents))
    known: dict[str, str] = {row.id: row.subject for row in connection.execute(asked)} if parents else {}
    return {one.room: one.subject or known.get(one.parent or "", "") for one in found}


def _standing(connection: Connection, pair: tuple[str, str], summary: Summary | None) -> Standing:
    if summary is None or summary.role is None or summary.unread == 0:
        return Standing(0, None)
    room, user = pair
    mine = (participants.c.room == room) & (participants.c.user == user) & participants.c.left_seq.is_(None)
    row = connection.execute(select(participants).where(mine)).first()
    if row is None:
        return Standing(0, None)
    reader = _reader(row, _muted(connection, [user])[user])
    after = max(reader.read, reader.first - 1)
    where = (entries.c.room == room) & (entries.c.seq > after) & (entries.c.kind == "message")
    asked = select(entries.c.seq, entries.c.at, entries.c.author).where(where, entries.c.redacted_at.is_(None))
    said = [Said(*one) for one in connection.execute(asked.order_by(entries.c.seq).limit(_LOOKED_AT))]
    return Standing(summary.unread, next(filter(reader.counts, said), None))


def put_all(connection: Connection, owed: Iterable[Reminder]) -> None:
    """Keep new reminders, in place of those of the same way, room and user."""
    for one in owed:
        upsert(connection, reminders, asdict(one))


def change(connection: Connection, old: Reminder, new: Reminder | None) -> bool:
    """Put the new in place of the old, or nothing; False where the old does not stand any more."""
    here = tuple_(reminders.c.way, reminders.c.room, reminders.c.user) == tuple_(old.way, old.room, old.user)
    same = here & (reminders.c.seq == old.seq) & reminders.c.told_at.is_(None)
    if new is None:
        return connection.execute(delete(reminders).where(same)).rowcount == 1
    return connection.execute(update(reminders).where(same).values(asdict(new))).rowcount == 1


def forget(connection: Connection, before: int) -> None:
    """Forget what was told before then."""
    connection.execute(delete(reminders).where(reminders.c.told_at < before))


def is_unread(connection: Connection, room: str, user: str, seq: int) -> bool:
    """Tell whether this user takes part there still, and has not read so far."""
    here = (participants.c.room == room) & (participants.c.user == user) & participants.c.left_seq.is_(None)
    return connection.scalar(select(participants.c.user).where(here, participants.c.read < seq)) is not None


def _reminder(row: Row[Any]) -> Reminder:
    return Reminder(**{name: getattr(row, name) for name in _NAMES})
