"""Cursors on the move: coalesced per room, told to those who may see them, saved once a second."""

import asyncio
from bisect import bisect_left

from server.core import replies
from server.core.encoded import Encoded
from server.core.entries import Entry
from server.core.tally import Tally
from server.live import gossip
from server.live.inbox import Inbox
from server.live.live_room import LiveRoom
from server.live.node import Node
from server.storage import cursors as stored
from server.storage.database import Store

Row = tuple[str, int, int]
"""User, delivered, read."""


class Receipts:
    """The cursors of every live room of this node."""

    def __init__(self, node: Node, inbox: Inbox) -> None:
        self._node = node
        self._inbox = inbox
        self._unsaved: dict[tuple[str, str], tuple[int, int]] = {}
        self._marks: dict[tuple[str, str], int] = {}
        self._saving: dict[tuple[str, str], int] = {}

    def seen(self, live: LiveRoom, user: str, delivered: int, read: int) -> None:
        """A participant's device said so; the caller has checked the bounds."""
        if live.move(user, delivered, read):
            cursor = live.cursors[user]
            self._unsaved[live.id, user] = (cursor.delivered, cursor.read)
            self._inbox.moved(live.id, [(user, cursor.delivered, cursor.read)])
            live.moved.add(user)
            self._wake(live)

    def took(self, live: LiveRoom, entry: Entry) -> None:
        """Where a visitor became a user, the user has what the visitor had, and had read; other swaps begin anew."""
        old = entry.body.get("replaces")
        if old is not None and old in entry.body.get("was", ()):
            self.seen(live, entry.body["user"], live.cursors[old].delivered, live.cursors[old].read)

    def marked(self, room: str, user: str, read: int) -> None:
        """Staff who do not take part have read up to here; nobody is told."""
        self._marks[room, user] = max(read, self._marks.get((room, user), 0))
        self._inbox.marked(room, user, read)
        self._node.publish(room, gossip.Marked(room, user, read))

    def mark(self, room: str, user: str) -> int:
        """Return what is not saved yet of a private mark; 0 for nothing."""
        return self._marks.get((room, user)) or self._saving.get((room, user), 0)

    def heard(self, said: gossip.Moved) -> None:
        """Another node told of cursors."""
        live = self._node.rooms.get(said.room)
        rows = [(user, max(delivered, read), read) for user, delivered, read in said.cursors]
        self._inbox.moved(said.room, rows)
        if live is None:
            self._tell_owners(said.room, rows)
        else:
            self._learned(live, rows)

    def caught_up(self, live: LiveRoom, stored_rows: dict[str, tuple[int, int]]) -> None:
        """The store knows of cursors that nobody here was told of."""
        self._learned(live, [(user, *pair) for user, pair in stored_rows.items()])

    def _learned(self, live: LiveRoom, rows: list[Row]) -> None:
        """Take over what was told or saved elsewhere: it was gathered there, so a list is told at once."""
        moved = [user for user, delivered, read in rows if live.move(user, delivered, read)]
        if live.tally is None:
            if moved:
                self._tell(live, moved)
            return
        self._tell_owners(live.id, _rows(live, moved))
        if live.tally.changed:
            self._wake(live)

    def _wake(self, live: LiveRoom) -> None:
        """Tell at once when the last telling is 100 ms past, else when it will be; a crowd is told later, in one."""
        if live.waking:
            return
        live.waking = True
        due = live.pace_ms if live.crowded else live.told_at + live.pace_ms - self._node.parts.clock()
        asyncio.get_running_loop().call_later(max(0, due) / 1000, self._flush, live)

    def _flush(self, live: LiveRoom) -> None:
        live.waking = False
        live.told_at = self._node.parts.clock()
        moved = sorted(live.moved)
        live.moved.clear()
        if moved and not self._node.parts.bus.alone:
            self._node.publish(live.id, gossip.Moved(live.id, _rows(live, moved)))
        if live.tally is None:
            if moved:
                self._tell(live, moved)
            return
        sessions = self._node.sessions
        self._tell_owners(live.id, _rows(live, [user for user in moved if len(sessions.get(user, ())) > 1]))
        if live.tally.changed:
            self._tell_counts(live, live.tally)

    def _tell(self, live: LiveRoom, moved: list[str]) -> None:
        """One notice with every cursor that moved, to all views and to other sessions of owners who still take part."""
        message = Encoded(replies.receipts(live.id, live.cursors.rows(moved)))
        merged: dict[Encoded, Encoded] = {}
        for view in live.viewers():
            view.connection.receipts(live.id, message, merged)
        for user in filter(live.room.present, moved):
            for connection in self._node.sessions.get(user, {}).values():
                if live.id not in connection.views and connection.reaches(live.id, live.room.parent):
                    connection.receipts(live.id, message, merged)

    def _tell_counts(self, live: LiveRoom, tally: Tally) -> None:
        """One notice with all that is counted, to all views; who may not see that far back gets it from there on."""
        tally.changed = False
        whole = tally.counts()
        seqs = [row["seq"] for row in whole]
        messages: dict[int, Encoded] = {}
        for view in live.viewers():
            hidden = bisect_left(seqs, view.window.first)
            if hidden not in messages:
                messages[hidden] = Encoded(replies.counted_receipts(live.id, whole[hidden:]))
            view.connection.counts(live.id, messages[hidden])

    def _tell_owners(self, room: str, rows: list[Row]) -> None:
        """Tell owners alone of their cursors, where they still take part."""
        here = self._node.here.get(room, {})
        for user, delivered, read in rows:
            if user in here:
                message = Encoded(replies.receipts(room, [{"user": user, "delivered": delivered, "read": read}]))
                merged: dict[Encoded, Encoded] = {}
                for connection in self._node.sessions.get(user, {}).values():
                    if connection.reaches(room):
                        connection.receipts(room, message, merged)

    async def save(self) -> None:
        """Write down what moved since the last time: one upsert for all. What fails is kept for the next."""
        unsaved, self._unsaved = self._unsaved, {}
        marks, self._marks = self._marks, {}
        self._saving = marks
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
        finally:
            self._saving = {}
        self._revised(revs)

    def _revised(self, revs: dict[str, int]) -> None:
        """What this node wrote itself is no news to it, unless another node wrote in between."""
        for room, rev in revs.items():
            live = self._node.rooms.get(room)
            if live is not None and live.cursor_rev == rev - 1:
                live.cursor_rev = rev


def _rows(live: LiveRoom, users: list[str]) -> list[Row]:
    return [(user, live.cursors[user].delivered, live.cursors[user].read) for user in users]


def _save(c: Store, rows: list[tuple[str, str, int, int]], marked: list[tuple[str, str, int]]) -> dict[str, int]:
    revs = stored.save_cursors(c, rows)
    stored.save_marks(c, marked)
    return revs
