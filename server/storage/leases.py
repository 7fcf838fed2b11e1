"""Leases: work that one node does at a time."""

from sqlalchemy import Connection, or_

from server.storage.tables import leases
from server.storage.upserts import upsert


def take_lease(connection: Connection, name: str, owner: str, now: int, ttl: int) -> bool:
    """Take or renew a lease for `ttl` milliseconds, unless another owner's still runs."""
    row = {"name": name, "owner": owner, "until": now + ttl}
    return upsert(connection, leases, row, where=or_(leases.c.owner == owner, leases.c.until <= now))
