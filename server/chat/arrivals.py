"""Who says hello, looked up many at a time: those of one turn of the loop, and those that come while that goes on."""

from dataclasses import replace
from typing import Final

from server.core.ids import is_own
from server.core.refusals import Refusal
from server.core.staff import Bound
from server.core.users import User
from server.live.gathering import Gathering
from server.live.node import Parts
from server.storage import arrivals as stored
from server.storage import lasting
from server.storage import users as stored_users
from server.storage.arrivals import Found
from server.storage.summaries import summaries_of

WELCOME_ROOMS: Final = 100
"""Rooms that `welcome` tells of; one more is read, to know whether there are more."""


class Arrivals:
    """One query a batch for everybody in it; who is unknown is stored first, all of them in one write."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._found: Gathering[User, Found] = Gathering(self._read)

    async def of(self, user: User, scope: Bound | None = None) -> Found:
        """Return what is stored of this user and of their rooms; an unknown one is stored first. Raises Refusal.

        Who comes by an invitation, or as staff, may be `over`; the invited are told of no room but their own.
        """
        found = await self._found.get(user)
        if found is None:
            raise Refusal("unavailable", "the user is gone again")
        return found if scope is None else await self._invited(found, user, scope)

    async def _invited(self, found: Found, user: User, scope: Bound) -> Found:
        read = self._parts.database.read
        if not await read(lasting.of, [scope], self._parts.wall()):
            return replace(found, over=True)
        if scope.room is None:
            return found
        return replace(found, summaries=list((await read(summaries_of, [(scope.room, user.id)])).values()))

    async def close(self) -> None:
        """End what is under way."""
        await self._found.close()

    async def _read(self, users: list[User]) -> dict[User, Found | Exception]:
        found: dict[User, Found | Exception] = {}
        found |= await self._look(users)
        strangers = [user for user, one in found.items() if isinstance(one, Found) and _is_news(user, one)]
        if strangers:
            try:
                await self._parts.journal.write(lambda c: stored_users.ensure_users(c, strangers))
                found |= await self._look(strangers)
            except Refusal as refusal:
                found |= dict.fromkeys(strangers, refusal)
        return found

    async def _look(self, users: list[User]) -> dict[User, Found]:
        """Look everybody up; two tokens may tell the same user differently."""
        by_id = {user.id: user for user in users}
        found = await self._parts.database.read(stored.arrived, list(by_id.values()), WELCOME_ROOMS + 1)
        return {user: found[user.id] for user in users}


def _is_news(user: User, found: Found) -> bool:
    """Tell whether something is to be stored first: the user, or that the host vouches for them now."""
    if found.over:
        return False
    return found.user is None or (user.verified == "host" and found.user.verified != "host" and not is_own(user.id))
