"""The journal's connection to PostgreSQL: two round trips a batch, rooms' rows locked in id order."""

from typing import Any, Final

import orjson
import psycopg
from psycopg import errors

from server.storage import statements
from server.storage.driver import Crossed, Documents, Fault, Row
from server.storage.schema import Unusable

_SETTINGS: Final = (
    "SET lock_timeout = '5s'; SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'"
)
CONNECTING: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "parley",
}
_AGAIN: Final = (
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.LockNotAvailable,
    errors.UniqueViolation,
    errors.QueryCanceled,
)
"""Another node was in the way; a unique key is taken only by one that made the same room or user just now."""
_LOST: Final = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.IdleInTransactionSessionTimeout,
)
_FULL: Final = (errors.DiskFull, errors.OutOfMemory)


class PostgresDriver:
    """See `Driver`."""

    errors: tuple[type[Exception], ...] = (psycopg.Error,)
    sole = False

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        built = statements.build(statements.postgresql())
        self._look = {name: _select(query) for name, query in built.look.items()}
        self._look["transaction"] = f"SELECT {statements.NEXT_TXID}"
        self._members = _select(built.members)
        self._write = built.write
        self._txid = 0
        self._connection = self._connect()

    def _connect(self) -> "psycopg.Connection[Any]":
        connection = psycopg.connect(self._conninfo, prepare_threshold=0, **CONNECTING)
        set_up(connection)
        connection.set_isolation_level(psycopg.IsolationLevel.READ_COMMITTED)
        return connection

    def check_durable(self) -> None:
        """Refuse a server that answers before it is on disk. Raises Unusable."""
        for name in ("fsync", "synchronous_commit"):
            row = self._connection.execute(f"SHOW {name}").fetchone()
            if row is not None and row[0] == "off":
                raise Unusable(f"this PostgreSQL answers before it is on disk: {name} is off")
        self._connection.rollback()

    def look(self, keys: Documents) -> dict[str, list[Row]]:
        """Each statement sees what was committed before it, so what follows the locks is up to date."""
        asked = {name: orjson.dumps(rows).decode() for name, rows in keys.items()}
        looks = {name: query for name, query in self._look.items() if keys.get(name, True)}
        with self._connection.pipeline():
            cursors = {name: self._connection.execute(query, asked) for name, query in looks.items()}
        found: dict[str, list[Row]] = {name: [] for name in keys} | {
            name: [*cursor] for name, cursor in cursors.items()
        }
        if not {row[0] for row in found["losing"]} <= {row[0] for row in found["rooms"]}:
            raise Crossed
        self._txid = found["transaction"][0][0]
        return found

    def txid(self) -> int:
        return self._txid

    def members(self, rooms: list[list[str]]) -> list[Row]:
        return [*self._connection.execute(self._members, {"members": orjson.dumps(rooms).decode()})]

    def write(self, sheet: Documents) -> None:
        with self._connection.pipeline():
            for name, statement in self._write.items():
                if sheet.get(name):
                    self._connection.execute(statement, {name: orjson.dumps(sheet[name]).decode()})
            self._connection.commit()

    def abandon(self) -> None:
        try:
            self._connection.rollback()
        except psycopg.Error:
            self._connection.close()

    def reopen(self) -> None:
        self._connection.close()
        self._connection = self._connect()

    def fault(self, error: Exception) -> Fault:
        match error:
            case errors.ReadOnlySqlTransaction():
                return Fault.READ_ONLY
            case _ if isinstance(error, _FULL):
                return Fault.DISK_FULL
            case _ if isinstance(error, _AGAIN):
                return Fault.AGAIN
            case _ if isinstance(error, _LOST) or self._connection.closed or _is_broken(error):
                return Fault.LOST
            case psycopg.OperationalError():
                return Fault.UNREACHABLE
        return Fault.ODD

    def close(self) -> None:
        self._connection.close()


def _is_broken(error: Exception) -> bool:
    """Tell whether it was the connection: the server had no word on it."""
    return isinstance(error, psycopg.OperationalError) and error.sqlstate is None


def set_up(connection: "psycopg.Connection[Any]", _record: object = None) -> None:
    """Bound how long a statement, a lock or an idle transaction may take."""
    connection.execute(_SETTINGS, prepare=False)
    connection.commit()


def _select(query: statements.Query) -> str:
    return f"SELECT {query.columns} FROM {query.source}"  # noqa: S608 - built from tables
