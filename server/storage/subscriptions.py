"""Browsers that asked to be told: kept, given back, dropped when whoever asked is in no more."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, delete, exists, select

from server.core.subscriptions import MOST, Subscription
from server.storage import invites, unfolded, visitors
from server.storage.away_tables import subscriptions
from server.storage.upserts import upsert

_OLDEST: Final = (subscriptions.c.made_at, subscriptions.c.id)
_NAMES: Final = tuple(each.name for each in fields(Subscription))


def put(connection: Connection, new: Subscription) -> None:
    """Keep a browser, whoever it told before; the oldest of too many are put out."""
    upsert(connection, subscriptions, asdict(new))
    mine = subscriptions.c.user == new.user
    order = (subscriptions.c.made_at.desc(), subscriptions.c.id)
    more = select(subscriptions.c.id).where(mine).order_by(*order).offset(MOST).limit(-1 if _lite(connection) else None)
    connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(list(connection.scalars(more)))))


def _lite(connection: Connection) -> bool:
    """SQLite takes no offset without a limit."""
    return connection.dialect.name == "sqlite"


def drop(connection: Connection, wanted: str, user: str | None = None) -> None:
    """Forget a browser; with `user`, only if it tells that one."""
    here = subscriptions.c.id == wanted
    connection.execute(delete(subscriptions).where(here if user is None else here & (subscriptions.c.user == user)))


def drop_all(connection: Connection, user: str) -> None:
    """Forget every browser of this user."""
    connection.execute(delete(subscriptions).where(subscriptions.c.user == user))


def get(connection: Connection, wanted: str) -> Subscription | None:
    """Return one."""
    found = connection.execute(select(subscriptions).where(subscriptions.c.id == wanted)).first()
    return None if found is None else _subscription(found)


def of_users(connection: Connection, users: Sequence[str]) -> list[Subscription]:
    """Return every browser of these users."""
    who = unfolded.strings(connection.dialect.name, "users", "user")  # a crowd is more than fits a statement
    asked = select(subscriptions).select_from(who).join(subscriptions, subscriptions.c.user == who.c.user)
    found = connection.execute(asked, {"users": orjson.dumps(list(users)).decode()})
    return [_subscription(row) for row in found]


def oldest_bound(connection: Connection, limit: int) -> list[Subscription]:
    """Return browsers that end with an invitation or a visit, those first that were kept first."""
    bound = subscriptions.c.device.is_not(None) | subscriptions.c.user.startswith("v_", autoescape=True)
    found = connection.execute(select(subscriptions).where(bound).order_by(*_OLDEST).limit(limit))
    return [_subscription(row) for row in found]


def any_at_all(connection: Connection) -> bool:
    """Tell whether anybody asked."""
    return bool(connection.scalar(select(exists().select_from(subscriptions))))


def over(connection: Connection, found: Sequence[Subscription], now: int) -> set[str]:
    """Return those whose user is in no more by what they came with: an invitation or visit that has ended."""
    devices = [one.device for one in found if one.device is not None]
    lasting = invites.lasting(connection, devices, now) if devices else set()
    gone = set(visitors.over(connection, [one.user for one in found if one.user.startswith("v_")]))
    return {one.id for one in found if (one.device is not None and one.device not in lasting) or one.user in gone}


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(**{name: getattr(row, name) for name in _NAMES})
