"""Users: a person or bot by id, with the role that counts outside rooms."""

from collections.abc import Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, select, update

from server.core.ids import is_own
from server.core.users import User
from server.storage import unfolded
from server.storage.tables import users
from server.storage.upserts import insert_all_new, insert_new

_COLUMNS: Final = (users.c.id, users.c.role, users.c.name, users.c.verified, users.c.banned_at)


def user(connection: Connection, user_id: str) -> User | None:
    """Return what is stored, None for an unknown user."""
    found = connection.execute(select(*_COLUMNS).where(users.c.id == user_id)).first()
    return None if found is None else _user(found)


def ensure_user(connection: Connection, wished: User) -> User:
    """Store an unknown user; return what is stored, whichever it is. Whom the host vouches for is vouched for."""
    row = {"id": wished.id, "role": wished.role, "name": wished.name or wished.id, "verified": wished.verified}
    if not insert_new(connection, users, row) and wished.verified == "host" and not is_own(wished.id):
        connection.execute(update(users).where(users.c.id == wished.id).values(verified="host"))
    found = connection.execute(select(*_COLUMNS).where(users.c.id == wished.id)).one()
    return _user(found)


def ensure_users(connection: Connection, wished: Sequence[User]) -> dict[str, User]:
    """Store those of these users that are unknown; return what is stored of each. Whom the host vouches for is."""
    rows = [{"id": one.id, "role": one.role, "name": one.name or one.id, "verified": one.verified} for one in wished]
    insert_all_new(connection, users, rows)
    vouched = [one.id for one in wished if one.verified == "host" and not is_own(one.id)]
    unknown = users.c.id.in_(vouched) & (users.c.verified == "none")
    connection.execute(update(users).where(unknown).values(verified="host"))
    who = unfolded.strings(connection.dialect.name, "users", "user")
    asked = select(*_COLUMNS).select_from(who).join(users, users.c.id == who.c.user)
    found = connection.execute(asked, {"users": orjson.dumps([one.id for one in wished]).decode()})
    return {row.id: _user(row) for row in found}


def put_user(connection: Connection, user_id: str, name: str | None = None, role: str | None = None) -> User:
    """Change a user's name or stored role, or store a new one (a customer, unless said otherwise)."""
    stored = ensure_user(connection, User(user_id, role or "customer", name or user_id))
    news = {"name": name or stored.name, "role": role or stored.role}
    connection.execute(update(users).where(users.c.id == user_id).values(news))
    return User(user_id, news["role"], news["name"], stored.verified)


def set_busy(connection: Connection, user_id: str, minutes: int, until: int) -> None:
    """Note how many minutes a busy shop adds, until when (milliseconds)."""
    connection.execute(update(users).where(users.c.id == user_id).values(busy=minutes, busy_until=until))


def named(connection: Connection, ids: Sequence[str]) -> list[User]:
    """Return those of these users that are known."""
    return [_user(row) for row in connection.execute(select(*_COLUMNS).where(users.c.id.in_(ids)))]


def ban(connection: Connection, user_id: str, now: int) -> bool:
    """Keep a user out from now on; False when they are kept out already."""
    here = (users.c.id == user_id) & users.c.banned_at.is_(None)
    return connection.execute(update(users).where(here).values(banned_at=now)).rowcount == 1


def lift_ban(connection: Connection, user_id: str) -> bool:
    """Let a user in again; False when they were not kept out."""
    here = (users.c.id == user_id) & users.c.banned_at.is_not(None)
    return connection.execute(update(users).where(here).values(banned_at=None)).rowcount == 1


def banned(connection: Connection, since: int = 0) -> list[tuple[User, int]]:
    """Return who is kept out since then (milliseconds) or later, and since when, the newest first."""
    asked = select(*_COLUMNS).where(users.c.banned_at >= since).order_by(users.c.banned_at.desc(), users.c.id)
    return [(_user(row), row.banned_at) for row in connection.execute(asked)]


def _user(row: Row[Any, Any, Any, Any, Any]) -> User:
    return User(row.id, row.role, row.name, row.verified, row.banned_at is not None)
