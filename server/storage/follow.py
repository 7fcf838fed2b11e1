"""The journal read in the order of its commits, from a saved place."""

from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, literal, select, tuple_
from sqlalchemy import text as sql

from server.core.entries import Entry
from server.storage.entries import COLUMNS, entry_of
from server.storage.statements import TXID_OFFSET
from server.storage.tables import entries, places
from server.storage.upserts import upsert

_OPEN_TXID: Final = sql(f"(CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) + {TXID_OFFSET})")
"""The oldest transaction that has not ended."""
_HEAD: Final = (entries.c.room, entries.c.seq, entries.c.kind, entries.c.author, entries.c.at)


class Place(NamedTuple):
    """Behind which entry to go on: the transaction that wrote it (0 on SQLite) and its position."""

    txid: int = 0
    position: int = 0


def read_after(connection: Connection, place: Place, limit: int) -> list[tuple[Place, str, Entry]]:
    """Return the next entries, in their current form, with the place behind each.

    A transaction that began earlier may commit later: on PostgreSQL only what lies below every
    transaction still open is read, so nothing can appear behind a place that was saved.
    """
    rows = connection.execute(_next(connection, place).limit(limit))
    return [(Place(row.txid, row.position), row.room, entry_of(row)) for row in rows]


class Head(NamedTuple):
    """An entry without what it says: enough to know whom it concerns."""

    place: Place
    room: str
    seq: int
    kind: str
    by: str
    at: int


def heads_after(connection: Connection, place: Place, limit: int) -> list[Head]:
    """Return the next entries by their heads, as `read_after` does with all of them."""
    rows = connection.execute(_next(connection, place, _HEAD).limit(limit))
    return [Head(Place(row.txid, row.position), row.room, row.seq, row.kind, row.author, row.at) for row in rows]


def newest(connection: Connection) -> Place:
    """Return the place behind all that can be read now."""
    asked = select(entries.c.txid, entries.c.position)
    if connection.dialect.name == "sqlite":
        found = connection.execute(asked.order_by(entries.c.position.desc()).limit(1)).first()
    else:
        order = (entries.c.txid.desc(), entries.c.position.desc())
        found = connection.execute(asked.where(entries.c.txid < _OPEN_TXID).order_by(*order).limit(1)).first()
    return Place() if found is None else Place(found.txid, found.position)


def _next(
    connection: Connection, place: Place, columns: tuple[ColumnElement[Any], ...] = COLUMNS
) -> Select[tuple[Any, ...]]:
    every = select(entries.c.txid, entries.c.position, *columns)
    if connection.dialect.name == "sqlite":
        return every.where(entries.c.position > place.position).order_by(entries.c.position)
    here = tuple_(literal(place.txid, BigInteger), literal(place.position, BigInteger))
    return every.where(
        tuple_(entries.c.txid, entries.c.position) > here,
        entries.c.txid < _OPEN_TXID,
    ).order_by(entries.c.txid, entries.c.position)


def place(connection: Connection, follower: str) -> Place:
    """Return where this follower left off; the beginning for a new one."""
    return known_place(connection, follower) or Place()


def known_place(connection: Connection, follower: str) -> Place | None:
    """Return where this follower left off; None for a new one."""
    found = connection.execute(select(places).where(places.c.follower == follower)).first()
    return None if found is None else Place(found.txid, found.position)


def save_place(connection: Connection, follower: str, reached: Place) -> None:
    """Remember that everything up to this place was dealt with."""
    upsert(connection, places, {"follower": follower, "txid": reached.txid, "position": reached.position})
