"""Leases: work that one node does at a time."""

from sqlalchemy import Connection, or_, select, update

from server.storage.tables import leases
from server.storage.upserts import upsert


def take_lease(connection: Connection, name: str, owner: str, now: int, ttl: int) -> bool:
    """Take or renew a lease for `ttl` milliseconds, unless another owner's still runs."""
    row = {"name": name, "owner": owner, "until": now + ttl}
    return upsert(connection, leases, row, where=or_(leases.c.owner == owner, leases.c.until <= now))


def holder(connection: Connection, name: str, now: int) -> str | None:
    """Return whose the lease is; None when it is free."""
    return connection.scalar(select(leases.c.owner).where(leases.c.name == name, leases.c.until > now))


def let_go(connection: Connection, name: str, owner: str) -> None:
    """End one's own lease before its time."""
    mine = (leases.c.name == name) & (leases.c.owner == owner)
    connection.execute(update(leases).where(mine).values(until=0))
