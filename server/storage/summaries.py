"""Rooms in one line each: where they stand, the last word, how much one reader has not read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import orjson
from msgspec import structs
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    String,
    and_,
    func,
    select,
    tuple_,
)

from server.core.entries import Author, Entry
from server.core.room import Waiting
from server.storage import heard, reaching, unfolded
from server.storage.entries import COLUMNS, entry_of
from server.storage.registry import called
from server.storage.tables import entries, marks, participants, rooms

Pair = tuple[str, str]
"""A room and a reader."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One room for one reader; `role` and `first_seq` are those of a participant, None and 1 for others."""

    room: str
    kind: str
    parent: str | None
    subject: str
    status: str
    locked: bool
    locks_at: int | None
    stage: str | None
    last_seq: int
    last_at: int
    unread: int
    role: str | None
    waiting: Waiting | None
    last: Entry | None
    first_seq: int


def summaries(
    connection: Connection,
    user: str,
    *,
    role: str | None,
    limit: int,
    before: tuple[int, str] | None = None,
    only: str | None = None,
) -> list[Summary]:
    """Return rooms by their last entry, newest first, no lanes: what is shown to this reader.

    `role` is that of a member of staff, "" the host's; None for anybody else: theirs is where they take part.
    `before` is (last_at, room) of the last one on the page before; `only` names the one room that is asked for.
    """
    where: list[ColumnElement[bool]] = [rooms.c.parent.is_(None)]
    if role is None:
        here = (participants.c.user == user) & participants.c.left_seq.is_(None)
        where.append(rooms.c.id.in_(select(participants.c.room).where(here)))
    elif role and (shown := reaching.shown(connection, user, role)) is not None:
        where.append(shown)
    if only is not None:
        where.append(rooms.c.id == only)
    if before is not None:
        where.append(tuple_(rooms.c.last_at, rooms.c.id) < tuple_(*before))
    newest = select(rooms.c.id).where(*where).order_by(rooms.c.last_at.desc(), rooms.c.id.desc()).limit(limit)
    ids = list(connection.scalars(newest))
    found = summaries_of(connection, [(room, user) for room in ids])
    calls = _reports(connection, ids) if role is not None else {}
    return [_called(found[room, user], calls.get(room)) for room in ids]


def newest_for(connection: Connection, staff: Mapping[str, str], limit: int) -> dict[str, list[Summary]]:
    """Return the latest rooms that each of these members of staff (user: role) is shown, newest first; no lanes."""
    if not staff:
        return {}
    newest = select(rooms.c.id).where(rooms.c.parent.is_(None)).order_by(rooms.c.last_at.desc(), rooms.c.id.desc())
    shown = {user: reaching.shown(connection, user, role) for user, role in staff.items()}
    everything = list(connection.scalars(newest.limit(limit))) if any(where is None for where in shown.values()) else []
    ids = {
        user: everything if where is None else list(connection.scalars(newest.where(where).limit(limit)))
        for user, where in shown.items()
    }
    found = summaries_of(connection, [(room, user) for user, mine in ids.items() for room in mine])
    calls = _reports(connection, sorted({room for mine in ids.values() for room in mine}))
    return {user: [_called(found[room, user], calls.get(room)) for room in mine] for user, mine in ids.items()}


def summaries_of(connection: Connection, pairs: Sequence[Pair]) -> dict[Pair, Summary]:
    """Return the summary of each room for its reader, whoever that is; rooms that do not exist are left out."""
    if not pairs:
        return {}
    found = connection.execute(_asked(connection.dialect.name), {"pairs": orjson.dumps(pairs).decode()}).all()
    last = signed_entries(connection, {(row.id, row.last_message) for row in found if row.last_message is not None})
    return {(row.id, row.reader): _summary(row, last.get((row.id, row.last_message))) for row in found}


