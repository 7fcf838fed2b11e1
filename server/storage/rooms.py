"""Rooms: one with all that a node keeps of it, where many stand, what staff and host put beside the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, false, select, update

from server.core.room import Member, Room
from server.storage.registry import called
from server.storage.tables import participants, rooms


@dataclass(frozen=True, slots=True)
class Lane:
    """A side room, and which participants take part in it now."""

    id: str
    audience: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A room at one moment."""

    room: Room
    cursors: dict[str, tuple[int, int]]
    """Delivered and read, by user."""
    cursor_rev: int
    facts: list[dict[str, Any]]
    metadata: dict[str, Any]
    lanes: list[Lane]


def load(connection: Connection, room_id: str) -> Loaded | None:
    """Return the room with everything but its entries."""
    row = connection.execute(select(rooms).where(rooms.c.id == room_id)).first()
    if row is None:
        return None
    waiting = called(row.waiting_since, row.waiting_reason, row.waiting_by)
    room = Room(
        id=row.id,
        kind=row.kind,
        parent=row.parent,
        audience=row.audience,
        subject=row.subject,
        status=row.status,
        locked=row.locked,
        locks_at=row.locks_at,
        waiting=waiting,
        last_seq=row.last_seq,
        last_at=row.last_at,
        version=row.version,
    )
    cursors = {}
    taking_part = select(participants).where(participants.c.room == room_id).order_by(participants.c.joined_seq)
    for found in connection.execute(taking_part):
        cursors[found.user] = (found.delivered, found.read)
        room.members[found.user] = Member(
            user=found.user,
            role=found.role,
            name=found.name,
            verified=found.verified,
            joined_seq=found.joined_seq,
            first_seq=found.first_seq,
            left_seq=found.left_seq,
            left_reason=found.left_reason,
            was=tuple(found.was or ()),
        )
    return Loaded(room, cursors, row.cursor_rev, row.facts, row.metadata, _lanes(connection, room_id))


def _lanes(connection: Connection, parent: str) -> list[Lane]:
    present = (participants.c.room == rooms.c.id) & participants.c.left_seq.is_(None)
    found = connection.execute(
        select(rooms.c.id, rooms.c.audience, participants.c.user)
        .join(participants, present, isouter=True)
        .where(rooms.c.parent == parent)
        .order_by(rooms.c.created_at, rooms.c.id, participants.c.joined_seq)
    )
    users: dict[tuple[str, str], list[str]] = {}
    for row in found:
        users.setdefault((row.id, row.audience), []).extend([] if row.user is None else [row.user])
    return [Lane(lane, audience, tuple(who)) for (lane, audience), who in users.items()]


def news(connection: Connection, since: int, limit: int) -> dict[str, tuple[int, int]]:
    """Return (last_seq, cursor_rev) of the rooms with an entry since then (milliseconds), the newest first."""
    recent = select(rooms.c.id, rooms.c.last_seq, rooms.c.cursor_rev).where(rooms.c.last_at >= since)
    found = connection.execute(recent.order_by(rooms.c.last_at.desc()).limit(limit))
    return {row.id: (row.last_seq, row.cursor_rev) for row in found}


def heads(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return (last_seq, cursor_rev) of each of these rooms that exists."""
    found = connection.execute(select(rooms.c.id, rooms.c.last_seq, rooms.c.cursor_rev).where(rooms.c.id.in_(ids)))
    return {row.id: (row.last_seq, row.cursor_rev) for row in found}


def rooms_of(connection: Connection, user: str) -> list[str]:
    """Return where this user takes part now, lanes too."""
    here = (participants.c.user == user) & participants.c.left_seq.is_(None)
    return list(connection.scalars(select(participants.c.room).where(here).order_by(participants.c.room)))


def memberships(connection: Connection, users: Sequence[str]) -> list[tuple[str, str]]:
    """Return (user, room) for every room in which one of these users takes part now, lanes too."""
    here = participants.c.user.in_(users) & participants.c.left_seq.is_(None)
    found = connection.execute(select(participants.c.user, participants.c.room).where(here))
    return [(row.user, row.room) for row in found]


def due_locks(connection: Connection, now: int, limit: int) -> list[str]:
    """Return rooms whose lock time has come and is not yet written in their log, the longest overdue first."""
    due = (rooms.c.locks_at <= now) & (rooms.c.locked == false())
    return list(connection.scalars(select(rooms.c.id).where(due).order_by(rooms.c.locks_at).limit(limit)))


def set_facts(connection: Connection, room: str, facts: list[dict[str, Any]]) -> None:
    """Replace the facts; `cursor_rev` moves, so that every node notices."""
    _put(connection, room, {"facts": facts})


def set_metadata(connection: Connection, room: str, metadata: dict[str, Any]) -> None:
    """Replace what staff and the host keep of a room; `cursor_rev` moves."""
    _put(connection, room, {"metadata": metadata})


def _put(connection: Connection, room: str, news: dict[str, Any]) -> None:
    news["cursor_rev"] = rooms.c.cursor_rev + 1
    connection.execute(update(rooms).where(rooms.c.id == room).values(news))
