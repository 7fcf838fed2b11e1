"""What the journal answers, and what it tells the readers once a batch is on disk."""

from msgspec import Struct

from server.core.entries import Entry


class Done(Struct, frozen=True):
    """A change that holds. `repeat`: its cid had been carried out before; `changed`: it wrote something."""

    room: str
    seq: int
    at: int
    repeat: bool = False
    changed: bool = True


class Commit(Struct, frozen=True):
    """The entries that one batch added to one room, in order."""

    room: str
    entries: tuple[Entry, ...]
