"""Opening and closing a view: subscribe, then read, then drop what is already held."""

from typing import Any

from msgspec import Struct

from server.chat import snapshot
from server.chat.access import Access, Left, viewing
from server.chat.history import fit
from server.core import replies, scene
from server.core.changes import Actor
from server.core.entries import Entry
from server.core.limits import Limits
from server.core.refusals import Refusal
from server.live.connection import Connection, View
from server.live.gathering import Gathering
from server.live.hub import Hub
from server.live.live_room import LiveRoom
from server.storage import cursors as stored_cursors
from server.storage import entries as stored
from server.storage import summaries as stored_summaries


class Wish(Struct, frozen=True):
    """What a client asks for: `since` is the last contiguous seq it holds; `fresh` ignores it (another epoch)."""

    room: str
    since: int | None = None
    observe: bool = False
    fresh: bool = False
    ref: int | str | None = None


class Views:
    """The views of this node's connections."""

    def __init__(self, hub: Hub, limits: Limits) -> None:
        self._hub = hub
        self._limits = limits
        self._summaries: Gathering[stored_summaries.Pair, stored_summaries.Summary] = Gathering(self._read_summaries)

    async def close(self) -> None:
        """End what is under way."""
        await self._summaries.close()

    async def open(self, connection: Connection, wish: Wish) -> LiveRoom | None:
        """Answer with `joined`, or with `left` for who took part once (and return None)."""
        actor = _actor(connection)
        try:
            access = await viewing(self._hub, actor, wish.room)
        except Left as left:
            connection.answer(replies.left(left.room, left.reason, wish.ref))
            return None
        if access.observer and access.live.room.parent is None and not wish.observe:
            raise Refusal("forbidden", "you do not take part here; join with observe")
        if wish.observe and not actor.staff:
            raise Refusal("forbidden", "only staff observe")
        if wish.room not in connection.views and len(connection.views) >= self._limits.rooms:
            raise Refusal("too_many_rooms")
        view = View(connection, wish.room, access.window, access.observer)
        self._hub.attach(access.live, view)
        try:
            answered = await self._answer(view, wish, access)
        except BaseException:
            self._hub.detach(view)
            raise
        if answered:
            self._hub.queue.show(access.live, view)
            self._hub.watched.show(access.live, view)
        return access.live if answered else await self.open(connection, wish)

    async def _answer(self, view: View, wish: Wish, access: Access) -> bool:
        """Read what was missed while new entries gather in the view; then hand both over as one.

        False when the reader went out meanwhile: what they may see is to be judged again.
        """
        live, actor = access.live, _actor(view.connection)
        since, reset = await self._since(live, wish, access)
        rows = await self._missed(live, since, access.window.first)
        if len(rows) > self._limits.entries:
            since, reset = None, True
            rows = await self._missed(live, None, access.window.first)
        lanes = await self._lanes(access, actor)
        read = await self._marked(live, actor) if access.observer else None
        if view.connection.views.get(wish.room) is not view:
            return False
        known = max(rows[-1].seq if rows else 0, since or 0)
        rows = [*rows, *(entry for entry in view.held or () if entry.seq > known)]
        rows, reset = self._bounded(rows, since, reset=reset)
        now_access = Access(live, view.window, scene.standing(live.room, actor), access.parent)
        told = snapshot.room(now_access, actor, self._hub.attention, self._hub.parts.wall())
        told |= {"room": live.id, "lanes": lanes, "entries": snapshot.cut(now_access, rows), "reset": reset}
        if read is not None and now_access.observer:
            told["you"]["read"] = read
        view.held = None
        view.connection.answer(replies.joined(wish.ref, told))
        self._hub.inbox.around.opened(view)
        return True

    async def _since(self, live: LiveRoom, wish: Wish, access: Access) -> tuple[int | None, bool]:
        """Return from where to replay (None: the newest), and whether the client must start anew."""
        if wish.fresh:
            return None, True
        if wish.since is None:
            return None, False
        if wish.since >= live.feed.next:
            await self._hub.repair.check(live)
            if wish.since >= live.feed.next:
                return None, True
        return max(wish.since, access.window.first - 1), False

    async def _missed(self, live: LiveRoom, since: int | None, first: int) -> list[Entry]:
        """Read the entries after `since`, or the newest; the room catches up with what the store shows."""
        read = self._hub.parts.database.read
        if since is not None and since == live.feed.next - 1:
            return []
        if since is None:
            rows = await read(stored.page, live.id, after=first - 1, limit=self._limits.recent, newest=True)
        else:
            rows = await read(stored.page, live.id, after=since, limit=self._limits.entries + 1)
        if rows and rows[-1].seq >= live.feed.next:
            live.feed.heard(rows[-1].seq)
            await self._hub.repair.mend(live)
        return rows

    def _bounded(self, rows: list[Entry], since: int | None, *, reset: bool) -> tuple[list[Entry], bool]:
        """Above 500 entries or 256 KiB a `joined` becomes a reset to the newest."""
        limits = self._limits
        if since is not None:
            if len(rows) <= limits.entries and len(fit(rows, limits.answer, newest=True)) == len(rows):
                return rows, reset
            reset = True
        return fit(rows[-limits.recent :], limits.answer, newest=True), reset

    async def _marked(self, live: LiveRoom, actor: Actor) -> int | None:
        """Return how far staff have read a room in which they take no part, or while they did; not all is saved yet."""
        if actor.user is None:
            return None
        moved = self._hub.receipts.mark(live.id, actor.user)
        saved = await self._hub.parts.database.read(stored_cursors.marks, actor.user, [live.id])
        return max(moved, saved.get(live.id, 0), live.cursors[actor.user].read)

    async def _lanes(self, access: Access, actor: Actor) -> list[dict[str, Any]]:
        shown = snapshot.visible_lanes(access, actor)
        if not shown or actor.user is None:
            return []
        found = await self._summaries.get_all((lane.id, actor.user) for lane in shown)
        return [snapshot.lane(lane, summary) for lane, summary in zip(shown, found, strict=True)]

    async def _read_summaries(
        self, pairs: list[stored_summaries.Pair]
    ) -> dict[stored_summaries.Pair, stored_summaries.Summary]:
        return await self._hub.parts.database.read(stored_summaries.summaries_of, pairs)

    def leave(self, connection: Connection, room: str, ref: int | str | None) -> None:
        """Close a view; membership stays."""
        view = connection.views.get(room)
        if view is None:
            raise Refusal("not_found", "no view of that room is open")
        self._hub.detach(view)
        connection.mailbox.forget(f"typing:{room}")
        connection.answer(replies.left(room, "left", ref))


def _actor(connection: Connection) -> Actor:
    if connection.actor is None:
        raise Refusal("unauthenticated", "say hello first")
    return connection.actor
