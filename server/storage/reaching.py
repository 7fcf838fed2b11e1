"""What the reach of staff rests on, read from the store, and as a condition on lists of rooms (core/reach.py)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, exists, func, or_, select, type_coerce

from server.core.reach import Relation, Teams, teams_of
from server.core.room import STAFF_ROLES
from server.core.tending import Tending
from server.core.workspace import KINDS, reach
from server.storage import desk as stored_desk
from server.storage.desk_tables import desk
from server.storage.readers import mentioned
from server.storage.tables import entries, participants, rooms

_NOBODYS: Final = Tending()
_lane: Final = rooms.alias("mentioning")


def teams(connection: Connection) -> Teams:
    """Return the teams of everybody at work who is in any."""
    return {agent.user: mine for agent in stored_desk.at_work(connection) if (mine := teams_of(agent.has))}


def relations(connection: Connection, of: Sequence[str]) -> dict[str, Relation]:
    """Return how staff stand to these rooms; lanes, and rooms that do not exist, are left out."""
    held = stored_desk.tendings(connection, of)
    kinds = select(rooms.c.id, rooms.c.kind).where(rooms.c.id.in_(of), rooms.c.parent.is_(None))
    called: dict[str, set[str]] = defaultdict(set)
    here = participants.c.room.in_(of) & participants.c.left_seq.is_(None) & participants.c.role.in_(STAFF_ROLES)
    for row in connection.execute(select(participants.c.room, participants.c.user).where(here)):
        called[row.room].add(row.user)
    lanes = select(rooms.c.id, rooms.c.parent).where(rooms.c.parent.in_(of), rooms.c.audience == "staff")
    named = {row.id: row.parent for row in connection.execute(lanes)}
    for said in mentioned(connection, named):
        called[named[said.room]].update(said.body.get("mentions", ()))
    return {
        row.id: Relation(row.kind, held.get(row.id, _NOBODYS), frozenset(called[row.id]))
        for row in connection.execute(kinds)
    }


def shown(connection: Connection, user: str, role: str) -> ColumnElement[bool] | None:
    """Return what a room must meet to be shown to this member of staff; None where all are."""
    wide = [kind for kind in KINDS if reach(role, kind) == "all"]
    if len(wide) == len(KINDS):
        return None
    teamed = [kind for kind in KINDS if reach(role, kind) == "team"]
    row = desk.c.room == rooms.c.id
    own = exists().where(row, or_(desk.c.agent == user, desk.c.sender == user))
    part = exists().where(
        participants.c.room == rooms.c.id, participants.c.user == user, participants.c.left_seq.is_(None)
    )
    return or_(rooms.c.kind.in_(wide), own, part, rooms.c.kind.in_(teamed) & _teams(connection, user), _mentions(user))


def _teams(connection: Connection, user: str) -> ColumnElement[bool]:
    """Nobody's, a teammate's, or handed to a team of theirs; who is in no team is with all who are in none."""
    known = teams(connection)
    mine = known.get(user, frozenset())
    row = desk.c.room == rooms.c.id
    mates = [other for other, theirs in known.items() if not mine.isdisjoint(theirs)]
    with_them = desk.c.agent.in_(mates) if mine else desk.c.agent.not_in(list(known))
    somebodys = exists().where(row, desk.c.agent.is_not(None))
    return or_(~somebodys, exists().where(row, or_(with_them, desk.c.team.in_(mine))))


def _mentions(user: str) -> ColumnElement[bool]:
    body = type_coerce(func.coalesce(entries.c.current, entries.c.body), Text)
    return exists().where(
        _lane.c.parent == rooms.c.id,
        _lane.c.audience == "staff",
        entries.c.room == _lane.c.id,
        entries.c.kind == "message",
        entries.c.redacted_at.is_(None),
        body.contains('"mentions":[', autoescape=True),
        body.contains(f'"{user}"', autoescape=True),
    )
