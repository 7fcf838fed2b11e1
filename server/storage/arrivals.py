"""Who comes, many at once: the user as stored, where they take part, their latest rooms and what is unread there."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import starmap
from operator import attrgetter
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Integer,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    select,
    type_coerce,
)

from server.core.entries import Author, Entry
from server.core.users import User
from server.storage import heard, mutes, unfolded, visitors
from server.storage.registry import called
from server.storage.summaries import Summary, newest_for
from server.storage.tables import entries, participants, rooms, users


@dataclass(frozen=True, slots=True)
class Found:
    """One who comes: as stored (None: unknown), all their rooms, lanes too, and the latest of them, newest first."""

    user: User | None
    rooms: list[str] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)
    mutes: list[str] = field(default_factory=list)
    busy: tuple[int, int] = (0, 0)
    """Minutes that a busy shop adds to what it promises, and until when (milliseconds)."""
    over: bool = False
    """Whose visit, or invitation, has ended, or is not known."""


def arrived(connection: Connection, who: Sequence[User], limit: int) -> dict[str, Found]:
    """Return what the hub and the welcome need, by user: one statement for all, few more for visitors and staff.

    Staff are shown the latest of all rooms, others of those they take part in; no lanes.
    """
    named = {"users": orjson.dumps([user.id for user in who]).decode(), "most": limit}
    told = connection.execute(_asked(connection.dialect.name), named).scalar_one()
    found: dict[str, Found] = {}
    for row in sorted(starmap(_Row, orjson.loads(told)), key=_place):
        one = found.get(row.reader)
        if one is None:
            one = found[row.reader] = Found(_user(row), busy=(row.busy or 0, row.busy_until or 0))
        if row.id is not None:
            one.rooms.append(row.id)
            if row.parent is None and row.place <= limit:
                one.summaries.append(_summary(row))
    _add_mutes(connection, found)
    for visitor in visitors.over(connection, [user.id for user in who if user.verified == "none"]):
        found[visitor] = replace(found[visitor], over=True)
    known = [found[user.id].user or user for user in who]
    staff = {user.id: user.role for user in known if user.staff}
    for reader, summaries in newest_for(connection, staff, limit).items():
        found[reader].summaries[:] = summaries
    return found


def _add_mutes(connection: Connection, found: dict[str, Found]) -> None:
    for user, muted in mutes.of_many(connection, list(found)):
        found[user].mutes.append(muted)


class _Row(NamedTuple):
    """One row of the answer; the names are those of the statement's columns, in their order."""

    reader: str
    stored_role: str | None
    name: str
    verified: str
    busy: int
    busy_until: int
    banned_at: int | None
    role: str
    first_seq: int
    read: int
    was: str | None
    joined_at: int
    place: int
    id: str
    kind: str
    parent: str | None
    subject: str
    status: str
    locked: bool | int
    locks_at: int | None
    stage: str | None
    waiting_since: int | None
    waiting_reason: str | None
    waiting_by: str | None
    last_seq: int
    last_at: int
    unread: int
    said_seq: int | None
    said_at: int
    said_author: str
    said_body: str
    said_current: str | None
    said_name: str | None
    said_role: str | None


_place: Final = attrgetter("place")
_SPOKEN: Final = entries.alias("spoken")
"""The last message, beside the entries that are counted."""
_SPEAKER: Final = participants.alias("speaker")
"""Who wrote it, beside the reader's own memberships."""


