"""What the journal answers, and what it tells the readers once a batch is on disk."""

from dataclasses import dataclass

from server.core.entries import Entry


@dataclass(frozen=True, slots=True)
class Done:
    """A change that holds. `repeat`: its cid had been carried out before; `changed`: it wrote something."""

    room: str
    seq: int
    at: int
    repeat: bool = False
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Commit:
    """The entries that one batch added to one room, in order."""

    room: str
    entries: tuple[Entry, ...]
