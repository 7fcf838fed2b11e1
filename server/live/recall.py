"""Sockets that another node's word should have closed, and it may have been lost: each node asks the store.

Who was banned lately, staff whose role changed, visitors whose visit ended. `passes` does the same for who came by an
invitation, or by a session of the workspace that is over.
"""

from typing import Final

from server.core.refusals import NO_TOKEN, ROLE_CHANGED, Close
from server.live.connection import Connection
from server.live.hub import Hub
from server.live.passes import LOOK_EVERY_MS
from server.storage import users, visitors

LATELY_MS: Final = 60_000
"""Bans older than that have been seen: who comes later is stopped at the door."""


class Recall:
    """Closes what is still open. Staff and bans are asked for at every beat, visitors every few seconds."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._looked_at: int | None = None

    async def look(self, now: int) -> None:
        """Compare who is connected here with the store."""
        if not self._hub.sessions:
            return
        await self._banned()
        await self._staff()
        if self._looked_at is None or now - self._looked_at >= LOOK_EVERY_MS:
            self._looked_at = now
            await self._visitors()

    async def _banned(self) -> None:
        parts = self._hub.parts
        for user, _ in await parts.database.read(users.banned, parts.wall() - LATELY_MS):
            self._close(user.id)

    async def _staff(self) -> None:
        """Who acts as staff has the role that is stored."""
        acting = [user for user in self._hub.sessions if any(map(_is_staff, self._here(user)))]
        for user in await self._hub.parts.database.read(users.named, acting) if acting else ():
            for connection in self._here(user.id):
                if connection.actor is not None and connection.actor.role != user.role:
                    self._end(connection, ROLE_CHANGED if connection.scope is None else NO_TOKEN)

    async def _visitors(self) -> None:
        here = [user for user in self._hub.sessions if user.startswith("v_")]
        for user in await self._hub.parts.database.read(visitors.over, here) if here else ():
            self._close(user)

    def _here(self, user: str) -> list[Connection]:
        return list(self._hub.sessions.get(user, {}).values())

    def _close(self, user: str) -> None:
        for connection in self._here(user):
            self._end(connection, NO_TOKEN)

    def _end(self, connection: Connection, why: Close) -> None:
        connection.close(why)
        self._hub.exit(connection)


def _is_staff(connection: Connection) -> bool:
    return connection.actor is not None and connection.actor.staff
