"""What is live on this node: its sessions, its rooms, and the path of every entry to its readers."""

import asyncio
from collections.abc import Iterable, Mapping

import structlog

from server.core import facts, replies
from server.core.encoded import Encoded
from server.core.entries import Entry
from server.core.outcomes import Commit
from server.core.presence import Roster
from server.core.refusals import ELSEWHERE, FAULT, NO_TOKEN, ROLE_CHANGED, Refusal
from server.live import gossip
from server.live.acks import Acks
from server.live.attention import Attention
from server.live.connection import Connection, View
from server.live.hearing import Hearing
from server.live.inbox import Inbox
from server.live.live_room import LiveRoom, Parted, left_reason, parting
from server.live.loading import Loading
from server.live.looks import Looks
from server.live.node import Node
from server.live.passes import Passes
from server.live.queue import Queue
from server.live.reaching import Reaching
from server.live.receipts import Receipts
from server.live.repair import Mended, Repair
from server.live.sight import Sight
from server.live.summaries import Summaries
from server.live.watched import Watched
from server.storage.rooms import Lane

IDLE_MS = 60_000

log = structlog.get_logger()


class Hub:
    """One per node. Everything here runs in the loop; nothing waits for a client."""

    def __init__(self, node: Node, *, tells_watched: bool = False) -> None:
        self.node = node
        self.parts = node.parts
        self.rooms, self.here = node.rooms, node.here
        self.sessions, self.connections = node.sessions, node.connections
        self._expected: dict[str, tuple[str, dict[str, int]]] = {}
        """For every connection whose hello reads the store: its user, and where they were brought in meanwhile."""
        self.acks = Acks()
        self.entries = 0
        self.loading = Loading(node, self._born)
        roster = Roster()
        self.inbox = Inbox(node, roster)
        self.receipts = Receipts(node, self.inbox)
        self.attention = Attention(node, roster, self.inbox)
        self.summaries = Summaries(node)
        self.passes = Passes(node, self.exit)
        self.sight = Sight(node)
        self.looks = Looks()
        self.queue = Queue(node)
        self.watched = Watched(node, self.inbox.around, on=tells_watched)
        self.reaching = Reaching(node, self.inbox.around, self.detach)
        mended = Mended(
            self.deliver, self.receipts.caught_up, self.summaries.touch, self.summaries.stands, self._news,
            self.inbox.compare_soon,
        )  # fmt: skip
        self.repair = Repair(node, mended)
        self.heard = Hearing(
            self.take, self._fence, self.tell_user, self.receipts, self.attention, self.repair, self.passes,
            self.sight, self.inbox, self.queue,
        ).heard  # fmt: skip

    async def start(self) -> None:
        """Begin to hear the journal and the other nodes."""
        self.parts.journal.start(self.committed, asyncio.get_running_loop())
        await self.parts.bus.start(self.heard, self.repair.all_soon)

    async def close(self) -> None:
        """End what is under way."""
        for part in (self.summaries, self.inbox, self.repair, self.loading):
            await part.close()

    def committed(self, commits: list[Commit]) -> None:
        """The journal has these on disk: tell this node's readers, then the other nodes."""
        try:
            for commit in commits:
                self.entries += len(commit.entries)
                self.node.publish(commit.room, gossip.News(commit.room, commit.entries))
                self.take(commit.room, commit.entries)
        finally:
            self.acks.settle()

    def take(self, room: str, entries: Iterable[Entry]) -> None:
        """Entries of a room came, in whatever order."""
        entries = list(entries)
        self._index(room, entries)
        live = self.rooms.get(room)
        if live is not None:
            self.hand_out(live, entries)
        else:
            self.loading.heard(room, entries)
        self.summaries.touch(room, max((entry.seq for entry in entries), default=0))
        self.inbox.took(room, entries)

    def _news(self, heads: Mapping[str, tuple[int, int]]) -> None:
        """The store has news of these rooms: (last_seq, cursor_rev)."""
        self.summaries.news(heads)
        self.inbox.news(heads)

    def hand_out(self, live: LiveRoom, entries: list[Entry]) -> None:
        """Put entries in order and give what is contiguous to the views; mend what is missing."""
        if ready := live.feed.offer(entries):
            self.deliver(live, ready)
        if live.feed.gap is not None:
            self.repair.want(live)

    def deliver(self, live: LiveRoom, ready: list[Entry]) -> None:
        """Fold contiguous entries in and tell the views; a room whose fold fails is let go, its readers resume."""
        try:
            self._deliver(live, ready)
        except Exception:
            log.exception("room.failed", room=live.id, seq=ready[0].seq if ready else None)
            for view in list(live.views.values()):
                view.connection.close(FAULT)
            self.rooms.pop(live.id, None)
            self.attention.unloaded(live)

    def _deliver(self, live: LiveRoom, ready: list[Entry]) -> None:
        live.take(ready, self.parted)
        for entry in ready:
            self.attention.took(live, entry)
            self.receipts.took(live, entry)
            self.watched.took(live, entry)
        if live.behind:
            self.repair.aside_soon(live.id)
        if live.facts and any(map(facts.moved_by, ready)):
            self.repair.tell_facts(live)
        if not live.typists.idle:
            self.attention.tell_typing(live)

    def _index(self, room: str, entries: list[Entry]) -> None:
        """Keep track of whose sessions here belong to which room, and of lanes that were born."""
        for entry in entries:
            if entry.kind == "join":
                self._came(room, entry)
            if (gone := parting(entry)) is not None:
                self._gone(room, gone, entry.seq)
            if entry.seq == 1 and entry.body.get("parent"):
                self._lane_born(room, entry)

    def _came(self, room: str, entry: Entry) -> None:
        user = entry.body["user"]
        if user in self.sessions:
            self.node.into(room, user, entry.seq)
        for expected, rooms in self._expected.values():
            if expected == user:
                rooms[room] = entry.seq

    def _gone(self, room: str, gone: Parted, seq: int) -> None:
        """Tell the sessions of who went out, but those with a view: they are told in their place in the feed."""
        self.passes.parted(room, gone)
        if not self.node.out(room, gone.user, seq):
            return
        message = Encoded(replies.left(room, left_reason(gone.reason)))
        for connection in self.sessions.get(gone.user, {}).values():
            if room not in connection.views and connection.reaches(room):
                connection.parted(room, message)

    def _lane_born(self, room: str, entry: Entry) -> None:
        parent = self.rooms.get(entry.body["parent"])
        if parent is not None and all(lane.id != room for lane in parent.lanes):
            users = tuple(entry.body.get("users", ()))
            parent.lanes.append(Lane(room, entry.body.get("audience", "named"), users))
            self.repair.tell_lanes(parent)

    def parted(self, live: LiveRoom, gone: Parted) -> None:
        """Close the views of who went out; they get `left`, never the entry. A join under way answers it itself."""
        self.passes.parted(live.id, gone)
        message = Encoded(replies.left(live.id, left_reason(gone.reason)))
        for view in live.views_of(gone.user):
            self.detach(view)
            if view.held is None:
                view.connection.parted(live.id, message)
        live.typists.stopped(gone.user)

    # -- rooms -------------------------------------------------------------------------------------

    async def load(self, room: str) -> LiveRoom:
        """Return the live room, read from the store on first use. Refuses with `not_found`."""
        live = self.rooms.get(room) or await self.loading.room(room)
        if live is None:
            raise Refusal("not_found", "no such room, or not for you")
        return live

    def _born(self, live: LiveRoom, early: list[Entry]) -> None:
        self.attention.loaded(live)
        self.hand_out(live, early)

    def attach(self, live: LiveRoom, view: View) -> None:
        """Open a view; entries wait in it until its `joined` is on its way."""
        self.node.check_open(view.connection)
        if self.rooms.get(live.id) is not live:
            raise Refusal("unavailable", "the room was let go just now")
        if (old := view.connection.views.get(live.id)) is not None:
            self.detach(old)
        self.node.moves += 1
        live.views[view.connection.id] = view
        view.connection.views[live.id] = view

    def detach(self, view: View) -> None:
        """Close a view."""
        self.inbox.around.closed(view)
        if view.connection.views.get(view.room) is view:
            del view.connection.views[view.room]
        live = self.rooms.get(view.room)
        if live is not None and live.views.get(view.connection.id) is view:
            self.node.moves += 1
            del live.views[view.connection.id]
            live.idle_since = self.parts.clock()

    def forget_idle(self, now: int) -> None:
        """Let go of rooms that nobody has viewed for a minute."""
        idle = [
            live
            for live in self.rooms.values()
            if not live.views and not live.moved and now - live.idle_since > IDLE_MS and live.typists.idle
        ]
        for live in idle:
            del self.rooms[live.id]
            self.attention.unloaded(live)
            self.watched.unloaded(live.id)

    # -- sessions ----------------------------------------------------------------------------------

    def expect(self, connection: Connection, user: str) -> None:
        """The store is about to be read for a hello: note from now on where its user is brought in."""
        self.node.check_open(connection)
        self._expected[connection.id] = (user, {})

    def enter(self, connection: Connection, rooms: Iterable[str]) -> None:
        """A device said hello; `rooms` are those its user takes part in."""
        self.node.check_open(connection)
        self.node.moves += 1
        self.sessions.setdefault(connection.user, {})[connection.id] = connection
        for room in rooms:
            self.node.into(room, connection.user, 0)
        _, brought = self._expected.pop(connection.id, ("", {}))
        for room, seq in brought.items():
            self.node.into(room, connection.user, seq)
            self.summaries.touch(room)
        self.attention.came(connection.user)

    def fence(self, user: str, session: str) -> None:
        """Close an earlier session of the same user, on whichever node it is."""
        self._fence(user, session)
        self.node.publish(user, gossip.Fence(user, session))

    def expel(self, user: str, *, ended: bool = False) -> None:
        """Every session of this user must greet again, wherever it is: their role changed, or their proof `ended`."""
        self._fence(user, "", ended=ended)
        self.node.publish(user, gossip.Fence(user, "", ended))

    def _fence(self, user: str, session: str, *, ended: bool = False) -> None:
        sessions = self.sessions.get(user, {})
        for old in [sessions[session]] if session in sessions else list(sessions.values()) if not session else []:
            old.close(ELSEWHERE if session else NO_TOKEN if ended else ROLE_CHANGED)
            self.exit(old)
        if ended:
            for early in [one for one, (expected, _) in self._expected.items() if expected == user]:
                self.connections[early].close(NO_TOKEN)
                self.exit(self.connections[early])

    def exit(self, connection: Connection) -> None:
        """A socket is gone. Harmless when said twice."""
        self.connections.pop(connection.id, None)
        self._expected.pop(connection.id, None)
        self.passes.forget(connection)
        self.inbox.off(connection)
        viewed = list(connection.views)
        for view in list(connection.views.values()):
            self.detach(view)
        mine = self.sessions.get(connection.user, {})
        if mine.pop(connection.id, None) is None:
            return
        self.node.moves += 1
        if not mine:
            del self.sessions[connection.user]
            for room in self.node.rooms_with(connection.user):
                self.node.out(room, connection.user)
        self.attention.went(connection.user, viewed)

    def tell_user(self, user: str, key: str, message: Encoded) -> None:
        """Give a notice to every session of a user."""
        for connection in self.sessions.get(user, {}).values():
            connection.notice(key, message)
