"""What nodes say to one another over the bus: one frozen struct per kind, packed as MessagePack."""

import msgspec

from server.core.entries import Entry
from server.core.presence import State
from server.core.queue import Notice


class Item(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Anything one node tells the others; all of it may be lost."""


class News(Item, frozen=True, array_like=True, tag="e"):
    """Entries that one batch added to a room."""

    room: str
    entries: tuple[Entry, ...]


class Moved(Item, frozen=True, array_like=True, tag="c"):
    """Cursors that moved: user, delivered, read."""

    room: str
    cursors: list[tuple[str, int, int]]


class Wrote(Item, frozen=True, array_like=True, tag="t"):
    """A user writes, or stopped."""

    room: str
    user: str
    on: bool


class Aside(Item, frozen=True, array_like=True, tag="a"):
    """Facts, metadata or lanes of a room changed: what stands beside the log."""

    room: str


class Here(Item, frozen=True, array_like=True, tag="p"):
    """A user's state on the telling node."""

    user: str
    state: State


class AllHere(Item, frozen=True, array_like=True, tag="s"):
    """Everybody on the telling node."""

    users: dict[str, State]


class Watches(Item, frozen=True, array_like=True, tag="w"):
    """One of staff has a room open on the telling node, or no more."""

    room: str
    user: str
    name: str
    on: bool


class AllWatches(Item, frozen=True, array_like=True, tag="W"):
    """Everybody of staff who has a room open there, by room: their names by user."""

    rooms: dict[str, dict[str, str]]


class Marked(Item, frozen=True, array_like=True, tag="m"):
    """One of staff who takes no part has read a room, or a lane, up to there."""

    room: str
    user: str
    read: int


class Fence(Item, frozen=True, array_like=True, tag="f"):
    """A user resumed elsewhere: this earlier session is to be closed; "" for all, when their stored role changed.

    `ended`: whatever proved who they are proves nothing any more.
    """

    user: str
    session: str
    ended: bool = False


class Shut(Item, frozen=True, array_like=True, tag="i"):
    """An invitation of this user lets nobody in any more; with `device`, that one alone.

    `desk` in the place of the invitation: a session of the workspace ended, which `device` names.
    """

    user: str
    invite: str
    device: str = ""


class WhoSees(Item, frozen=True, array_like=True, tag="q"):
    """A node asks who of these (room, user) has that room in view."""

    question: str
    pairs: list[tuple[str, str]]


class Seen(Item, frozen=True, array_like=True, tag="v"):
    """These have, on the telling node."""

    question: str
    pairs: list[tuple[str, str]]


class Busy(Item, frozen=True, array_like=True, tag="b"):
    """This user's shop adds so many minutes to what it promises, until then (milliseconds)."""

    user: str
    minutes: int
    until: int | None


class Lined(Item, frozen=True, array_like=True, tag="l"):
    """What the node that leads the desk has told who of their place in the queue, by room; `whole`: nobody else."""

    notices: dict[str, Notice]
    gone: list[str]
    whole: bool


Said = (
    News | Moved | Wrote | Aside | Here | AllHere | Watches | AllWatches | Marked | Fence | Shut | WhoSees | Seen | Busy
    | Lined
)  # fmt: skip

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Said] = msgspec.msgpack.Decoder(Said)


def pack(item: Item) -> bytes:
    """Encode one item."""
    return _encoder.encode(item)


def unpack(packed: bytes) -> Said | None:
    """Decode one item; None for what this version does not know."""
    try:
        return _decoder.decode(packed)
    except msgspec.DecodeError:
        return None