def _reports(connection: Connection, ids: Sequence[str]) -> dict[str, Waiting]:
    """Return what waits in the staff lanes of these rooms: it is not told to the rooms themselves."""
    lane = rooms.c.parent.in_(ids) & (rooms.c.audience == "staff") & rooms.c.waiting_since.is_not(None)
    asked = select(rooms.c.parent, rooms.c.waiting_since, rooms.c.waiting_reason, rooms.c.waiting_by).where(lane)
    found = connection.execute(asked)
    return {row.parent: Waiting(row.waiting_since, row.waiting_reason or "", row.waiting_by) for row in found}


def _called(summary: Summary, report: Waiting | None) -> Summary:
    return summary if report is None or summary.waiting is not None else replace(summary, waiting=report)


@cache
def _asked(dialect: str) -> Select[Any]:
    """Return the statement for any number of pairs: built once, and compiled once, for it is asked at every hello."""
    who = unfolded.rows(dialect, "pairs", {"room": String(), "user": String()})
    member = and_(
        participants.c.room == who.c.room, participants.c.user == who.c.user, participants.c.left_seq.is_(None)
    )
    first = func.coalesce(participants.c.first_seq, 1)
    return (
        select(
            rooms,
            who.c.user.label("reader"),
            participants.c.role,
            first.label("first_seq"),
            _unread(who, first).label("unread"),
            _last(first).label("last_message"),
        )
        .select_from(who)
        .join(rooms, rooms.c.id == who.c.room)
        .outerjoin(participants, member)
        .outerjoin(marks, and_(marks.c.room == who.c.room, marks.c.user == who.c.user))
    )


def _unread(who: CTE, first: ColumnElement[int]) -> ColumnElement[int]:
    """Count messages by others, not erased, behind what was read, inside the window."""
    read = func.coalesce(participants.c.read, marks.c.read, 0)
    by_others = select(func.count()).where(
        entries.c.room == rooms.c.id,
        entries.c.kind == "message",
        entries.c.author != who.c.user,
        entries.c.redacted_at.is_(None),
        entries.c.seq > read,
        entries.c.seq >= first,
        heard.shown(participants.c.joined_at, participants.c.role),
    )
    return heard.counted(by_others, who.c.user, participants.c.was)


def _last(first: ColumnElement[int]) -> ScalarSelect[int]:
    """Find the newest message inside the window."""
    return (
        select(entries.c.seq)
        .where(
            entries.c.room == rooms.c.id,
            entries.c.kind == "message",
            entries.c.seq >= first,
            heard.shown(participants.c.joined_at, participants.c.role),
        )
        .order_by(entries.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )


def signed_entries(connection: Connection, keys: set[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
    """Return the entries at these places, each with its author's name and role."""
    if not keys:
        return {}
    pairs = orjson.dumps(sorted(keys)).decode()
    found = connection.execute(_named(connection.dialect.name), {"pairs": pairs})
    return {(row.room, row.seq): _signed(row) for row in found}


def _signed(row: Row[Any]) -> Entry:
    """Return the entry with its author's name and role: a list of rooms has no participants to look them up in."""
    entry = entry_of(row)
    if entry.author is not None or row.known_name is None:
        return entry
    return structs.replace(entry, author=Author(row.known_name, row.known_role))


@cache
def _named(dialect: str) -> Select[Any]:
    """Return the statement for the entries at any number of places."""
    who = unfolded.rows(dialect, "pairs", {"room": String(), "seq": entries.c.seq.type})
    at = and_(entries.c.room == who.c.room, entries.c.seq == who.c.seq)
    known = and_(participants.c.room == entries.c.room, participants.c.user == entries.c.author)
    names = (participants.c.name.label("known_name"), participants.c.role.label("known_role"))
    return select(*COLUMNS, *names).select_from(who).join(entries, at).outerjoin(participants, known)


def _summary(row: Row[Any], last: Entry | None) -> Summary:
    waiting = called(row.waiting_since, row.waiting_reason, row.waiting_by)
    return Summary(
        room=row.id,
        kind=row.kind,
        parent=row.parent,
        subject=row.subject,
        status=row.status,
        locked=row.locked,
        locks_at=row.locks_at,
        stage=row.stage,
        last_seq=row.last_seq,
        last_at=row.last_at,
        unread=row.unread,
        role=row.role,
        waiting=waiting,
        last=last,
        first_seq=row.first_seq,
    )
