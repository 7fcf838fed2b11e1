"""A room passes from one agent who takes part to another: the one public word about who has a room. Pure."""

from server.core import entry_bodies, tending
from server.core.changes import Actor, Person
from server.core.room import STAFF_ROLES, Room
from server.core.scene import Draft
from server.core.tending import Tending


def is_one(act: tending.Act, actor: Actor, held: Tending, agent: str) -> bool:
    """Tell whether with this act of somebody `agent` has the room in the place of another."""
    if actor.user is None or not isinstance(act, tending.Accept | tending.Assign):
        return False
    return _before(held) not in {None, agent}


def entry(room: Room, held: Tending, agent: Person) -> Draft | None:
    """Return the public entry; None where the parties never saw who had the room before: it is staff's own then.

    The new agent comes in the place of the old one; where both take part already, the old one goes.
    """
    old = room.present(_before(held) or "")
    if old is None or old.role not in STAFF_ROLES:
        return None
    if room.present(agent.user) is not None:
        return Draft("leave", {"user": old.user, "reason": "replaced", "successor": agent.user})
    return Draft("join", entry_bodies.join(room, agent) | {"replaces": old.user, "takes_over": True})


def _before(held: Tending) -> str | None:
    """Return who had the room."""
    return held.agent if held.state == "assigned" else held.last
