"""Who waits where in the queue, as the node that leads the desk says it, told to those who wait and to nobody else."""

from collections.abc import Mapping
from typing import Final

from server.core import replies
from server.core.encoded import Encoded
from server.core.queue import Notice
from server.core.room import STAFF_ROLES
from server.live import gossip
from server.live.connection import View
from server.live.live_room import LiveRoom
from server.live.node import Node

STALE_MS: Final = 30_000
"""When the node that leads has said nothing for so long, nobody knows anybody's place any more."""
_NO_PARTY: Final = STAFF_ROLES | {"bot"}


class Queue:
    """What was told last, by room."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._heard_at = 0
        self.notices: dict[str, Notice] = {}

    def lead(self, notices: Mapping[str, Notice], *, whole: bool) -> None:
        """Take over what follows on the node that leads, and tell the others: what has changed, or (`whole`) all."""
        gone = [room for room in self.notices if room not in notices]
        moved = {room: one for room, one in notices.items() if self.notices.get(room) != one}
        said = gossip.Lined(dict(notices) if whole else moved, [] if whole else gone, whole)
        self.heard(said)
        if whole or moved or gone:
            self._node.publish(self._node.parts.node, said)

    def heard(self, said: gossip.Lined) -> None:
        """The node that leads says this."""
        self._heard_at = self._node.parts.clock()
        gone = [room for room in self.notices if room not in said.notices] if said.whole else said.gone
        for room in gone:
            if self.notices.pop(room, None) is not None:
                self._tell(room, None)
        for room, notice in said.notices.items():
            if self.notices.get(room) != notice:
                self.notices[room] = notice
                self._tell(room, notice)

    def tick(self, now: int) -> None:
        """Let time pass."""
        if self.notices and now - self._heard_at >= STALE_MS:
            self.heard(gossip.Lined({}, [], whole=True))

    def show(self, live: LiveRoom, view: View) -> None:
        """Somebody opened the room: tell them how it stands, if they wait there."""
        notice = self.notices.get(live.id)
        if notice is not None and _waits(live, view):
            view.connection.notice(f"queue:{live.id}", Encoded(replies.queue(live.id, notice)))

    def _tell(self, room: str, notice: Notice | None) -> None:
        live = self._node.rooms.get(room)
        if live is None:
            return
        message = Encoded(replies.queue(room, notice))
        for view in live.viewers():
            if _waits(live, view):
                view.connection.notice(f"queue:{room}", message)


def _waits(live: LiveRoom, view: View) -> bool:
    """Tell whether this is one of the parties, for whom staff are waited for."""
    member = live.room.present(view.connection.user)
    return member is not None and member.role not in _NO_PARTY
