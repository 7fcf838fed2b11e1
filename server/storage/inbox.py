"""The rooms of inboxes, read for many at once: one set of statements, whatever the rooms and however many readers."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from server.core import previews
from server.core.entries import Entry
from server.core.inbox import Head, Picture, Readers, Said
from server.core.tending import Tending
from server.storage import company, desk, unfolded
from server.storage.company import Company, Fresh
from server.storage.desk_tables import desk as desk_table
from server.storage.readers import readers
from server.storage.registry import called
from server.storage.summaries import signed_entries
from server.storage.tables import entries, participants, rooms, users

NOTHING: Final = Fresh({}, {})
_NOBODYS: Final = Tending()
_lane: Final = rooms.alias("lane")


class _Told(NamedTuple):
    last: Entry | None
    readers: Readers


def listed(connection: Connection) -> dict[str, Head]:
    """Return every room that stands in inboxes."""
    found = connection.execute(_listed())
    return {row.id: Head(row.last_seq, row.cursor_rev, row.lane_seq or 0) for row in found}


@cache
def _listed() -> Select[Any]:
    here = or_(rooms.c.status == "open", rooms.c.waiting_since.is_not(None), desk_table.c.agent.is_not(None))
    return (
        select(rooms.c.id, rooms.c.last_seq, rooms.c.cursor_rev, _lane.c.last_seq.label("lane_seq"))
        .outerjoin(desk_table, desk_table.c.room == rooms.c.id)
        .outerjoin(_lane, and_(_lane.c.parent == rooms.c.id, _lane.c.audience == "staff"))
        .where(rooms.c.parent.is_(None), or_(here, _lane.c.waiting_since.is_not(None)))
    )


def pictures(connection: Connection, of: Sequence[str], fresh: Fresh = NOTHING) -> dict[str, Picture]:
    """Return the pictures of these rooms; a lane stands for the room that it belongs to."""
    asked = {"ids": orjson.dumps(list(of)).decode()}
    heads = connection.execute(_heads(connection.dialect.name), asked).all()
    ids = [row.id for row in heads]
    lanes = {row.lane_id: row.id for row in heads if row.lane_id is not None}
    who = company.of(connection, ids, fresh.cursors)
    last = signed_entries(connection, {(row.id, row.said) for row in heads if row.said is not None})
    held = desk.tendings(connection, ids)
    told = readers(connection, who, lanes, fresh)
    return {
        row.id: _picture(
            row, who[row.id], held.get(row.id, _NOBODYS), _Told(last.get((row.id, row.said)), told[row.id])
        )
        for row in heads
    }


@cache
def _heads(dialect: str) -> Select[Any]:
    asked = unfolded.strings(dialect, "ids", "room")
    named = rooms.alias("named")
    place = func.coalesce(named.c.parent, named.c.id)
    whole = (
        select(place.label("room")).distinct().select_from(asked).join(named, named.c.id == asked.c.room).cte("whole")
    )
    bot = and_(
        participants.c.room == entries.c.room, participants.c.user == entries.c.author, participants.c.role == "bot"
    )
    said = (
        select(entries.c.seq)
        .where(
            entries.c.room == rooms.c.id,
            entries.c.kind == "message",
            func.coalesce(entries.c.author_role, "") != "bot",
            ~select(participants.c.user).where(bot).exists(),
        )
        .order_by(entries.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    lane = [
        _lane.c[name].label(f"lane_{name}")
        for name in ("id", "last_seq", "waiting_since", "waiting_reason", "waiting_by")
    ]
    return (
        select(rooms, *lane, users.c.name.label("holder"), said.label("said"))
        .select_from(whole)
        .join(rooms, rooms.c.id == whole.c.room)
        .outerjoin(_lane, and_(_lane.c.parent == rooms.c.id, _lane.c.audience == "staff"))
        .outerjoin(desk_table, desk_table.c.room == rooms.c.id)
        .outerjoin(users, users.c.id == desk_table.c.agent)
    )


def _picture(row: Row[Any], who: Company, held: Tending, told: _Told) -> Picture:
    report = called(row.lane_waiting_since, row.lane_waiting_reason, row.lane_waiting_by)
    return Picture(
        room=row.id,
        kind=row.kind,
        subject=row.subject,
        status=row.status,
        stage=row.stage,
        locked=row.locked,
        locks_at=row.locks_at,
        last_seq=row.last_seq,
        last_at=row.last_at,
        rev=row.cursor_rev,
        lane=row.lane_id,
        lane_seq=row.lane_last_seq or 0,
        waiting=called(row.waiting_since, row.waiting_reason, row.waiting_by) or report,
        last=None if told.last is None else _said(told.last),
        answer=who.answer,
        people=tuple(who.people),
        count=who.count,
        held=held,
        holder=row.holder,
        readers=told.readers,
    )


def _said(last: Entry) -> Said:
    name, role = (None, None) if last.author is None else (last.author.name, last.author.role)
    return Said(last.seq, last.by, name, role, last.at, previews.glance(last.body))
