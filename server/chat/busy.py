"""A busy shop: how many minutes it adds to what it promises, on all of its devices, until when."""

from typing import Any

from server.core import replies
from server.core.changes import Actor
from server.core.encoded import Encoded
from server.core.refusals import Refusal
from server.live import gossip
from server.live.hub import Hub
from server.storage import users as stored


class Busy:
    """Kept with the user: a till is several devices and shifts. What they send is added up by the pages themselves."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def set(self, actor: Actor, minutes: int, for_ms: int) -> dict[str, Any]:
        """Store it and tell every session of the user: `{minutes, until}`; no minutes end it."""
        user = actor.user or ""
        if actor.only is not None:
            raise Refusal("forbidden", "this invitation is for one room")
        until = self._hub.parts.wall() + for_ms if minutes else None
        await self._hub.parts.journal.write(lambda c: stored.set_busy(c, user, minutes, until or 0))
        said = gossip.Busy(user, minutes, until)
        self._hub.node.publish(user, said)
        self._hub.tell_user(user, "busy", Encoded(replies.busy(minutes, until)))
        return replies.busyness(minutes, until)
