"""Who takes part in rooms, as inboxes tell it: people with their cursors, staff, the last answer of staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, Row, Select, String, and_, func, or_, select

from server.core.inbox import PEOPLE, Person
from server.core.room import STAFF_ROLES
from server.core.tally import CROWD
from server.storage import unfolded
from server.storage.tables import entries, participants

Key = tuple[str, str]
"""A room and a user."""


class Fresh(NamedTuple):
    """What has moved and is not saved yet: cursors (delivered, read), and private marks."""

    cursors: Mapping[Key, tuple[int, int]]
    marks: Mapping[Key, int]


@dataclass(slots=True)
class Company:
    """The company of one room; of a crowd only the first are read, and nobody's receipts are of interest."""

    count: int = 0
    people: list[Person] = field(default_factory=list)
    staff: dict[str, int] = field(default_factory=dict)
    """Who of staff takes part: up to where they have read."""
    left: dict[str, int] = field(default_factory=dict)
    """Who of staff took part and does not any more: up to where they had read."""
    wrote: list[str] = field(default_factory=list)
    """Who of staff takes part, or did."""
    answer: tuple[int, str] | None = None
    """The last message of staff: seq and author."""


_STAFF: Final = participants.c.role.in_(STAFF_ROLES)
_HERE: Final = participants.c.left_seq.is_(None)


def of(connection: Connection, rooms: Sequence[str], moved: Mapping[Key, tuple[int, int]]) -> dict[str, Company]:
    """Return the company of these rooms; `moved` has cursors that are further than the store knows."""
    asked, bound = _asked(connection.dialect.name), {"ids": orjson.dumps(list(rooms)).decode()}
    found = {room: Company() for room in rooms}
    for row in connection.execute(asked.counts, bound):
        found[row.room].count = row.people
    small = [room for room, company in found.items() if company.count <= CROWD]
    for row in connection.execute(asked.people, {"ids": orjson.dumps(small).decode()}):
        _add(found[row.room], row, moved)
    for room in found.keys() - set(small):
        for row in _few(connection, room):
            _add(found[room], row, moved)
    _answers(connection, {room: found[room] for room in small})
    return found


def _add(company: Company, row: Row[Any], moved: Mapping[Key, tuple[int, int]]) -> None:
    delivered, read = moved.get((row.room, row.user), (0, 0))
    delivered, read = max(row.delivered, delivered, read), max(row.read, read)
    if row.role in STAFF_ROLES:
        company.wrote.append(row.user)
        (company.staff if row.left_seq is None else company.left)[row.user] = read
    else:
        company.people.append(Person(row.user, row.role, row.name, row.joined_seq, delivered, read))


def _few(connection: Connection, room: str) -> list[Row[Any]]:
    """Return the staff of a crowd, and the first of its people."""
    here = select(participants).where(participants.c.room == room).order_by(participants.c.joined_seq)
    first = connection.execute(here.where(_HERE, ~_STAFF).limit(PEOPLE)).all()
    return [*first, *connection.execute(here.where(_STAFF))]


def _answers(connection: Connection, companies: Mapping[str, Company]) -> None:
    pairs = [(room, user) for room, company in companies.items() for user in company.wrote]
    if not pairs:
        return
    asked = _asked(connection.dialect.name).answers
    for row in connection.execute(asked, {"pairs": orjson.dumps(pairs).decode()}):
        company = companies[row.room]
        company.answer = max(company.answer or (0, ""), (row.seq, row.author))


class _Asked(NamedTuple):
    counts: Select[Any]
    people: Select[Any]
    answers: Select[Any]


@cache
def _asked(dialect: str) -> _Asked:
    asked = unfolded.strings(dialect, "ids", "room")
    theirs = participants.c.room == asked.c.room
    counts = select(participants.c.room, func.count().label("people")).select_from(asked).join(participants, theirs)
    people = select(participants).select_from(asked).join(participants, theirs).where(or_(_HERE, _STAFF))
    pairs = unfolded.rows(dialect, "pairs", {"room": String(), "user": String()})
    written = and_(entries.c.room == pairs.c.room, entries.c.author == pairs.c.user)
    answers = (
        select(entries.c.room, entries.c.author, func.max(entries.c.seq).label("seq"))
        .select_from(pairs)
        .join(entries, written)
        .where(entries.c.kind == "message", entries.c.redacted_at.is_(None))
        .group_by(entries.c.room, entries.c.author)
    )
    return _Asked(
        counts.where(_HERE, ~_STAFF).group_by(participants.c.room),
        people.order_by(participants.c.room, participants.c.joined_seq),
        answers,
    )
