"""Rooms: one with all that a node keeps of it, where many stand, what staff and host put beside the log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, false, select, update

from server.core import facts, values
from server.core.room import Member, Room
from server.core.tally import CROWD, LAST, counted
from server.storage import unfolded
from server.storage.registry import called
from server.storage.tables import entries, participants, rooms


@dataclass(frozen=True, slots=True)
class Lane:
    """A side room, and which participants take part in it now."""

    id: str
    audience: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a room's log at one moment."""

    cursors: dict[str, tuple[int, int]]
    """Delivered and read, by user."""
    cursor_rev: int
    facts: list[dict[str, Any]]
    metadata: dict[str, Any]
    lanes: list[Lane]
    silenced: frozenset[str] = frozenset()
    """Who may only read."""
    latest: list[tuple[int, str | None]] | None = None
    """Of a crowd the last messages, newest first: seq and author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Beside):
    """A room at one moment, and what stands beside its log."""

    room: Room


def load(connection: Connection, room_id: str) -> Loaded | None:
    """Return the room with everything but its entries."""
    return load_many(connection, [room_id]).get(room_id)


def load_many(connection: Connection, ids: Sequence[str]) -> dict[str, Loaded]:
    """Return those of these rooms that exist: three statements, and one more for each crowd."""
    asked, named = _loading(connection.dialect.name), {"ids": orjson.dumps(ids).decode()}
    found = {row.id: _loaded(row) for row in connection.execute(asked.rooms, named)}
    for person in connection.execute(asked.members, named):
        loaded = found[person.room]
        loaded.cursors[person.user] = (person.delivered, person.read)
        loaded.room.members[person.user] = _member(person)
    for parent, lane in _lanes(connection, ids):
        found[parent].lanes.append(lane)
    for crowd in [loaded for loaded in found.values() if counted(loaded.room)]:
        found[crowd.room.id] = replace(crowd, latest=_latest(connection, crowd.room.id))
    return found


def _lanes(connection: Connection, ids: Sequence[str]) -> list[tuple[str, Lane]]:
    """Return the lanes of these rooms, each with its parent's id, the oldest first."""
    users: dict[tuple[str, str, str], list[str]] = {}
    named = {"ids": orjson.dumps(ids).decode()}
    for lane in connection.execute(_loading(connection.dialect.name).lanes, named):
        users.setdefault((lane.parent, lane.id, lane.audience), []).extend([] if lane.user is None else [lane.user])
    return [(parent, Lane(lane_id, audience, tuple(who))) for (parent, lane_id, audience), who in users.items()]


@dataclass(frozen=True, slots=True)
class _Loading:
    """The three statements that load rooms."""

    rooms: Select[Any]
    members: Select[Any]
    lanes: Select[Any]


@cache
def _loading(dialect: str) -> _Loading:
    who = unfolded.strings(dialect, "ids", "room")
    present = (participants.c.room == rooms.c.id) & participants.c.left_seq.is_(None)
    members = select(participants).select_from(who).join(participants, participants.c.room == who.c.room)
    lanes = (
        select(rooms.c.id, rooms.c.parent, rooms.c.audience, participants.c.user)
        .select_from(who)
        .join(rooms, rooms.c.parent == who.c.room)
        .outerjoin(participants, present)
    )
    return _Loading(
        select(rooms).select_from(who).join(rooms, rooms.c.id == who.c.room),
        members.order_by(participants.c.room, participants.c.joined_seq),
        lanes.order_by(rooms.c.created_at, rooms.c.id, participants.c.joined_seq),
    )


def _loaded(row: Row[Any]) -> Loaded:
    """Read a room; its participants and lanes are still to come."""
    room = Room(
        id=row.id,
        kind=row.kind,
        parent=row.parent,
        audience=row.audience,
        subject=row.subject,
        status=row.status,
        locked=row.locked,
        locks_at=row.locks_at,
        stage=row.stage,
        waiting=called(row.waiting_since, row.waiting_reason, row.waiting_by),
        last_seq=row.last_seq,
        last_at=row.last_at,
        version=row.version,
        silenced=frozenset(row.silenced or ()),
    )
    aside = {"cursor_rev": row.cursor_rev, "facts": row.facts, "metadata": row.metadata}
    return Loaded(room=room, cursors={}, lanes=[], silenced=room.silenced, **aside)


