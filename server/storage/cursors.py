"""How far each participant has received and read; staff's private marks in rooms they only watch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, Connection, Executable, Select, String, Update, case, select, update

from server.storage import unfolded
from server.storage.tables import marks as marks_table
from server.storage.tables import participants, rooms
from server.storage.upserts import upsert


def save_cursors(connection: Connection, moved: Iterable[tuple[str, str, int, int]]) -> dict[str, int]:
    """Move cursors (room, user, delivered, read) forward, never back; return each room's `cursor_rev`, moved once.

    Thousands are moved each second at the worst: all of them in one document, and never one statement for each.
    """
    rows = [(room, user, max(delivered, read), read) for room, user, delivered, read in moved]
    if not rows:
        return {}
    said = _statements(connection.dialect.name)
    named = {"moved": orjson.dumps(rows).decode()}
    if said.lock is not None:
        connection.execute(said.lock, named)
    connection.execute(said.forward, named)
    return {row.id: row.cursor_rev for row in connection.execute(said.revised, named)}


@dataclass(frozen=True, slots=True)
class _Statements:
    """How cursors are moved; `lock` takes the rooms in the order in which the journal takes them."""

    lock: Select[Any] | None
    forward: Update
    revised: Executable


@cache
def _statements(dialect: str) -> _Statements:
    moved = unfolded.rows(
        dialect, "moved", {"room": String(), "user": String(), "to": BigInteger(), "read": BigInteger()}
    )
    touched = select(moved.c.room).distinct().cte("touched")
    lock = select(rooms.c.id).where(rooms.c.id.in_(select(touched.c.room))).order_by(rooms.c.id).with_for_update()
    at, to = participants.c, moved.c
    forward = (
        update(participants)
        .where(at.room == to.room, at.user == to.user)
        .values(
            delivered=case((at.delivered < to.to, to.to), else_=at.delivered),
            read=case((at.read < to.read, to.read), else_=at.read),
        )
    )
    revised = update(rooms).where(rooms.c.id == touched.c.room).values(cursor_rev=rooms.c.cursor_rev + 1)
    return _Statements(
        lock if dialect == "postgresql" else None, forward, revised.returning(rooms.c.id, rooms.c.cursor_rev)
    )


def save_marks(connection: Connection, moved: Iterable[tuple[str, str, int]]) -> None:
    """Move private read marks (room, user, read) forward, never back."""
    for room, user, read in sorted(moved):
        upsert(connection, marks_table, {"room": room, "user": user, "read": read}, where=marks_table.c.read < read)


def marks(connection: Connection, user: str, in_rooms: Sequence[str]) -> dict[str, int]:
    """Return how far this user has read in each of these rooms, where that was marked."""
    mine = (marks_table.c.user == user) & marks_table.c.room.in_(in_rooms)
    return {row.room: row.read for row in connection.execute(select(marks_table).where(mine))}
