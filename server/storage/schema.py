"""Brings a database's tables up to date, one node at a time."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from server.storage import epochs

_LOCK: Final = 0x5041524C
"""The advisory lock that nodes starting at once on PostgreSQL queue for."""


class Unusable(Exception):
    """The database, or the data directory, cannot be used; the message says why."""


def migrate(engine: Engine) -> None:
    """Run what is missing of the migrations, and draw the epoch of a new journal. Raises Unusable."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:
            raise Unusable(f"this database is of a newer Parley, or damaged: {error}") from error
        epochs.epoch(connection)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