def beside(connection: Connection, room_id: str) -> Beside | None:
    """Return what stands beside a room's log, without reading everybody's membership."""
    row = connection.execute(select(rooms).where(rooms.c.id == room_id)).first()
    if row is None:
        return None
    asked = select(participants.c.user, participants.c.delivered, participants.c.read)
    found = connection.execute(asked.where(participants.c.room == room_id))
    return Beside(**_beside(connection, row, {user: (delivered, read) for user, delivered, read in found}))


def _beside(connection: Connection, row: Row[Any], cursors: dict[str, tuple[int, int]]) -> dict[str, Any]:
    crowd = len(cursors) > CROWD or (row.kind == "announcement" and row.parent is None)
    return {
        "cursors": cursors,
        "cursor_rev": row.cursor_rev,
        "facts": row.facts,
        "metadata": row.metadata,
        "lanes": [lane for _, lane in _lanes(connection, [row.id])],
        "silenced": frozenset(row.silenced or ()),
        "latest": _latest(connection, row.id) if crowd else None,
    }


def _latest(connection: Connection, room_id: str) -> list[tuple[int, str | None]]:
    said = (entries.c.room == room_id) & (entries.c.kind == "message")
    found = connection.execute(
        select(entries.c.seq, entries.c.author).where(said).order_by(entries.c.seq.desc()).limit(LAST)
    )
    return [(row.seq, row.author or None) for row in found]


def _member(row: Row[Any]) -> Member:
    return Member(
        user=row.user,
        role=row.role,
        name=row.name,
        verified=row.verified,
        joined_seq=row.joined_seq,
        first_seq=row.first_seq,
        left_seq=row.left_seq,
        left_reason=row.left_reason,
        was=tuple(row.was or ()),
        joined_at=row.joined_at,
    )


def news(connection: Connection, since: int, limit: int) -> dict[str, tuple[int, int]]:
    """Return (last_seq, cursor_rev) of the rooms with an entry since then (milliseconds), the newest first."""
    recent = select(rooms.c.id, rooms.c.last_seq, rooms.c.cursor_rev).where(rooms.c.last_at >= since)
    found = connection.execute(recent.order_by(rooms.c.last_at.desc()).limit(limit))
    return {row.id: (row.last_seq, row.cursor_rev) for row in found}


def heads(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return (last_seq, cursor_rev) of each of these rooms that exists."""
    found = connection.execute(select(rooms.c.id, rooms.c.last_seq, rooms.c.cursor_rev).where(rooms.c.id.in_(ids)))
    return {row.id: (row.last_seq, row.cursor_rev) for row in found}


def memberships(connection: Connection, users: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return (user, room, last_seq) for every room in which one of these users takes part now, lanes too."""
    here = participants.c.user.in_(users) & participants.c.left_seq.is_(None)
    asked = select(participants.c.user, participants.c.room, rooms.c.last_seq).where(here)
    found = connection.execute(asked.join(rooms, rooms.c.id == participants.c.room))
    return [(row.user, row.room, row.last_seq) for row in found]


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


def moved_aside(connection: Connection, room: str) -> None:
    """Something beside the log was changed by the journal: `cursor_rev` moves, so that every node notices."""
    _put(connection, room, {})


def change_aside(
    connection: Connection,
    room: str,
    put: list[dict[str, Any]],
    drop: Sequence[str],
    metadata: dict[str, Any],
) -> None:
    """Set some facts, take some away, set keys of the metadata (null: away); all else stays. Refuses what is too large.

    The row is held meanwhile: two that change different facts at once both have their way.
    """
    asked = select(rooms.c.facts, rooms.c.metadata).where(rooms.c.id == room).with_for_update()
    held = connection.execute(asked).one()
    merged = {**held.metadata, **metadata}
    news = {
        "facts": facts.changed(held.facts, put, drop),
        "metadata": {name: value for name, value in merged.items() if value is not None},
    }
    for name, value in news.items():
        values.check_side(value, name)
    if news["facts"] != held.facts or news["metadata"] != held.metadata:
        _put(connection, room, news)


def _put(connection: Connection, room: str, news: dict[str, Any]) -> None:
    news["cursor_rev"] = rooms.c.cursor_rev + 1
    connection.execute(update(rooms).where(rooms.c.id == room).values(news))
