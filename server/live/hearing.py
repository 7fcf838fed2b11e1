"""What other nodes say, given to the part of this node that it concerns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from server.core import replies
from server.core.encoded import Encoded
from server.core.entries import Entry
from server.live import gossip
from server.live.attention import Attention
from server.live.inbox import Inbox
from server.live.passes import Passes
from server.live.queue import Queue
from server.live.receipts import Receipts
from server.live.repair import Repair
from server.live.sight import Sight


class Fence(Protocol):
    """Closes a user's sessions here: one, or all."""

    def __call__(self, user: str, session: str, *, ended: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who on this node is to hear it."""

    take: Callable[[str, Iterable[Entry]], None]
    fence: Fence
    tell_user: Callable[[str, str, Encoded], None]
    receipts: Receipts
    attention: Attention
    repair: Repair
    passes: Passes
    sight: Sight
    inbox: Inbox
    queue: Queue

    def heard(self, node: str, items: list[bytes]) -> None:
        """Another node said this."""
        for item in items:
            if (said := gossip.unpack(item)) is not None:
                self._hear(node, said)

    def _hear(self, node: str, said: gossip.Said) -> None:
        match said:
            case gossip.News():
                self.take(said.room, said.entries)
            case gossip.Moved():
                self.receipts.heard(said)
            case gossip.Wrote():
                self.attention.wrote(said.room, said.user, on=said.on)
            case gossip.Aside():
                self.repair.aside_soon(said.room)
            case gossip.WhoSees() | gossip.Seen():
                self.sight.heard(said)
            case gossip.Here() | gossip.AllHere():
                self.attention.heard(node, said)
            case gossip.Watches() | gossip.AllWatches():
                self.inbox.around.heard(node, said)
            case _:
                self._hear_of(said)

    def _hear_of(self, said: gossip.Fence | gossip.Shut | gossip.Busy | gossip.Marked | gossip.Lined) -> None:
        """Another node said this of one user, or of all who wait."""
        match said:
            case gossip.Lined():
                self.queue.heard(said)
            case gossip.Marked():
                self.inbox.marked(said.room, said.user, said.read)
            case gossip.Fence():
                self.fence(said.user, said.session, ended=said.ended)
            case gossip.Shut():
                self.passes.heard(said)
            case gossip.Busy():
                self.tell_user(said.user, "busy", Encoded(replies.busy(said.minutes, said.until)))
