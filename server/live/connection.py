"""One connected device: who it is, what it views, what waits for it. The drivers move its bytes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from server.core.changes import Actor
from server.core.codec import Codec
from server.core.encoded import Encoded, framed
from server.core.entries import Entry
from server.core.limits import Limits
from server.core.mailbox import Mailbox, Marks
from server.core.presence import State
from server.core.refusals import TOO_SLOW, Close
from server.core.session import Session, Tick
from server.core.staff import Bound
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
        "ahead",
        "closing",
        "codec",
        "id",
        "lane",
        "mailbox",
        "scope",
        "session",
        "spoke",
        "state",
        "views",
        "write",
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
        self.scope: Bound | None = None
        """What the hello is bound to that came by an invitation."""
        self.session = Session(terms.limits, terms.clock())
        self.mailbox = Mailbox(codec, terms.marks)
        self.views: dict[str, View] = {}
        self.state: State = "online"
        self.closing: Close | None = None
        self.lane: list[Any] = []
        self.write: Callable[[bytes], object] | None = None
        """Where a whole frame goes at once while nothing waits; None while the mailbox must be used."""
        self.ahead: tuple[Encoded, ...] = ()
        """Acks of the batch that is being told, in front of the next entry for this reader."""
        self.spoke = False
        """Something was written since the last look: kept as a flag, for the clock is dearer than the write."""
        self._clock = terms.clock
        self._wake = wake
        self._eased = eased

    @property
    def user(self) -> str:
        """The user's id; empty before hello."""
        return self.actor.user or "" if self.actor is not None else ""

    def reaches(self, room: str, parent: str | None = None) -> bool:
        """Tell whether this session may know of that room, a lane of `parent`."""
        return self.actor is None or self.actor.reaches(room, parent)

    @property
    def busy(self) -> bool:
        """Tell whether so much is under way that nothing more should be read."""
        return len(self.lane) >= LANE_MOST

    def eased(self) -> None:
        """Less is under way than before."""
        self._eased()

    def frames(self, most: int) -> tuple[list[bytes], bool]:
        """Take about `most` bytes of whole frames out of the mailbox, and tell whether more waits."""
        frames = [message.frame(self.codec) for message in self.mailbox.take(most)]
        self.spoke = self.spoke or bool(frames)
        return frames, bool(self.mailbox)

    def say(self, frame: bytes) -> None:
        """Write a whole frame now; `write` must be there."""
        try:
            self.write(frame)  # type: ignore[misc]  # the callers have looked; a second look costs every delivery
        except RuntimeError:
            # The transport has died in this turn of the loop, and has not said so yet.
            self.write = None
        else:
            self.spoke = True

    def after(self, frame: bytes) -> bytes:
        """Return a frame behind the acks that wait for it."""
        ahead, self.ahead = self.ahead, ()
        return b"".join([*(message.frame(self.codec) for message in ahead), frame])

    def settle(self) -> None:
        """No entry came along: the acks go out by themselves."""
        ahead, self.ahead = self.ahead, ()
        for message in ahead:
            self.tell(message)

    def clear(self, write: Callable[[bytes], object]) -> None:
        """Nothing waits and the socket takes more: from now on frames are written at once."""
        if self.closing is None:
            self.write = write

    def blocked(self) -> None:
        """The socket takes no more: what comes waits in the mailbox, where it is counted."""
        self.write = None

    def tick(self, now: int) -> Tick:
        """Let time pass for the session."""
        if self.spoke:
            self.spoke = False
            self.session.said(now)
        return self.session.tick(now)

    def tell(self, message: Encoded) -> None:
        """Write what must arrive, or queue it behind what waits."""
        if self.write is not None:
            self.say(message.frame(self.codec))
        elif self.closing is None:
            self.mailbox.put(message, self._clock())
            if self.mailbox.full:
                self.close(TOO_SLOW)
            self._wake()

    def answer(self, message: dict[str, Any]) -> None:
        """Write, or queue, what is for this reader alone."""
        if self.write is not None:
            self.say(framed(message, self.codec))
        else:
            self.tell(Encoded(message))

    def parted(self, room: str, message: Encoded) -> None:
        """Queue `left` for who is out of a room; what still waits to be told of that room is theirs no more."""
        self.mailbox.forget(*(f"{kind}:{room}" for kind in ("counts", "lanes", "receipts", "room", "typing")))
        self.tell(message)

    def notice(self, key: str, message: Encoded) -> None:
        """Write what may be superseded or dropped; queue it where something waits."""
        if self.write is not None:
            self.say(message.frame(self.codec))
        elif self.closing is None:
            self.mailbox.notice(key, message)
            self._wake()

    def receipts(self, room: str, message: Encoded, merged: dict[Encoded, Encoded]) -> None:
        """Write cursors that moved; where something waits, readers for whom the same does share one in `merged`."""
        if self.write is not None:
            self.say(message.frame(self.codec))
        elif self.closing is None:
            self.mailbox.receipts(room, message, merged)
            self._wake()

    def counts(self, room: str, message: Encoded) -> None:
        """Write the counts of a crowd's last messages, or queue them in the place of older ones."""
        if self.write is not None:
            self.say(message.frame(self.codec))
        elif self.closing is None:
            self.mailbox.counts(room, message)
            self._wake()

    def close(self, why: Close) -> None:
        """End this connection; the first reason stands."""
        if self.closing is None:
            self.closing = why
            self.write = None
            self._wake()
