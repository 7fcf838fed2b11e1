"""The journal's epoch: drawn when it is created, and again after a restore."""

import secrets
from typing import Final

from sqlalchemy import Connection, text

from server.storage.tables import meta
from server.storage.upserts import upsert

_CURRENT_TXID: Final = text(
    "SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint), COALESCE((SELECT max(txid) FROM entries), 0)"
)


def epoch(connection: Connection) -> str:
    """Return the epoch of this journal, drawing it when there is none."""
    found = connection.execute(meta.select().where(meta.c.name == "epoch")).first()
    return new_epoch(connection) if found is None else str(found.value)


def new_epoch(connection: Connection) -> str:
    """Draw another epoch: clients drop what they hold of this journal, and keep their outbox."""
    drawn = secrets.token_urlsafe(9)
    _put(connection, "epoch", drawn)
    if connection.dialect.name == "postgresql":
        _lift_txids(connection)
    return drawn


def touch(connection: Connection) -> None:
    """Write something that counts for nothing, to see whether this store still takes it."""
    _put(connection, "touched", secrets.token_urlsafe(6))


def _lift_txids(connection: Connection) -> None:
    """Let the places of new entries come behind those of old: a restored cluster counts transactions anew."""
    current, newest = connection.execute(_CURRENT_TXID).one()
    _put(connection, "txid_offset", str(max(0, newest + 1 - current)))


def _put(connection: Connection, name: str, value: str) -> None:
    upsert(connection, meta, {"name": name, "value": value})
