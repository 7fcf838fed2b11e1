"""The people of the house: who they are, their one-time links and their sessions."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, Select, delete, select, update

from server.core.room import STAFF_ROLES
from server.core.staff import IDLE_MS, Link, Member, Session
from server.storage import unfolded
from server.storage.staff_tables import staff, staff_links, staff_sessions
from server.storage.tables import users
from server.storage.upserts import insert_new, upsert

_LINK: Final = tuple(each.name for each in fields(Link))
_SESSION: Final = tuple(each.name for each in fields(Session))


def _members() -> Select[Any]:
    return select(staff, users.c.role, users.c.name).join(users, users.c.id == staff.c.user)


def member(connection: Connection, user: str, *, lock: bool = False) -> Member | None:
    """Return one of staff, also a former one; with `lock`, for this transaction alone."""
    asked = _members().where(staff.c.user == user)
    found = connection.execute(asked.with_for_update() if lock else asked).first()
    return None if found is None else _member(found)


def by_email(connection: Connection, email: str, *, lock: bool = False) -> Member | None:
    """Return who has this address, also a former member of staff."""
    asked = _members().where(staff.c.email == email)
    found = connection.execute(asked.with_for_update() if lock else asked).first()
    return None if found is None else _member(found)


def everybody(connection: Connection) -> list[Member]:
    """Return who is on the staff now, by name."""
    asked = _members().where(staff.c.ended_at.is_(None)).order_by(users.c.name, staff.c.user)
    return [_member(row) for row in connection.execute(asked)]


def admins(connection: Connection, *, lock: bool = False) -> list[str]:
    """Return who is an admin now; with `lock`, nobody else becomes one, or ceases to be, meanwhile."""
    asked = (
        select(staff.c.user)
        .join(users, users.c.id == staff.c.user)
        .where(users.c.role == "admin", staff.c.ended_at.is_(None))
        .order_by(staff.c.user)
    )
    return list(connection.scalars(asked.with_for_update() if lock else asked))


def put_member(connection: Connection, kept: Member) -> None:
    """Keep a new member of staff, or what has become of one: the user's stored role and name with it."""
    row = {"user": kept.user, "email": kept.email, "password": kept.password}
    upsert(connection, staff, {**row, "made_at": kept.made_at, "ended_at": kept.ended_at})
    upsert(connection, users, {"id": kept.user, "role": kept.role, "name": kept.name, "verified": "host"})


def link(connection: Connection, wanted: str, *, lock: bool = False) -> Link | None:
    """Return a link; with `lock`, nobody else uses it until this transaction is over."""
    asked = select(staff_links).where(staff_links.c.id == wanted)
    found = connection.execute(asked.with_for_update() if lock else asked).first()
    return None if found is None else _link(found)


def add_link(connection: Connection, new: Link) -> bool:
    """Keep a new link; False when there is one of that id."""
    return insert_new(connection, staff_links, asdict(new))


def put_link(connection: Connection, kept: Link) -> None:
    """Keep what has become of a link."""
    upsert(connection, staff_links, asdict(kept))


def open_links(connection: Connection, now: int) -> list[Link]:
    """Return the links that still open something, newest first."""
    asked = select(staff_links).where(
        staff_links.c.used_at.is_(None), staff_links.c.revoked_at.is_(None), staff_links.c.expires_at > now
    )
    found = connection.execute(asked.order_by(staff_links.c.made_at.desc(), staff_links.c.id))
    return [_link(row) for row in found]


def withdraw_links(connection: Connection, email: str, now: int) -> None:
    """End every link for this address that was not used: another one takes their place."""
    theirs = (staff_links.c.email == email) & staff_links.c.used_at.is_(None) & staff_links.c.revoked_at.is_(None)
    connection.execute(update(staff_links).where(theirs).values(revoked_at=now))


def latest_use(connection: Connection, email: str) -> int:
    """Return when the newest of this address's links was made that was used; 0 for none."""
    used = (staff_links.c.email == email) & staff_links.c.used_at.is_not(None)
    asked = select(staff_links.c.made_at).where(used).order_by(staff_links.c.made_at.desc()).limit(1)
    return connection.scalar(asked) or 0


