"""Sockets that came by an invitation: they close, on every node, once it lets nobody in any more."""

from collections.abc import Callable
from typing import Final

from server.core import replies
from server.core.encoded import Encoded
from server.core.invites import Scope
from server.core.refusals import NO_TOKEN
from server.live import gossip
from server.live.connection import Connection
from server.live.live_room import Parted, left_reason
from server.live.node import Node
from server.storage import invites as stored

LOOK_EVERY_MS: Final = 5_000
"""How often a node asks the store whether those it holds may stay: another node's word may have been lost."""


class Passes:
    """The bound sessions of this node, also those whose hello still reads the store."""

    def __init__(self, node: Node, leave: Callable[[Connection], None]) -> None:
        self._node = node
        self._leave = leave
        self._held: dict[str, dict[str, Connection]] = {}
        """For every user: their connections that came by an invitation."""
        self._users: dict[str, str] = {}
        self._looked_at: int | None = None

    def bear(self, connection: Connection, user: str, scope: Scope | None) -> None:
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
        """Close every socket that came by this invitation, or by this device of it, wherever it is."""
        said = gossip.Shut(user, invite, device)
        self.heard(said)
        self._node.publish(user, said)

    def heard(self, said: gossip.Shut) -> None:
        """An invitation, or a device, is over."""
        for connection, scope in self._of(said.user):
            if scope.invite == said.invite and said.device in {"", scope.device}:
                self._close(connection)

    def parted(self, room: str, gone: Parted) -> None:
        """Somebody went out of a room: who was invited there as them has nothing left to be here for."""
        for connection, scope in self._of(gone.user):
            if scope.room == room:
                connection.parted(room, Encoded(replies.left(room, left_reason(gone.reason))))
                self._close(connection)

    async def look(self, now: int) -> None:
        """Compare with the store, every few seconds."""
        if not self._users or (self._looked_at is not None and now - self._looked_at < LOOK_EVERY_MS):
            return
        self._looked_at = now
        held = [pair for user in self._held for pair in self._of(user)]
        devices = list({scope.device for _, scope in held})
        lasting = await self._node.parts.database.read(stored.lasting, devices, self._node.parts.wall())
        for connection, scope in held:
            if scope.device not in lasting:
                self._close(connection)

    def _of(self, user: str) -> list[tuple[Connection, Scope]]:
        held = self._held.get(user, {}).values()
        return [(connection, connection.scope) for connection in held if connection.scope is not None]

    def _close(self, connection: Connection) -> None:
        connection.close(NO_TOKEN)
        self._leave(connection)
