"""Sockets that came by an invitation or from the workspace: they close, on every node, once that is over."""

from collections.abc import Callable
from typing import Final

from server.core import replies
from server.core.encoded import Encoded
from server.core.invites import Scope
from server.core.refusals import NO_TOKEN
from server.core.staff import Bound, Seat, is_shut
from server.live import gossip
from server.live.connection import Connection
from server.live.live_room import Parted, left_reason
from server.live.node import Node
from server.storage import lasting

LOOK_EVERY_MS: Final = 5_000
"""How often a node asks the store whether those it holds may stay: another node's word may have been lost. Staff, who
may do much and are few, are asked for at every beat."""


class Passes:
    """The bound sessions of this node, also those whose hello still reads the store."""

    def __init__(self, node: Node, leave: Callable[[Connection], None]) -> None:
        self._node = node
        self._leave = leave
        self._held: dict[str, dict[str, Connection]] = {}
        """For every user: their connections that are bound to something."""
        self._users: dict[str, str] = {}
        self._looked_at: int | None = None

    def bear(self, connection: Connection, user: str, scope: Bound | None) -> None:
        """A hello shows this; from now on the connection closes with it."""
        self._node.check_open(connection)
        connection.scope = scope
        if scope is not None:
            self._users[connection.id] = user
            self._held.setdefault(user, {})[connection.id] = connection

    def forget(self, connection: Connection) -> None:
        """A socket is gone. Harmless when said twice."""
        user = self._users.pop(connection.id, None)
        if user is not None:
            del self._held[user][connection.id]
            if not self._held[user]:
                del self._held[user]

    def shut(self, user: str, invite: str, device: str = "") -> None:
        """Close every socket that came by this invitation (as `desk`: as staff), or by this device of it, anywhere."""
        said = gossip.Shut(user, invite, device)
        self.heard(said)
        self._node.publish(user, said)

    def heard(self, said: gossip.Shut) -> None:
        """An invitation, or a device, is over."""
        for connection, scope in self._of(said.user):
            if is_shut(scope, said.invite, said.device):
                self._close(connection)

    def parted(self, room: str, gone: Parted) -> None:
        """Somebody went out of a room: who was invited there as them has nothing left to be here for."""
        for connection, scope in self._of(gone.user):
            if isinstance(scope, Scope) and scope.room == room:
                connection.parted(room, Encoded(replies.left(room, left_reason(gone.reason))))
                self._close(connection)

    async def look(self, now: int) -> None:
        """Compare with the store: staff each time, all others every few seconds."""
        everybody = self._looked_at is None or now - self._looked_at >= LOOK_EVERY_MS
        held = [pair for user in self._held for pair in self._of(user) if everybody or isinstance(pair[1], Seat)]
        if everybody:
            self._looked_at = now
        if not held:
            return
        bounds = list({scope for _, scope in held})
        found = await self._node.parts.database.read(lasting.of, bounds, self._node.parts.wall())
        for connection, scope in held:
            if scope not in found:
                self._close(connection)

    def _of(self, user: str) -> list[tuple[Connection, Bound]]:
        held = self._held.get(user, {}).values()
        return [(connection, connection.scope) for connection in held if connection.scope is not None]

    def _close(self, connection: Connection) -> None:
        connection.close(NO_TOKEN)
        self._leave(connection)
