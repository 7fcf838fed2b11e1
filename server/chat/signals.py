"""What is told and not stored at once: cursors, typing, presence."""

from server.chat import access
from server.core import commands
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.live.connection import Connection, View
from server.live.hub import Hub
from server.live.live_room import LiveRoom


class Signals:
    """Answered only when refused."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def seen(self, connection: Connection, said: commands.Seen) -> None:
        """Move this participant's cursor, or the private mark of staff who do not take part."""
        if connection.actor is None:
            raise Refusal("unauthenticated")
        found = await self._allowed(connection.actor, said.room)
        highest = max(said.delivered or 0, said.read or 0)
        if highest >= found.live.feed.next:
            await self._hub.repair.check(found.live)
            found = await self._allowed(connection.actor, said.room)
            if highest >= found.live.feed.next:
                raise Refusal(
                    "bad_field", "beyond the last entry", field="read" if said.read == highest else "delivered"
                )
        self.state(connection, found.live, said.delivered or 0, said.read or 0)

    async def _allowed(self, actor: Actor, room: str) -> access.Access:
        found = await access.reading(self._hub, actor, room)
        access.may_now(found, actor, "seen", self._hub.parts.wall())
        return found

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
        if view is None or live is None or connection.actor is None:
            raise Refusal("not_found", "no view of that room is open")
        self._may_type(view, live, connection)
        if not said.on:
            connection.session.stopped_typing(said.room)
        self._hub.attention.typing(live, connection.user, on=said.on)

    def _may_type(self, view: View, live: LiveRoom, connection: Connection) -> None:
        if connection.actor is None:
            raise Refusal("unauthenticated")
        parent = self._hub.rooms.get(live.room.parent) if live.room.parent is not None else None
        found = access.Access(live, view.window, None, parent)
        access.may_now(found, connection.actor, "typing", self._hub.parts.wall())

    def presence(self, connection: Connection, said: commands.Presence) -> None:
        """This device is attended, or not."""
        connection.state = said.state
        self._hub.attention.came(connection.user)
