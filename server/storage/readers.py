"""How much each of staff has not read of rooms, and which mentions of them: counted for all of them at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    ScalarSelect,
    Select,
    String,
    Text,
    func,
    literal,
    select,
    type_coerce,
)

from server.core.inbox import COUNTED, Readers
from server.storage import unfolded
from server.storage.company import Company, Fresh, Key
from server.storage.tables import entries, marks

_NOBODY: Final = " "
"""No id of anybody: whose own messages are not to be left out."""
Asked = tuple[str, int, str]
"""A room, behind which seq, without whose messages."""


def readers(
    connection: Connection, companies: Mapping[str, Company], lanes: Mapping[str, str], fresh: Fresh
) -> dict[str, Readers]:
    """Return what differs between readers, by room; `lanes` are staff lanes, each with its room."""
    marked = _marked(connection, [*companies, *lanes], fresh.marks)
    mentions, called = _mentions(connection, lanes, marked)
    asked = {
        room: {user: _asks(room, company, user, marked) for user in [*company.wrote, *marked.get(room, ())]}
        for room, company in companies.items()
    }
    whole = {room: (room, 0, _NOBODY) for room in companies}
    counted = _count(connection, {*whole.values(), *(one for those in asked.values() for one in those.values())})
    return {
        room: Readers(
            everything=counted[whole[room]],
            unread={user: counted[one] for user, one in asked[room].items()},
            mentions=dict(mentions.get(room, {})),
            part=frozenset(company.staff),
            called=frozenset(company.staff) | called.get(room, set()),
        )
        for room, company in companies.items()
    }


def _asks(room: str, company: Company, user: str, marked: Mapping[str, Mapping[str, int]]) -> Asked:
    """Return what is to be counted: what lies behind the cursor and the private mark; never one's own.

    What one had read before one stepped in, or when one stepped out, stays read.
    """
    cursor = company.staff.get(user, company.left.get(user, 0))
    read = max(cursor, marked.get(room, {}).get(user, 0))
    return room, read, user if user in company.wrote else _NOBODY


def _marked(connection: Connection, rooms: list[str], fresh: Mapping[Key, int]) -> dict[str, dict[str, int]]:
    """Return the private marks in these rooms and lanes."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    bound = {"ids": orjson.dumps(rooms).decode()}
    for row in connection.execute(_marks(connection.dialect.name), bound):
        found[row.room][row.user] = row.read
    known = set(rooms)
    for (room, user), read in fresh.items():
        if room in known:
            found[room][user] = max(read, found[room].get(user, 0))
    return found


def _mentions(
    connection: Connection, lanes: Mapping[str, str], marked: Mapping[str, Mapping[str, int]]
) -> tuple[dict[str, dict[str, int]], dict[str, set[str]]]:
    """Return how many mentions each has not read, and who was ever mentioned, by room."""
    unread: dict[str, dict[str, int]] = defaultdict(dict)
    called: dict[str, set[str]] = defaultdict(set)
    for row in mentioned(connection, lanes):
        room, read = lanes[row.room], marked.get(row.room, {})
        for user in row.body.get("mentions", ()):
            called[room].add(user)
            if user != row.author and row.seq > read.get(user, 0):
                unread[room][user] = unread[room].get(user, 0) + 1
    return unread, called


def mentioned(connection: Connection, lanes: Iterable[str]) -> list[Row[Any]]:
    """Return the messages of these lanes that mention somebody: room, seq, author, body."""
    bound = {"ids": orjson.dumps([*lanes]).decode()}
    return [*connection.execute(_mentioning(connection.dialect.name), bound)]


def _count(connection: Connection, asked: set[Asked]) -> dict[Asked, int]:
    bound = {"asked": orjson.dumps(sorted(asked)).decode()}
    found = connection.execute(_counts(connection.dialect.name), bound)
    return {(row.room, row.behind, row.without): row.messages for row in found}


@cache
def _marks(dialect: str) -> Select[Any]:
    asked = unfolded.strings(dialect, "ids", "room")
    return select(marks).select_from(asked).join(marks, marks.c.room == asked.c.room)


@cache
def _mentioning(dialect: str) -> Select[Any]:
    asked = unfolded.strings(dialect, "ids", "room")
    body = func.coalesce(entries.c.current, entries.c.body, type_=entries.c.body.type)
    return (
        select(entries.c.room, entries.c.seq, entries.c.author, body.label("body"))
        .select_from(asked)
        .join(entries, entries.c.room == asked.c.room)
        .where(entries.c.kind == "message", entries.c.redacted_at.is_(None))
        .where(type_coerce(body, Text).like('%"mentions":[%'))
    )


@cache
def _counts(dialect: str) -> Select[Any]:
    asked = unfolded.rows(dialect, "asked", {"room": String(), "behind": BigInteger(), "without": String()})
    return select(asked, _behind(asked.c).label("messages"))


def _behind(asked: Any) -> ScalarSelect[int]:  # noqa: ANN401 - the columns of a statement
    """Count messages, not erased, behind a seq; no further than a row tells."""
    said = select(literal(1)).where(
        entries.c.room == asked.room,
        entries.c.kind == "message",
        entries.c.redacted_at.is_(None),
        entries.c.seq > asked.behind,
        entries.c.author != asked.without,
    )
    some = said.correlate(asked.room.table).limit(COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
