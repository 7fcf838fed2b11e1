"""One connected device: who it is, what it views, what waits for it. The drivers move its bytes."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

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


LANE_MOST: Final = 64
"""Commands of one session that may wait; beyond it the socket is not read from."""


def _nothing() -> None:
    """Serve as a callback that is not wanted."""


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
        "_eased",
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

    def __init__(
        self,
        session_id: str,
        codec: Codec,
        terms: Terms,
        wake: Callable[[], None],
        address: str = "",
        eased: Callable[[], None] = _nothing,
    ) -> None:
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
        self._eased = eased

    @property
    def user(self) -> str:
        """The user's id; empty before hello."""
        return self.actor.user or "" if self.actor is not None else ""

    @property
    def busy(self) -> bool:
        """Tell whether so much is under way that nothing more should be read."""
        return len(self.lane) >= LANE_MOST

    def eased(self) -> None:
        """Less is under way than before."""
        self._eased()

    def frames(self, most: int) -> tuple[list[bytes], bool]:
        """Take about `most` bytes of whole frames out of the mailbox, and tell whether more waits."""
        now = self._clock()
        frames = [message.frame(self.codec) for message in self.mailbox.take(most)]
        if frames:
            self.session.said(now)
        return frames, bool(self.mailbox)

    def tell(self, message: Encoded) -> None:
        """Queue what must arrive."""
        if self.closing is None:
            self.mailbox.put(message, self._clock())
            self._wake()

    def answer(self, message: dict[str, Any]) -> None:
        """Queue what is for this reader alone."""
        self.tell(Encoded(message))

    def parted(self, room: str, message: Encoded) -> None:
        """Queue `left` for who is out of a room; what still waits to be told of that room is theirs no more."""
        self.mailbox.forget(*(f"{kind}:{room}" for kind in ("lanes", "receipts", "room", "typing")))
        self.tell(message)

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
