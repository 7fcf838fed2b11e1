"""The desk on disk: how staff stand to rooms, who waits for them, what is due, who is at work."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Row, and_, func, or_, select, update

from server.core.tending import LISTS, AgentState, Tending
from server.storage.desk_tables import agents, desk
from server.storage.tables import entries, rooms
from server.storage.upserts import insert_new

CAPACITY: Final = 5
"""How many rooms at once an agent takes who has not said otherwise."""
_NAMES: Final = Tending.__struct_fields__


class Called(Struct, frozen=True):
    """A room in which somebody waits for staff: since when, and of which kind it is."""

    room: str
    kind: str
    since: int


class Borne(Struct, frozen=True):
    """One room that is work for somebody: how staff stand to it, and since when somebody waits there."""

    room: str
    held: Tending
    since: int | None


class Place(Struct, frozen=True):
    """A room, or a lane of one; `of` is the room that it belongs to, `resolved` tells about that one."""

    id: str
    of: str
    resolved: bool


class AtWork(Struct, frozen=True, kw_only=True):
    """What is kept of an agent at work; `has` is what rooms may need: skills, languages, teams."""

    user: str
    state: AgentState
    since: int
    capacity: int
    has: tuple[str, ...] = ()


def tendings(connection: Connection, of: Sequence[str]) -> dict[str, Tending]:
    """Return how staff stand to these rooms; nothing for those that nobody has touched."""
    found = connection.execute(select(desk).where(desk.c.room.in_(of)))
    return {row.room: _tending(row) for row in found}


def tended(connection: Connection) -> dict[str, Tending]:
    """Return every room that is somebody's, or offered, or handed to a team."""
    found = connection.execute(select(desk).where(or_(desk.c.agent.is_not(None), desk.c.team.is_not(None))))
    return {row.room: _tending(row) for row in found}


def rooms_of(connection: Connection, agent: str) -> list[str]:
    """Return the rooms that an agent has, those left out that are resolved, who has been longest theirs first."""
    here = (desk.c.agent == agent) & (desk.c.state == "assigned") & (rooms.c.status != "resolved")
    theirs = select(desk.c.room).join(rooms, rooms.c.id == desk.c.room).where(here)
    return [*connection.scalars(theirs.order_by(desk.c.since, desk.c.room))]


def loads(connection: Connection) -> list[Borne]:
    """Return every room that somebody has, or in which somebody waits, with since when; spam is not among them."""
    called = {one.room: one.since for one in waiting(connection)}
    mine = (desk.c.state == "assigned") & (rooms.c.status != "resolved")
    held = connection.scalars(select(desk.c.room).join(rooms, rooms.c.id == desk.c.room).where(mine))
    names = sorted({*called, *held})
    found = tendings(connection, names)
    nobodys = Tending()
    each = [Borne(room, found.get(room, nobodys), called.get(room)) for room in names]
    return [one for one in each if not one.held.spam]


def waiting(connection: Connection, of: Sequence[str] | None = None) -> list[Called]:
    """Return the rooms in which somebody waits for staff, who has waited longest first; a report waits in its lane."""
    place = func.coalesce(rooms.c.parent, rooms.c.id)
    called = rooms.c.waiting_since.is_not(None)
    here = called if of is None else and_(called, place.in_(of))
    since = func.min(rooms.c.waiting_since)
    asked = select(place, func.min(rooms.c.kind), since).where(here).group_by(place).order_by(since, place)
    return [Called(*row) for row in connection.execute(asked)]


def places(connection: Connection, ids: Sequence[str]) -> dict[str, Place]:
    """Return of which room each of these is, itself or the one that it is a lane of, and whether that is resolved."""
    room = rooms.alias()
    whole = room.c.id == func.coalesce(rooms.c.parent, rooms.c.id)
    asked = select(rooms.c.id, room.c.id, room.c.status).join(room, whole).where(rooms.c.id.in_(ids))
    found = connection.execute(asked)
    return {of: Place(of, parent, status == "resolved") for of, parent, status in found}


def answered_at(connection: Connection, room: str, agent: str) -> int | None:
    """Return when this agent last wrote there."""
    here = (entries.c.room == room) & (entries.c.author == agent) & (entries.c.kind == "message")
    return connection.scalar(select(entries.c.at).where(here).order_by(entries.c.seq.desc()).limit(1))


def snoozed_until(connection: Connection, now: int, limit: int) -> list[str]:
    """Return rooms of which the snooze is over."""
    over = (desk.c.hold == "snoozed") & (desk.c.wake_at <= now)
    return [*connection.scalars(select(desk.c.room).where(over).order_by(desk.c.room).limit(limit))]


def agent(connection: Connection, user: str) -> AtWork | None:
    """Return what is kept of one agent; None for who never came to work."""
    found = connection.execute(select(agents).where(agents.c.user == user)).first()
    return None if found is None else _at_work(found)


def at_work(connection: Connection) -> list[AtWork]:
    """Return every agent, in order."""
    found = connection.execute(select(agents).order_by(agents.c.user))
    return [_at_work(row) for row in found]


def send_away(connection: Connection, user: str, now: int) -> None:
    """An agent who said that they are here lets offers go by; one who has said otherwise meanwhile is left alone."""
    here = (agents.c.user == user) & (agents.c.state == "online")
    connection.execute(update(agents).where(here).values(state="away", since=now))


def say_state(connection: Connection, user: str, state: AgentState, now: int) -> AtWork:
    """Keep what an agent is just now, and nothing else of them: what they take is others' word."""
    return _keep(connection, user, now, {"state": state, "since": now})


def equip(connection: Connection, user: str, has: Sequence[str], capacity: int | None, now: int) -> AtWork:
    """Keep what an agent has, and how many rooms they take (None: as before), not what they are just now."""
    return _keep(connection, user, now, {"has": sorted(has)} | ({} if capacity is None else {"capacity": capacity}))


def _keep(connection: Connection, user: str, now: int, news: dict[str, Any]) -> AtWork:
    """Write these fields alone, so that two who say something of one agent at once both stand."""
    fresh = {"user": user, "state": "offline", "since": now, "capacity": CAPACITY, "has": []}
    if not insert_new(connection, agents, fresh | news):
        connection.execute(update(agents).where(agents.c.user == user).values(news))
    return _at_work(connection.execute(select(agents).where(agents.c.user == user)).one())


def _at_work(row: Row[Any]) -> AtWork:
    return AtWork(user=row.user, state=row.state, since=row.since, capacity=row.capacity, has=tuple(row.has))


def _tending(row: Row[Any]) -> Tending:
    fields = {name: getattr(row, name) for name in _NAMES}
    return Tending(**{**fields, **{name: tuple(fields[name]) for name in LISTS}})
