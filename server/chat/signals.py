"""What is told and not stored at once: cursors, typing, presence."""

from collections.abc import Awaitable

from server.chat import access
from server.core import commands, scene
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.live.connection import Connection, View
from server.live.hub import Hub
from server.live.live_room import LiveRoom


class Signals:
    """Answered only when refused."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def seen(self, connection: Connection, said: commands.Seen) -> Awaitable[None] | None:
        """Move this participant's cursor, or the private mark of staff who do not take part.

        Nearly always that is done when this returns; where the store must be asked first, what is left to wait for.
        """
        actor = _actor(connection)
        found = access.at_once(self._hub, actor, said.room, viewed=said.room in connection.views)
        if found is None or _highest(said) >= found.live.feed.next:
            return self._late(connection, actor, said)
        self._move(connection, actor, found, said)
        return None

    async def _late(self, connection: Connection, actor: Actor, said: commands.Seen) -> None:
        """Another node, or the store, may know more than this node does."""
        found = await access.reading(self._hub, actor, said.room)
        if _highest(said) >= found.live.feed.next:
            await self._hub.repair.check(found.live)
            found = await access.reading(self._hub, actor, said.room)
        self._move(connection, actor, found, said)

    def _move(self, connection: Connection, actor: Actor, found: access.Access, said: commands.Seen) -> None:
        access.may_now(found, actor, "seen", self._hub.parts.wall())
        if _highest(said) >= found.live.feed.next:
            field = "read" if said.read == _highest(said) else "delivered"
            raise Refusal("bad_field", "beyond the last entry", field=field)
        self.state(connection, found.live, said.delivered or 0, said.read or 0)

    def state(self, connection: Connection, live: LiveRoom, delivered: int, read: int) -> None:
        """Take over what a device states; `read` implies `delivered`."""
        user = connection.user
        if live.room.present(user) is None:
            self._hub.receipts.marked(live.id, user, read)
        else:
            self._hub.receipts.seen(live, user, delivered, read)

    def typing(self, connection: Connection, said: commands.Typing) -> None:
        """Show, or no longer show, this participant as writing; a view must be open."""
        view = connection.views.get(said.room)
        live = self._hub.rooms.get(said.room)
        if view is None or live is None:
            raise Refusal("not_found", "no view of that room is open")
        self._may_type(view, live, connection)
        if not said.on:
            connection.session.stopped_typing(said.room)
        self._hub.attention.typing(live, connection.user, on=said.on)

    def _may_type(self, view: View, live: LiveRoom, connection: Connection) -> None:
        actor = _actor(connection)
        parent = self._hub.rooms.get(live.room.parent) if live.room.parent is not None else None
        found = access.Access(live, view.window, scene.standing(live.room, actor), parent)
        access.may_now(found, actor, "typing", self._hub.parts.wall())

    def presence(self, connection: Connection, said: commands.Presence) -> None:
        """This device is attended, or not."""
        connection.state = said.state
        self._hub.attention.came(connection.user)


def _highest(said: commands.Seen) -> int:
    return max(said.delivered or 0, said.read or 0)


def _actor(connection: Connection) -> Actor:
    if connection.actor is None:
        raise Refusal("unauthenticated", "say hello first")
    return connection.actor
