"""Staff who look into a room that they take no part in: it stands in the audit log before anything is shown."""

from server.core.audit import Act
from server.core.changes import Actor
from server.live.hub import Hub
from server.live.live_room import LiveRoom
from server.storage import audit


async def note(hub: Hub, actor: Actor, live: LiveRoom) -> None:
    """Note the look; where it cannot be noted, nothing is shown. The staff lane is staff's own."""
    user, now = actor.user, hub.parts.wall()
    if user is None or live.room.audience == "staff" or not hub.looks.is_new(user, live.id, now):
        return
    act = Act(at=now, by=user, act="room_looked_into", on=live.id, more={"kind": live.room.kind})
    await hub.parts.journal.write(lambda c: audit.append(c, act))
    hub.looks.noted(user, live.id, now)
