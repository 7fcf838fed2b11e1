"""Cursors on the move: coalesced per room, told to those who may see them, saved once a second."""

import asyncio
from typing import Final

from server.core import replies
from server.core.encoded import Encoded
from server.core.entries import Body
from server.live import gossip
from server.live.live_room import LiveRoom
from server.live.node import Node
from server.storage import cursors as stored
from server.storage.database import Store

TOLD_EVERY_MS: Final = 100


class Receipts:
    """The cursors of every live room of this node."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._unsaved: dict[tuple[str, str], tuple[int, int]] = {}
        self._marks: dict[tuple[str, str], int] = {}

    def seen(self, live: LiveRoom, user: str, delivered: int, read: int) -> None:
        """A participant's device said so; the caller has checked the bounds."""
        if live.cursors.move(user, delivered, read):
            cursor = live.cursors[user]
            self._unsaved[live.id, user] = (cursor.delivered, cursor.read)
            live.moved.add(user)
            self._wake(live)

    def carried(self, live: LiveRoom, body: Body) -> None:
        """A visitor became this user: what they had, and had read, the user has; other swaps begin anew."""
        old = body.get("replaces")
        if old is not None and old in body.get("was", ()):
            self.seen(live, body["user"], live.cursors[old].delivered, live.cursors[old].read)

    def marked(self, room: str, user: str, read: int) -> None:
        """Staff who do not take part have read up to here; nobody is told."""
        self._marks[room, user] = max(read, self._marks.get((room, user), 0))

    def heard(self, said: gossip.Moved) -> None:
        """Another node told of cursors."""
        live = self._node.rooms.get(said.room)
        rows = [(user, max(delivered, read), read) for user, delivered, read in said.cursors]
        if live is None:
            self._tell_owners(said.room, rows)
            return
        moved = [user for user, delivered, read in rows if live.cursors.move(user, delivered, read)]
        if moved:
            self._tell(live, moved)

    def caught_up(self, live: LiveRoom, stored_rows: dict[str, tuple[int, int]]) -> None:
        """The store knows of cursors that nobody here was told of."""
        moved = [user for user, (d, r) in stored_rows.items() if live.cursors.move(user, d, r)]
        if moved:
            self._tell(live, moved)

    def _wake(self, live: LiveRoom) -> None:
        """Tell at once when the last telling is 100 ms past, else when it will be."""
        if live.waking:
            return
        live.waking = True
        now = self._node.parts.clock()
        delay = max(0, live.told_at + TOLD_EVERY_MS - now) / 1000
        asyncio.get_running_loop().call_later(delay, self._flush, live)

    def _flush(self, live: LiveRoom) -> None:
        live.waking = False
        live.told_at = self._node.parts.clock()
        moved = sorted(user for user in live.moved if user in live.cursors)
        live.moved.clear()
        if not moved:
            return
        cursors = [(user, live.cursors[user].delivered, live.cursors[user].read) for user in moved]
        self._node.publish(live.id, gossip.Moved(live.id, cursors))
        self._tell(live, moved)

    def _tell(self, live: LiveRoom, moved: list[str]) -> None:
        """One notice with every cursor that moved, to all views and to other sessions of owners who still take part."""
        message = Encoded(replies.receipts(live.id, live.cursors.rows(moved)))
        for view in live.viewers():
            view.connection.receipts(live.id, message)
        for user in filter(live.room.present, moved):
            for connection in self._node.sessions.get(user, {}).values():
                if live.id not in connection.views:
                    connection.receipts(live.id, message)

    def _tell_owners(self, room: str, rows: list[tuple[str, int, int]]) -> None:
        for user, delivered, read in rows:
            if user in self._node.here.get(room, ()):
                row: dict[str, object] = {"user": user, "delivered": delivered, "read": read}
                message = Encoded(replies.receipts(room, [row]))
                for connection in self._node.sessions.get(user, {}).values():
                    connection.receipts(room, message)

    async def save(self) -> None:
        """Write down what moved since the last time: one upsert for all. What fails is kept for the next."""
        unsaved, self._unsaved = self._unsaved, {}
        marks, self._marks = self._marks, {}
        if not unsaved and not marks:
            return
        rows = [(room, user, delivered, read) for (room, user), (delivered, read) in unsaved.items()]
        marked = [(room, user, read) for (room, user), read in marks.items()]
        try:
            revs = await self._node.parts.journal.write(lambda c: _save(c, rows, marked))
        except Exception:
            self._unsaved = unsaved | self._unsaved
            self._marks = marks | self._marks
            raise
        self._revised(revs)

    def _revised(self, revs: dict[str, int]) -> None:
        """What this node wrote itself is no news to it, unless another node wrote in between."""
        for room, rev in revs.items():
            live = self._node.rooms.get(room)
            if live is not None and live.cursor_rev == rev - 1:
                live.cursor_rev = rev


def _save(c: Store, rows: list[tuple[str, str, int, int]], marked: list[tuple[str, str, int]]) -> dict[str, int]:
    revs = stored.save_cursors(c, rows)
    stored.save_marks(c, marked)
    return revs