def put_session(connection: Connection, kept: Session) -> None:
    """Keep a new session, or what has become of one."""
    upsert(connection, staff_sessions, asdict(kept))


def session(connection: Connection, wanted: str) -> Session | None:
    """Return a session, also one that is over."""
    found = connection.execute(select(staff_sessions).where(staff_sessions.c.id == wanted)).first()
    return None if found is None else _session(found)


def sessions_of(connection: Connection, user: str, now: int) -> list[Session]:
    """Return a user's sessions that count, the one used last first."""
    lasting = (staff_sessions.c.user == user) & staff_sessions.c.ended_at.is_(None)
    alive = (staff_sessions.c.expires_at > now) & (staff_sessions.c.seen_at > now - IDLE_MS)
    asked = select(staff_sessions).where(lasting, alive).order_by(staff_sessions.c.seen_at.desc(), staff_sessions.c.id)
    return [_session(row) for row in connection.execute(asked)]


def touch(connection: Connection, wanted: str, now: int) -> None:
    """Note that a session was used."""
    lasting = (staff_sessions.c.id == wanted) & staff_sessions.c.ended_at.is_(None)
    connection.execute(update(staff_sessions).where(lasting).values(seen_at=now))


def end_session(connection: Connection, user: str, wanted: str, why: str, now: int) -> bool:
    """End one session of this user; False when there was none to end."""
    mine = (staff_sessions.c.id == wanted) & (staff_sessions.c.user == user) & staff_sessions.c.ended_at.is_(None)
    ended = update(staff_sessions).where(mine).values(ended_at=now, ended_why=why)
    return connection.execute(ended.returning(staff_sessions.c.id)).first() is not None


def end_sessions(connection: Connection, user: str, why: str, now: int) -> list[str]:
    """End every session of this user; return those that did."""
    mine = (staff_sessions.c.user == user) & staff_sessions.c.ended_at.is_(None)
    ended = update(staff_sessions).where(mine).values(ended_at=now, ended_why=why)
    return list(connection.scalars(ended.returning(staff_sessions.c.id)))


def end_others(connection: Connection, user: str, kept: str, why: str, now: int) -> list[str]:
    """End every session of this user but one; return those that ended."""
    mine = (staff_sessions.c.user == user) & staff_sessions.c.ended_at.is_(None) & (staff_sessions.c.id != kept)
    ended = update(staff_sessions).where(mine).values(ended_at=now, ended_why=why)
    return list(connection.scalars(ended.returning(staff_sessions.c.id)))


def lasting(connection: Connection, wanted: Sequence[str], now: int) -> set[str]:
    """Return those of these sessions that count, of people who are still staff."""
    who = unfolded.strings(connection.dialect.name, "wanted", "session")
    asked = (
        select(staff_sessions.c.id)
        .select_from(who)
        .join(staff_sessions, staff_sessions.c.id == who.c.session)
        .join(staff, staff.c.user == staff_sessions.c.user)
        .join(users, users.c.id == staff.c.user)
        .where(
            staff_sessions.c.ended_at.is_(None),
            staff_sessions.c.expires_at > now,
            staff_sessions.c.seen_at > now - IDLE_MS,
            staff.c.ended_at.is_(None),
            users.c.role.in_(sorted(STAFF_ROLES)),
        )
    )
    return set(connection.scalars(asked, {"wanted": orjson.dumps(list(wanted)).decode()}))


def forget(connection: Connection, before: int) -> int:
    """Forget links and sessions that ran out before then; return how many."""
    gone = [
        connection.execute(delete(table).where(table.c.expires_at < before).returning(table.c.id)).all()
        for table in (staff_links, staff_sessions)
    ]
    return sum(map(len, gone))


def _member(row: Row[Any]) -> Member:
    return Member(
        user=row.user, email=row.email, password=row.password, role=row.role, name=row.name, made_at=row.made_at,
        ended_at=row.ended_at,
    )  # fmt: skip


def _link(row: Row[Any]) -> Link:
    return Link(**{name: getattr(row, name) for name in _LINK})


def _session(row: Row[Any]) -> Session:
    return Session(**{name: getattr(row, name) for name in _SESSION})