@cache
def _asked(dialect: str) -> Select[Any]:
    """Return the statement for any number of users: built once, and compiled once.

    Its answer is one JSON document: each row that is fetched by itself gives up the interpreter's lock once.
    """
    mine = _mine(dialect)
    shown = mine.c.parent.is_(None) & (mine.c.place <= bindparam("most", type_=Integer))
    last = (_SPOKEN.c.room == mine.c.id) & (_SPOKEN.c.seq == case((shown, _last(mine))))
    sqlite = dialect == "sqlite"
    bodies = [type_coerce(body, Text) for body in (_SPOKEN.c.body, _SPOKEN.c.current)]
    name = func.coalesce(_SPOKEN.c.author_name, _SPEAKER.c.name)
    role = func.coalesce(_SPOKEN.c.author_role, _SPEAKER.c.role)
    said = [_SPOKEN.c.seq, _SPOKEN.c.at, _SPOKEN.c.author, *bodies, name, role]
    columns = [*mine.c, case((shown, _unread(mine)), else_=0), *said]
    row = func.json_array(*columns) if sqlite else func.json_build_array(*columns)
    rows = func.json_group_array(row) if sqlite else func.json_agg(row)
    speaker = (_SPEAKER.c.room == _SPOKEN.c.room) & (_SPEAKER.c.user == _SPOKEN.c.author)
    return select(cast(rows, Text)).select_from(mine).outerjoin(_SPOKEN, last).outerjoin(_SPEAKER, speaker)


def _mine(dialect: str) -> CTE:
    """Every user that was asked for, with each room they take part in; `place` 1 is the latest that is no lane."""
    who = unfolded.strings(dialect, "users", "user")
    order: list[ColumnElement[Any]] = [rooms.c.parent.is_not(None), rooms.c.last_at.desc(), rooms.c.id.desc()]
    users_columns = [users.c.role.label("stored_role"), users.c.name, users.c.verified]
    users_columns += [users.c.busy, users.c.busy_until, users.c.banned_at]
    members = [participants.c[name] for name in ("role", "first_seq", "read", "was", "joined_at")]
    place = func.row_number().over(partition_by=who.c.user, order_by=order).label("place")
    names = _Row._fields[_Row._fields.index("id") : _Row._fields.index("unread")]
    return (
        select(who.c.user.label("reader"), *users_columns, *members, place, *(rooms.c[name] for name in names))
        .select_from(who)
        .outerjoin(users, users.c.id == who.c.user)
        .outerjoin(participants, (participants.c.user == who.c.user) & participants.c.left_seq.is_(None))
        .outerjoin(rooms, rooms.c.id == participants.c.room)
        .cte("mine")
    )


def _unread(mine: CTE) -> ColumnElement[int]:
    """Count messages by others, not erased, behind what was read, inside the window."""
    by_others = (
        select(func.count())
        .where(
            entries.c.room == mine.c.id,
            entries.c.kind == "message",
            entries.c.author != mine.c.reader,
            entries.c.redacted_at.is_(None),
            entries.c.seq > mine.c.read,
            entries.c.seq >= mine.c.first_seq,
            heard.shown(mine.c.joined_at, mine.c.role),
        )
        .correlate(mine)
    )
    return heard.counted(by_others, mine.c.reader, mine.c.was)


def _last(mine: CTE) -> ScalarSelect[int]:
    """Find the newest message inside the window."""
    return (
        select(entries.c.seq)
        .where(
            entries.c.room == mine.c.id,
            entries.c.kind == "message",
            entries.c.seq >= mine.c.first_seq,
            heard.shown(mine.c.joined_at, mine.c.role),
        )
        .order_by(entries.c.seq.desc())
        .limit(1)
        .correlate(mine)
        .scalar_subquery()
    )


def _user(row: _Row) -> User | None:
    if row.stored_role is None:
        return None
    return User(row.reader, row.stored_role, row.name, row.verified, row.banned_at is not None)


def _summary(row: _Row) -> Summary:
    last = None
    if row.said_seq is not None:
        body = orjson.loads(row.said_body if row.said_current is None else row.said_current)
        author = None if row.said_name is None else Author(row.said_name, row.said_role or "")
        by = row.said_author or None
        last = Entry(seq=row.said_seq, kind="message", at=row.said_at, by=by, body=body, author=author)
    return Summary(
        room=row.id,
        kind=row.kind,
        parent=None,
        subject=row.subject,
        status=row.status,
        locked=bool(row.locked),
        locks_at=row.locks_at,
        stage=row.stage,
        last_seq=row.last_seq,
        last_at=row.last_at,
        unread=row.unread,
        role=row.role,
        waiting=called(row.waiting_since, row.waiting_reason, row.waiting_by),
        last=last,
        first_seq=row.first_seq,
    )
