"""API keys that admins made: kept as hashes, found by them, revoked."""

from dataclasses import asdict, fields
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from server.core.keys import Key
from server.storage.choice_tables import api_keys

_NAMES: Final = tuple(each.name for each in fields(Key))


def add(connection: Connection, new: Key) -> None:
    """Keep a new key."""
    connection.execute(insert(api_keys).values(asdict(new)))


def by_secret(connection: Connection, secret: str) -> Key | None:
    """Return the key of this hash that still counts."""
    asked = select(api_keys).where(api_keys.c.secret == secret, api_keys.c.revoked_at.is_(None))
    found = connection.execute(asked).first()
    return None if found is None else _key(found)


def listed(connection: Connection) -> list[Key]:
    """Return every key, the newest first, those that were revoked too."""
    found = connection.execute(select(api_keys).order_by(api_keys.c.made_at.desc(), api_keys.c.id))
    return [_key(row) for row in found]


def count(connection: Connection) -> int:
    """Return how many keys count."""
    asked = select(func.count()).select_from(api_keys).where(api_keys.c.revoked_at.is_(None))
    return connection.scalar(asked) or 0


def touch(connection: Connection, wanted: str, now: int) -> None:
    """Note that a key was used."""
    connection.execute(update(api_keys).where(api_keys.c.id == wanted).values(used_at=now))


def revoke(connection: Connection, wanted: str, now: int) -> bool:
    """Make a key worth nothing; False when there was none that counted."""
    here = (api_keys.c.id == wanted) & api_keys.c.revoked_at.is_(None)
    gone = update(api_keys).where(here).values(revoked_at=now).returning(api_keys.c.id)
    return connection.execute(gone).first() is not None


def _key(row: Row[Any]) -> Key:
    kept = {name: getattr(row, name) for name in _NAMES}
    return Key(**{**kept, "scopes": tuple(row.scopes)})
