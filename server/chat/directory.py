"""Who Parley knows: users are stored on first sight; their stored role counts from then on."""

from typing import Any

from server.core import ids, keys
from server.core.keys import Key
from server.core.refusals import Refusal
from server.core.staff import Bound
from server.core.users import User
from server.live.hub import Hub
from server.storage import keys as stored_keys
from server.storage import lasting, visitors
from server.storage import users as stored


class Directory:
    """The users of this server."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._parts = hub.parts

    async def user(self, user: str) -> User | None:
        """Return a user as stored, or None."""
        return await self._parts.database.read(stored.user, user)

    async def ensure(self, user: User) -> User:
        """Return what is stored of this user, storing it first when unknown."""
        known = await self.user(user.id)
        if known is not None and (known.verified == user.verified or ids.is_own(user.id)):
            return known
        return await self._parts.journal.write(lambda c: stored.ensure_user(c, user))

    async def put(self, user: str, name: str | None, role: str | None) -> dict[str, Any]:
        """Create or change a user: `{user, role, name, verified}`."""
        before = await self.user(user)
        known = await self._parts.journal.write(lambda c: stored.put_user(c, user, name, role))
        if before is not None and before.role != known.role:
            self._hub.expel(user)
        return {"user": known.id, "role": known.role, "name": known.name, "verified": known.verified}

    async def admits(self, visitor: str) -> bool:
        """Tell whether this visitor may still come in: one who logged out, or became a user, may not."""
        return not await self._parts.database.read(visitors.over, [visitor])

    async def holds(self, scope: Bound) -> bool:
        """Tell whether a device that was invited, or a browser that staff signed in on, may still come in."""
        return bool(await self._parts.database.read(lasting.of, [scope], self._parts.wall()))

    async def key(self, secret: str) -> Key | None:
        """Return the API key of this secret, if an admin made it and it still counts; that it is used is noted."""
        found = await self._parts.database.read(stored_keys.by_secret, keys.digest(secret))
        now = self._parts.wall()
        if found is not None and now - (found.used_at or 0) >= keys.TOUCH_MS:
            await self._parts.journal.write(lambda c: stored_keys.touch(c, found.id, now))
        return found

    async def speaker(self, user: str) -> User:
        """Return the user in whose name the host speaks; unknown ones are `not_found`."""
        known = await self.user(user)
        if known is None:
            raise Refusal("not_found", "no such user", field="by")
        return known
