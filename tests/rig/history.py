"""What every client said and was told, in order, as JSON lines that a checker can judge later."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

Record = dict[str, Any]

KINDS = frozenset(
    {
        "opened",  # a socket was welcomed: device, user, conn
        "closed",  # a socket ended: device, user, conn, code
        "invoke",  # a command with a cid was asked for, once: device, user, room, cid, command
        "ack",  # … was acknowledged: device, user, room, cid, seq, at
        "refused",  # … was refused: device, user, room, cid, code
        "joined",  # a view was opened: since (None: the newest), first_seq, last_seq, reset, entries …
        "entries",  # the view went on: entries
        "left",  # the view was ended: reason
        "seen",  # a cursor was claimed, recorded before it is sent: delivered, read
        "receipts",  # cursors were told: cursors
        "settled",  # at the end this device must hold its rooms to the last entry: rooms
        "fault",  # something was broken on purpose: name
        "store",  # a room's log as the server itself tells it: room, entries
    }
)


class History:
    """Records in the order they happened, kept in memory and, given a path, on disk too.

    Reports of several processes may overtake each other: those carry their `moment`, milliseconds on one clock.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Start an empty history, mirrored to `path` when there is one."""
        self._records: list[Record] = []
        self._path = path
        self._file: TextIO | None = path.open("w", encoding="utf-8") if path else None

    def __iter__(self) -> Iterator[Record]:
        """Every record, oldest first."""
        return iter(self._records)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._records)

    @property
    def path(self) -> Path | None:
        """Where the mirror is."""
        return self._path

    def put(self, what: str, **fields: Any) -> Record:
        """Append one record."""
        if what not in KINDS:
            message = f"no such record: {what}"
            raise ValueError(message)
        record = {"n": len(self._records), "what": what, **fields}
        self._records.append(record)
        if self._file is not None:
            self._file.write(json.dumps(record, ensure_ascii=False, default=repr) + "\n")
        return record

    def counts(self) -> Counter[str]:
        """How many records of each kind."""
        return Counter(record["what"] for record in self._records)

    def of(self, *kinds: str) -> Iterator[Record]:
        """The records of these kinds, oldest first."""
        return (record for record in self._records if record["what"] in kinds)

    def close(self) -> None:
        """Put the mirror on disk."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @classmethod
    def of_records(cls, records: Iterable[Record]) -> History:
        """Build a history from records that exist already."""
        history = cls()
        for record in records:
            fields = {key: value for key, value in record.items() if key not in {"n", "what"}}
            history.put(record["what"], **fields)
        return history

    @classmethod
    def read(cls, path: Path) -> History:
        """Read a history back from disk, to judge it again."""
        with path.open(encoding="utf-8") as lines:
            return cls.of_records(json.loads(line) for line in lines)
