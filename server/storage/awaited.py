"""Who waits for staff and has a browser that asked to be told, and what is kept of them while nobody is there."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Final

from sqlalchemy import Connection, delete, exists, func, or_, select

from server.core.back import Awaited, Wish
from server.core.room import STAFF_ROLES
from server.storage.away_tables import awaited, subscriptions
from server.storage.tables import participants, rooms
from server.storage.upserts import upsert

_NAMES: Final = tuple(each.name for each in fields(Awaited))
_NO_PARTY: Final = sorted({*STAFF_ROLES, "bot"})
_QUEUED: Final = rooms.c.waiting_since.is_not(None) & (rooms.c.kind == "support") & rooms.c.parent.is_(None)
_PRESENT: Final = participants.c.left_seq.is_(None) & participants.c.role.not_in(_NO_PARTY)

Key = tuple[str, str]
"""Room and user."""


def wishes(connection: Connection) -> list[Wish]:
    """Return everybody who waits in a support room of theirs and asked, in a browser, to be told of it."""
    asked = func.max(subscriptions.c.made_at)
    found = (
        select(rooms.c.id, participants.c.user, rooms.c.waiting_since, asked)
        .join(participants, (participants.c.room == rooms.c.id) & _PRESENT)
        .join(subscriptions, subscriptions.c.user == participants.c.user)
        .where(_QUEUED, or_(subscriptions.c.room.is_(None), subscriptions.c.room == rooms.c.id))
        .group_by(rooms.c.id, participants.c.user, rooms.c.waiting_since)
        .order_by(rooms.c.id, participants.c.user)
    )
    return [Wish(*row) for row in connection.execute(found)]


def kept(connection: Connection) -> dict[Key, Awaited]:
    """Return all that is kept."""
    found = connection.execute(select(awaited))
    return {(row.room, row.user): Awaited(**{name: getattr(row, name) for name in _NAMES}) for row in found}


def put(connection: Connection, one: Awaited) -> None:
    """Keep it, in place of what was kept of the same room and user."""
    upsert(connection, awaited, asdict(one))


def drop(connection: Connection, gone: Sequence[Key]) -> None:
    """Forget them."""
    for room, user in gone:
        connection.execute(delete(awaited).where(awaited.c.room == room, awaited.c.user == user))


def waits(connection: Connection, room: str, user: str) -> bool:
    """Tell whether this user takes part there, and somebody of staff is waited for."""
    here = (participants.c.room == rooms.c.id) & (participants.c.user == user) & _PRESENT
    return bool(connection.scalar(select(exists().where(rooms.c.id == room, _QUEUED, here))))
