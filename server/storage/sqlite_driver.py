"""The journal's connection to SQLite: one statement to look, one to write.

The lock on the data directory makes this process the only writer, so looking needs no transaction,
and the one writing statement is one by itself. It inserts into a view of this connection's own: a row
for each entry, then one with all other documents, and triggers spread them over the tables.
"""

import sqlite3
from pathlib import Path
from typing import Final

import orjson

from server.storage import statements
from server.storage.driver import Documents, Fault, Row
from server.storage.statements import ENTRY

_CODES: Final = {
    "SQLITE_FULL": Fault.DISK_FULL,
    "SQLITE_READONLY": Fault.READ_ONLY,
    "SQLITE_BUSY": Fault.AGAIN,
    "SQLITE_LOCKED": Fault.AGAIN,
    "SQLITE_CONSTRAINT": Fault.ODD,
    "SQLITE_ERROR": Fault.ODD,
    "SQLITE_MISMATCH": Fault.ODD,
    "SQLITE_TOOBIG": Fault.ODD,
}
_CACHE_KIB: Final = 32_768
_CHECKPOINT_PAGES: Final = 8_192
"""A page that was written often meanwhile is copied once; 32 MiB are read again in a moment after a crash."""
_NAME_PARTS: Final = 2
_STEP: Final = 8
"""Batches are filled up with empty rows to a multiple of this."""
_NO_ENTRY: Final = [None] * len(ENTRY)


def pragmas(synchronous: str) -> list[str]:
    """Return what every connection to SQLite starts with."""
    return [
        "PRAGMA journal_mode = WAL",
        f"PRAGMA synchronous = {synchronous}",
        "PRAGMA busy_timeout = 5000",
        f"PRAGMA cache_size = -{_CACHE_KIB}",
        "PRAGMA temp_store = MEMORY",
        f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}",
    ]


class SqliteDriver:
    """See `Driver`."""

    errors: tuple[type[Exception], ...] = (sqlite3.Error,)
    sole = True

    def __init__(self, path: Path, synchronous: str) -> None:
        self._path = path
        self._synchronous = synchronous
        asks = statements.build(statements.sqlite(lambda name: f":{name}"))
        says = statements.build(statements.sqlite(lambda name: f'NEW."{name}"'))
        self._looked = tuple(asks.look)
        self._look = f"SELECT {', '.join(f'({_gather(query)})' for query in asks.look.values())}"
        self._members = _gather(asks.members)
        self._sides = tuple(name for name in says.write if name != "entries")
        self._setup = _spreading(self._sides, "; ".join(says.write[name] for name in self._sides))
        self._texts: dict[int, str] = {}
        self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, cached_statements=512)
        for statement in (*pragmas(self._synchronous), *self._setup):
            connection.execute(statement)
        return connection

    def look(self, keys: Documents) -> dict[str, list[Row]]:
        asked = {name: _text(keys.get(name, [])) for name in self._looked}
        found = self._connection.execute(self._look, asked).fetchone()
        return {name: orjson.loads(rows) for name, rows in zip(self._looked, found, strict=True)}

    def txid(self) -> int:
        return 0

    def members(self, rooms: list[list[str]]) -> list[Row]:
        found = self._connection.execute(self._members, {"members": _text(rooms)}).fetchone()
        members: list[Row] = orjson.loads(found[0])
        return members

    def write(self, sheet: Documents) -> None:
        entries = sheet["entries"]
        padding = -len(entries) % _STEP if len(entries) > _STEP else 0
        values = [value for row in entries for value in row]
        values += _NO_ENTRY * padding
        values += [_text(sheet[name]) if sheet.get(name) else None for name in self._sides]
        self._connection.execute(self._insert(len(entries) + padding), values)

    def _insert(self, rows: int) -> str:
        """Return the statement for so many entries; few texts, so that each stays prepared."""
        if rows not in self._texts:
            entry = f"({_marks(len(ENTRY))}, {', '.join('NULL' for _ in self._sides)}, 0)"
            last = f"({', '.join('NULL' for _ in ENTRY)}, {_marks(len(self._sides))}, 1)"
            self._texts[rows] = f"INSERT INTO batch VALUES {', '.join([entry] * rows + [last])}"  # noqa: S608 - marks only
        return self._texts[rows]

    def abandon(self) -> None:
        """Nothing is open between the two statements."""

    def reopen(self) -> None:
        self._connection.close()
        self._connection = self._connect()

    def fault(self, error: Exception) -> Fault:
        name = getattr(error, "sqlite_errorname", "")
        return _CODES.get("_".join(name.split("_")[:_NAME_PARTS]), Fault.UNREACHABLE)

    def close(self) -> None:
        self._connection.close()


def _spreading(sides: tuple[str, ...], rest: str) -> tuple[str, ...]:
    """Return what sets the view up: how one row becomes an entry, and the last one all the rest."""
    columns = ", ".join(f'NULL AS "{name}"' for name in (*ENTRY, *sides, "is_last"))
    names, values = ", ".join(f'"{name}"' for name in ENTRY), ", ".join(f'NEW."{name}"' for name in ENTRY)
    entry = f"INSERT INTO entries ({names}) VALUES ({values})"  # noqa: S608 - built from tables
    spread = "INSTEAD OF INSERT ON batch WHEN"
    return (
        f"CREATE TEMP VIEW batch AS SELECT {columns}",
        f"CREATE TEMP TRIGGER spread_entry {spread} NEW.room IS NOT NULL BEGIN {entry}; END",
        f"CREATE TEMP TRIGGER spread_rest {spread} NEW.is_last BEGIN {rest}; END",
    )


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _gather(query: statements.Query) -> str:
    """Ask for all rows as one JSON document."""
    return f"SELECT json_group_array(json_array({query.columns})) FROM {query.source}"  # noqa: S608 - built from tables


def _text(rows: list[Row] | list[list[str]]) -> str:
    return orjson.dumps(rows).decode()
