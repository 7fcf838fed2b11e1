"""What the journal asks of a database: look, write, and names for what goes wrong."""

from enum import Enum
from typing import Any, Protocol

Row = list[Any] | tuple[Any, ...]
Documents = dict[str, list[Any]]
"""Rows by the name of their document (server/storage/statements.py)."""


class Fault(Enum):
    """What a foreign error means to the journal; the value is the reason that readiness tells."""

    AGAIN = "again"
    """Another node was in the way: run the same batch again."""
    LOST = "lost"
    """The connection broke; what was on its way may or may not hold."""
    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    UNREACHABLE = "store_unreachable"
    ODD = "internal"
    """Not the store but something in this batch: a fault of ours."""


class Crossed(Exception):
    """What was looked up is no longer all there is; look again."""


class Driver(Protocol):
    """One connection of the journal's own. A transaction opens with `look` and ends with `write` or `abandon`."""

    errors: tuple[type[Exception], ...]
    sole: bool
    """Nobody else writes to this database: what was once read of a room, and carried on since, still holds."""

    def look(self, keys: Documents) -> dict[str, list[Row]]:
        """Lock the rooms in id order, and fetch what a batch must know first."""
        ...

    def txid(self) -> int:
        """Return the place of the open transaction in the order of followers; 0 where commits have one order."""
        ...

    def members(self, rooms: list[list[str]]) -> list[Row]:
        """Fetch all participants of these rooms."""
        ...

    def write(self, sheet: Documents) -> None:
        """Write a batch; it is on disk when this returns, or nothing of it is."""
        ...

    def abandon(self) -> None:
        """Let go of what `look` opened; never raises."""
        ...

    def reopen(self) -> None:
        """Connect anew after `Fault.LOST`."""
        ...

    def fault(self, error: Exception) -> Fault:
        """Name a foreign error."""
        ...

    def close(self) -> None:
        """Let the connection go."""
        ...
