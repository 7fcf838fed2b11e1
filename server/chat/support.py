"""A room of one's own to ask staff: one open at a time for each user, however often and wherever it is asked for."""

from collections.abc import Callable
from typing import Any, Final

from server.chat import compose
from server.chat.rooms import Rooms
from server.core import changes, ids, tending
from server.core.changes import Actor, Person
from server.core.refusals import Refusal
from server.live.hub import Hub
from server.storage import users as stored_users
from server.storage import visitors as stored

OPENS: Final = frozenset({"customer", "driver", "merchant", "member"})


class Support:
    """Support rooms that parties open themselves."""

    def __init__(self, hub: Hub, rooms: Rooms) -> None:
        self._parts = hub.parts
        self._rooms = rooms

    async def open(
        self, actor: Actor, subject: str, cid: str, admit: Callable[[], None], needs: tuple[str, ...] = ()
    ) -> tuple[dict[str, Any], bool]:
        """Return this user's open support room, and whether it is new; `admit` refuses one room too many.

        A new room `needs` what whoever answers there must have: noted before anybody can write in it.
        """
        user = await self._parts.database.read(stored_users.user, actor.user or "")
        if user is None or user.role not in OPENS or actor.only is not None:
            raise Refusal("forbidden", "rooms are made by the host or staff")
        held = await self._parts.database.read(stored.opening, user.id)
        if held is None:
            admit()
        room = await self._parts.journal.write(lambda c: stored.open_one(c, user.id, held or ids.fresh("r-")))
        done = await self._parts.journal.append(
            changes.Create(
                room=room,
                actor=actor,
                cid=cid,
                digest=compose.digest("create", room),
                kind="support",
                subject=subject,
                people=(Person(user=user.id, role=user.role, name=user.name, verified=user.verified),),
                staff_lane=ids.fresh("l-"),
            )
        )
        fresh = done.changed or done.repeat
        if fresh and needs:
            await self._parts.journal.append(_noted(room, needs))
        return await self._rooms.get(actor, room), fresh


def _noted(room: str, needs: tuple[str, ...]) -> changes.Tend:
    """Return the note for the desk, which a repeat finds done."""
    act = tending.Mark(needs=needs)
    digest = compose.digest("desk", tending.tag(act), room)
    return changes.Tend(room=room, actor=Actor(None, host=True), cid="support-needs", digest=digest, act=act)
