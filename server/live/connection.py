"""One connected device: who it is, what it views, what waits for it. The drivers move its bytes."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.core.changes import Actor
from server.core.codec import Codec
from server.core.encoded import Encoded
from server.core.entries import Entry
from server.core.limits import Limits
from server.core.mailbox import Mailbox, Marks
from server.core.presence import State
from server.core.refusals import Close
from server.core.session import Session
from server.core.windows import Window


@dataclass(slots=True, eq=False)
class View:
    """A connection's open view of one room. `held` gathers entries until `joined` is on its way."""

    connection: "Connection"
    room: str
    window: Window
    observer: bool = False
    held: list[Entry] | None = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Terms:
    """What all connections of a node are held to; `clock` in monotonic milliseconds."""

    limits: Limits
    marks: Marks
    clock: Callable[[], int]


class Connection:
    """The node's end of one socket. `wake` tells the driver that there is something to write."""

    __slots__ = (
        "_clock",
        "_wake",
        "actor",
        "address",
        "closing",
        "codec",
        "id",
        "lane",
        "mailbox",
        "session",
        "state",
        "views",
    )

    def __init__(self, session_id: str, codec: Codec, terms: Terms, wake: Callable[[], None], address: str) -> None:
        self.id = session_id
        self.codec: Codec = codec
        self.address = address
        self.actor: Actor | None = None
        self.session = Session(terms.limits, terms.clock())
        self.mailbox = Mailbox(codec, terms.marks)
        self.views: dict[str, View] = {}
        self.state: State = "online"
        self.closing: Close | None = None
        self.lane: deque[Any] = deque()
        self._clock = terms.clock
        self._wake = wake

    @property
    def user(self) -> str:
        """The user's id; empty before hello."""
        return self.actor.user or "" if self.actor is not None else ""

    def tell(self, message: Encoded) -> None:
        """Queue what must arrive."""
        if self.closing is None:
            self.mailbox.put(message, self._clock())
            self._wake()

    def answer(self, message: dict[str, Any]) -> None:
        """Queue what is for this reader alone."""
        self.tell(Encoded(message))

    def notice(self, key: str, message: Encoded) -> None:
        """Queue what may be superseded or dropped."""
        if self.closing is None:
            self.mailbox.notice(key, message)
            self._wake()

    def receipts(self, room: str, message: Encoded) -> None:
        """Queue cursors that moved."""
        if self.closing is None:
            self.mailbox.receipts(room, message)
            self._wake()

    def close(self, why: Close) -> None:
        """End this connection; the first reason stands."""
        if self.closing is None:
            self.closing = why
            self._wake()
