"""Whether a room lies within a member of staff's reach: what does not is unknown to them, on every way in."""

from server.core import reach
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.live.hub import Hub
from server.live.live_room import LiveRoom
from server.storage import reaching as stored
from server.storage.database import Store


class Within:
    """Asked before anything is shown to, or done by, staff who do not take part. A lane is as its room is."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def at_once(self, actor: Actor, room: str) -> bool:
        """Tell, without waiting, that a room is: False where it is not, or the store must be asked."""
        if not is_limited(actor):
            return True
        live = self._hub.rooms.get(room)
        whole = live if live is None or live.room.parent is None else self._hub.rooms.get(live.room.parent)
        return whole is not None and is_shown_anyway(whole, actor)

    async def check(self, actor: Actor, room: str) -> None:
        """Refuse with `not_found` what is not."""
        if is_limited(actor):
            live = await self._hub.load(room)
            await check(self._hub, actor, live if live.room.parent is None else await self._hub.load(live.room.parent))


async def check(hub: Hub, actor: Actor, whole: LiveRoom) -> None:
    """Refuse with `not_found` a room, no lane, that is out of reach."""
    if not is_shown_anyway(whole, actor):
        shown = await hub.parts.database.read(_shown, actor.user or "", actor.role, whole.id)
        if not shown:
            raise Refusal("not_found", "no such room, or not for you")


def is_limited(actor: Actor) -> bool:
    """Tell whether there are rooms that are not shown to this member of staff; others have no reach at all."""
    return actor.staff and actor.user is not None and not reach.is_wide_everywhere(actor.role)


def is_shown_anyway(whole: LiveRoom, actor: Actor) -> bool:
    """Tell whether this is shown however it stands: by its kind, or because one takes part, or is no staff."""
    if not is_limited(actor):
        return True
    return reach.is_wide(actor.role, whole.room.kind) or whole.room.present(actor.user or "") is not None


def _shown(c: Store, user: str, role: str, room: str) -> bool:
    relation = stored.relations(c, [room]).get(room)
    return relation is not None and reach.reaches(user, role, relation, stored.teams(c))
