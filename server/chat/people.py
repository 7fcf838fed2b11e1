"""Membership: in, out, swapped, and lanes for some of a room's people."""

from typing import Any

from server.chat import access, compose
from server.core import changes, ids
from server.core.changes import Actor
from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.live import gossip
from server.live.hub import Hub


class People:
    """Membership changes only here; views on the socket never touch it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def put(
        self, actor: Actor, room: str, person: changes.Person, replaces: str | None, cid: str
    ) -> dict[str, Any]:
        """Bring somebody in, change their role or name, or swap (`replaces`): `{room, user, seq, changed}`."""
        await access.reading(self._hub, actor, room)
        digest = compose.digest("add", person.user, person.role, person.name, person.history, replaces)
        done = await self._hub.parts.journal.append(
            changes.Add(room=room, actor=actor, cid=cid, digest=digest, person=person, replaces=replaces)
        )
        return _told(done, person.user)

    async def swap(self, actor: Actor, room: str, old: str, person: changes.Person, cid: str) -> dict[str, Any]:
        """One transaction, one entry: old out and new in at the same seq."""
        return await self.put(actor, room, person, old, cid)

    async def remove(self, actor: Actor, room: str, user: str, cid: str) -> dict[str, Any]:
        """Take somebody out, of the room's lanes too: `{room, user, seq, changed}`."""
        found = await access.reading(self._hub, actor, room)
        reason = "left" if user == actor.user else "removed"
        digest = compose.digest("remove", user)
        done = await self._hub.parts.journal.append(
            changes.Remove(room=room, actor=actor, cid=cid, digest=digest, user=user, reason=reason)
        )
        await self._lane_changed(found)
        return _told(done, user)

    async def lane(self, actor: Actor, room: str, users: list[str], cid: str) -> tuple[dict[str, Any], bool]:
        """Open a lane for named participants and staff; the same people find the lane they have."""
        found = await access.reading(self._hub, actor, room)
        access.may_now(found, actor, "lane", self._hub.parts.wall())
        live = found.live
        if live.room.parent is not None:
            raise Refusal("bad_field", "a lane has no lanes of its own")
        people = [live.room.present(user) for user in dict.fromkeys(users)]
        if not people or None in people:
            raise Refusal("not_found", "a lane takes participants of its room", field="users")
        for lane in live.lanes:
            if lane.audience == "named" and set(lane.users) == set(users):
                return _lane(room, lane.id, list(lane.users)), False
        lane_id = ids.fresh("l-")
        persons = tuple(changes.Person(user=m.user, role=m.role, name=m.name, verified=m.verified) for m in people if m)
        await self._hub.parts.journal.append(
            changes.Create(
                room=lane_id,
                actor=actor,
                cid=cid,
                digest=compose.digest("lane", room, sorted(users)),
                kind=live.room.kind,
                people=persons,
                parent=room,
                audience="named",
            )
        )
        await self._aside(room)
        return _lane(room, lane_id, [person.user for person in persons]), True

    async def _lane_changed(self, found: access.Access) -> None:
        """Who takes part in a lane stands beside its parent's log."""
        if found.parent is not None:
            await self._aside(found.parent.id)

    async def _aside(self, room: str) -> None:
        self._hub.node.publish(room, gossip.Aside(room))
        await self._hub.repair.aside(room)


def _told(done: Done, user: str) -> dict[str, Any]:
    return {"room": done.room, "user": user, "seq": done.seq, "changed": done.changed and not done.repeat}


def _lane(parent: str, lane: str, users: list[str]) -> dict[str, Any]:
    return {"room": lane, "parent": parent, "audience": "named", "participants": users}
