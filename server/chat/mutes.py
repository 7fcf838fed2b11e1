"""Whom one does not want to hear: kept for oneself, told to nobody. Delivery and order stay as they are."""

from typing import Any

from server.chat import access
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.live.hub import Hub
from server.storage import mutes as stored


class Mutes:
    """Private lists; the reader's own devices hide what they name, and unread counts leave it out."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._parts = hub.parts

    async def listing(self, user: str) -> dict[str, Any]:
        """Return whom this user has muted."""
        return {"mutes": await self._parts.database.read(stored.muted, user)}

    async def mute(self, actor: Actor, other: str) -> dict[str, Any]:
        """Mute somebody, known or not: nobody learns here who exists."""
        user = actor.user or ""
        await self._check_there(actor, other)
        if user == other:
            raise Refusal("bad_field", "that is yourself", field="user")
        if not await self._parts.journal.write(lambda c: stored.mute(c, user, other)):
            raise Refusal("too_large", f"at most {stored.MOST} people are muted", field="user")
        return await self.listing(user)

    async def unmute(self, actor: Actor, other: str) -> dict[str, Any]:
        """Hear somebody again."""
        user = actor.user or ""
        await self._check_there(actor, other)
        await self._parts.journal.write(lambda c: stored.unmute(c, user, other))
        return await self.listing(user)

    async def _check_there(self, actor: Actor, other: str) -> None:
        """Whoever is bound to one room mutes who takes, or took, part there, and nobody else."""
        if actor.only is not None:
            found = await access.reading(self._hub, actor, actor.only)
            if other not in found.live.room.members:
                raise Refusal("forbidden", "this invitation is for one room", field="user")
