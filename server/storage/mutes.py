"""Whom one does not want to hear: private, one list for each user."""

from collections.abc import Sequence
from typing import Final

import orjson
from sqlalchemy import Connection, delete, func, select

from server.storage import unfolded
from server.storage.tables import mutes
from server.storage.upserts import insert_new

MOST: Final = 500


def muted(connection: Connection, user: str) -> list[str]:
    """Return whom this user has muted, by id."""
    mine = select(mutes.c.muted).where(mutes.c.user == user).order_by(mutes.c.muted)
    return list(connection.scalars(mine))


def of_many(connection: Connection, users: Sequence[str]) -> list[tuple[str, str]]:
    """Return (user, muted) for each of these users."""
    who = unfolded.strings(connection.dialect.name, "users", "user")
    asked = select(mutes.c.user, mutes.c.muted).select_from(who).join(mutes, mutes.c.user == who.c.user)
    found = connection.execute(asked.order_by(mutes.c.user, mutes.c.muted), {"users": orjson.dumps(users).decode()})
    return [(row.user, row.muted) for row in found]


def mute(connection: Connection, user: str, muted_user: str) -> bool:
    """Mute somebody; False when the list is full."""
    mine = mutes.c.user == user
    others = select(func.count()).select_from(mutes).where(mine, mutes.c.muted != muted_user)
    if (connection.scalar(others) or 0) >= MOST:
        return False
    insert_new(connection, mutes, {"user": user, "muted": muted_user})
    return True


def unmute(connection: Connection, user: str, muted_user: str) -> None:
    """Hear somebody again."""
    connection.execute(delete(mutes).where(mutes.c.user == user, mutes.c.muted == muted_user))


def hand_over(connection: Connection, visitor: str, user: str) -> None:
    """Carry a visitor's mutes, and those of others that meant them, over to the user they became."""
    by_them = connection.scalars(select(mutes.c.muted).where(mutes.c.user == visitor)).all()
    of_them = connection.scalars(select(mutes.c.user).where(mutes.c.muted == visitor)).all()
    pairs = {(user, other) for other in by_them} | {(other, user) for other in of_them}
    for muter, other in sorted(pairs):
        if muter != other:
            insert_new(connection, mutes, {"user": muter, "muted": other})
