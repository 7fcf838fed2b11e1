"""Whom one does not want to hear: kept for oneself, told to nobody. Delivery and order stay as they are."""

from typing import Any

from server.core.refusals import Refusal
from server.live.node import Parts
from server.storage import mutes as stored


class Mutes:
    """Private lists; the reader's own devices hide what they name, and unread counts leave it out."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def listing(self, user: str) -> dict[str, Any]:
        """Return whom this user has muted."""
        return {"mutes": await self._parts.database.read(stored.muted, user)}

    async def mute(self, user: str, other: str) -> dict[str, Any]:
        """Mute somebody, known or not: nobody learns here who exists."""
        if user == other:
            raise Refusal("bad_field", "that is yourself", field="user")
        if not await self._parts.journal.write(lambda c: stored.mute(c, user, other)):
            raise Refusal("too_large", f"at most {stored.MOST} people are muted", field="user")
        return await self.listing(user)

    async def unmute(self, user: str, other: str) -> dict[str, Any]:
        """Hear somebody again."""
        await self._parts.journal.write(lambda c: stored.unmute(c, user, other))
        return await self.listing(user)
