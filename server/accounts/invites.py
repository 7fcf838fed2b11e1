"""Invitations as the host and staff see them: made, listed, withdrawn, with the devices that were let in."""

import hmac
import secrets
from dataclasses import dataclass, replace
from typing import Any, Final

import structlog

from server.accounts import rotation
from server.accounts.secret import digest
from server.chat import access
from server.chat.people import People
from server.core import ids, invites, times
from server.core.changes import Actor, Person
from server.core.invites import Device, Invite
from server.core.refusals import Refusal
from server.core.room import STAFF_ROLES
from server.live.hub import Hub
from server.storage import invites as stored
from server.storage import users as stored_users
from server.storage.database import Store

LEADERS: Final = frozenset({"supervisor", "admin"})
"""Which staff may let somebody into every room of a user: in all of them they could speak in that user's name."""
KEPT_MS: Final = 90 * times.DAY
"""How long an invitation that has run out is remembered, so that its link can say so."""
AT_ONCE: Final = 500
_RANDOM: Final = 16
log: Final[Any] = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How many devices, for how long; `role` brings the invited into the room, should they not take part yet."""

    user: str
    devices: int
    ttl_s: int
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """The secret of an invitation as somebody presents it: `<invitation>.<32 hexadecimal digits>`."""

    invite: str
    text: str

    def opens(self, kept: Invite) -> bool:
        """Compare with the stored hash, in constant time."""
        return hmac.compare_digest(digest(self.text), kept.secret)


def read(text: str) -> Link | None:
    """Return what is presented; None for what no secret looks like."""
    invite, _, drawn = text.partition(".")
    return Link(invite, text) if ids.is_id(invite) and len(drawn) == 2 * _RANDOM and text.isascii() else None


class Invites:
    """Who may invite is judged by the room's table; into every room of a user, by the host and who leads staff."""

    def __init__(self, hub: Hub, people: People, base_url: str = "") -> None:
        self._hub = hub
        self._parts = hub.parts
        self._people = people
        self._base_url = base_url.rstrip("/")

    async def into_room(self, actor: Actor, room: str, wish: Wish, cid: str) -> dict[str, Any]:
        """Invite one user into one room; the link is told here and never again."""
        await self._check_room(actor, room)
        await self._check_party(wish.user)
        if wish.role in STAFF_ROLES:
            raise Refusal("forbidden", "staff come in by their own door, not by an invitation", field="role")
        if wish.role is not None:
            person = Person(user=wish.user, role=wish.role, verified="host" if actor.host else "none")
            await self._people.put(actor, room, person, None, cid)
        return await self._make(actor, wish, room)

    async def for_user(self, actor: Actor, wish: Wish) -> dict[str, Any]:
        """Invite a user into every room of theirs, now and later."""
        _check_leads(actor)
        await self._check_party(wish.user)
        return await self._make(actor, wish, None)

    async def for_oneself(self, actor: Actor, room: str) -> dict[str, Any]:
        """Let a user go on elsewhere with a conversation of theirs with support; staff, and who is invited, cannot."""
        found = await access.reading(self._hub, actor, room)
        if actor.user is None or actor.staff or actor.only is not None or found.live.room.kind != "support":
            raise Refusal("forbidden", "a link of one's own leads to one's own conversation with support")
        # What the host signed somebody in for outlasts the host's own word by a day at most.
        ttl_s = invites.ROOM_TTL_S if ids.is_own(actor.user) else invites.PERSON_TTL_S
        wish = Wish(user=actor.user, devices=invites.OWN_DEVICES, ttl_s=ttl_s)
        return await self._make(actor, wish, room, invites.OWN)

    async def of_room(self, actor: Actor, room: str) -> dict[str, Any]:
        """List the invitations into a room, newest first."""
        await self._check_room(actor, room)
        return await self._parts.database.read(self._listed, stored.of_room, room)

    async def of_user(self, actor: Actor, user: str) -> dict[str, Any]:
        """List the invitations of a user, newest first."""
        _check_leads(actor)
        return await self._parts.database.read(self._listed, stored.of_user, user)

    async def revoke(self, actor: Actor, invite: str) -> dict[str, Any]:
        """Withdraw an invitation: nobody gets in by it any more, and its sockets close on every node."""
        await self._visible(actor, invite)
        kept = await self._parts.journal.write(lambda c: self._revoke(c, invite))
        self._hub.passes.shut(kept.user, invite)
        log.info("invite.ended", invite=invite, why="revoked")
        return await self._parts.database.read(self._shown, kept)

    async def devices(self, actor: Actor, invite: str) -> dict[str, Any]:
        """List the devices that were let in, oldest first."""
        await self._visible(actor, invite)
        found = await self._parts.database.read(stored.devices_of, invite)
        return {"devices": [invites.shown_device(device) for device in found]}

    async def revoke_device(self, actor: Actor, invite: str, device: str) -> dict[str, Any]:
        """Throw one device out; its place is not given to another, for it still holds the link."""
        kept = await self._visible(actor, invite)
        ended = await self._parts.journal.write(lambda c: self._end(c, invite, device))
        if ended is None:
            raise unknown()
        self._hub.passes.shut(kept.user, invite, device)
        log.info("invite.device_ended", invite=invite, device=device, why="revoked")
        return invites.shown_device(ended)

    async def forget_old(self) -> int:
        """Forget what ran out long ago; return how many invitations that were."""
        before = self._parts.wall() - KEPT_MS
        old = await self._parts.database.read(stored.outdated, before, AT_ONCE)
        if old:
            await self._parts.journal.write(lambda c: stored.forget(c, old))
        return len(old)

    async def _check_room(self, actor: Actor, room: str) -> None:
        found = await access.reading(self._hub, actor, room)
        access.may_now(found, actor, "invite", self._parts.wall())

    async def _check_party(self, user: str) -> None:
        """Parley's own users, and staff, come in by doors of their own."""
        known = None if ids.is_own(user) else await self._parts.database.read(stored_users.user, user)
        if ids.is_own(user) or (known is not None and known.staff):
            raise Refusal("forbidden", "only users of the host who are no staff are invited", field="user")

    async def _make(self, actor: Actor, wish: Wish, room: str | None, kind: str = "i_") -> dict[str, Any]:
        invite = ids.fresh(kind)
        secret = f"{invite}.{secrets.token_hex(_RANDOM)}"
        now = self._parts.wall()
        new = Invite(
            id=invite,
            user=wish.user,
            room=room,
            secret=digest(secret),
            devices=wish.devices,
            made_at=now,
            made_by=actor.user,
            expires_at=now + wish.ttl_s * 1000,
        )
        kept = await self._parts.journal.write(lambda c: _keep(c, new))
        if kept is None:
            raise Refusal("not_found", "nobody of that id takes part" if room else "no such user", field="user")
        log.info("invite.made", invite=invite, user=wish.user, room=room, by=actor.user)
        shown = invites.shown(kept, "open", 0)
        return {**shown, "url": f"{self._base_url}/r/#i={secret}"}

    async def _visible(self, actor: Actor, invite: str) -> Invite:
        """Return an invitation that the actor may manage; any other is not there."""
        kept = await self._parts.database.read(stored.invite, invite)
        if kept is None:
            raise unknown()
        try:
            await (self._check_room(actor, kept.room) if kept.room is not None else _leads(actor))
        except Refusal as refusal:
            raise (unknown() if refusal.code in {"not_found", "forbidden"} else refusal) from None
        return kept

    def _revoke(self, c: Store, invite: str) -> Invite:
        kept = stored.invite(c, invite, lock=True)
        if kept is None:
            raise unknown()
        if kept.revoked_at is None:
            kept = replace(kept, revoked_at=self._parts.wall())
            stored.put_invite(c, kept)
        return kept

    def _end(self, c: Store, invite: str, device: str) -> Device | None:
        kept = stored.device(c, device, lock=True)
        if kept is None or kept.invite != invite:
            return None
        if kept.ended_at is None or kept.ended_why == invites.LOGOUT:
            kept = rotation.ended(kept, "revoked", self._parts.wall())
            stored.put_device(c, kept)
        return kept

    def _listed(self, c: Store, found: Any, of: str) -> dict[str, Any]:  # noqa: ANN401 - one of storage's two lists
        return {"invites": [self._shown(c, kept) for kept in found(c, of)]}

    def _shown(self, c: Store, kept: Invite) -> dict[str, Any]:
        taken = invites.taken(stored.devices_of(c, kept.id))
        state = invites.state(kept, stored.place(c, kept), taken, self._parts.wall())
        return invites.shown(kept, state, taken)


def _keep(c: Store, new: Invite) -> Invite | None:
    """Keep an invitation for how the user takes part just now; None for who does not."""
    place = stored.place(c, new)
    if place is None or place.role in STAFF_ROLES:
        return None
    kept = replace(new, joined_seq=place.joined_seq)
    stored.put_invite(c, kept)
    return kept


def _check_leads(actor: Actor) -> None:
    if not (actor.host or actor.role in LEADERS):
        raise Refusal("forbidden", "only the host, and who leads staff, let somebody into every room of a user")


async def _leads(actor: Actor) -> None:
    _check_leads(actor)


def unknown() -> Refusal:
    """Return the one no for what is not there, and for what is not theirs who ask."""
    return Refusal("not_found", "no such invitation")
