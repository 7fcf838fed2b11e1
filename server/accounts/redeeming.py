"""Invitations as the invited see them: looked at, opened on a device, taken up again, asked for anew."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import structlog

from server.accounts import invites, rotation
from server.accounts.invites import Link
from server.accounts.rotation import Asked, Verdict
from server.accounts.secret import Presented, Secrets, digest, salt
from server.chat import compose
from server.core import changes, ids
from server.core import invites as rules
from server.core.changes import Actor
from server.core.invites import Device, Invite, Place, Scope
from server.core.refusals import Refusal
from server.core.users import User
from server.live.hub import Hub
from server.storage import invites as stored
from server.storage import users as stored_users
from server.storage.database import Store

PREFIX: Final = "d_"
"""What the ids of devices begin with."""
NEVER_MS: Final = 1 << 62
"""A device is not forgotten for being away: the invitation says how long it lasts."""
Wanted = Callable[[Store, Invite, rules.State, int], None]
HOST: Final = Actor(None, host=True)
log: Final[Any] = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Opener:
    """What a device says of itself: a key that it drew, by which a lost answer is given again; a name for lists."""

    key: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A device that is in: as whom, bound to what, the secret that it keeps, and until when at the latest."""

    user: User
    scope: Scope
    secret: str
    exp_ms: int


@dataclass(frozen=True, slots=True)
class Over:
    """A device that was ended just now."""

    user: str
    invite: str
    device: str
    why: str


class Redeeming:
    """Whoever shows the right secret is told why it opens nothing; whoever does not, only that there is nothing."""

    def __init__(self, hub: Hub, secrets: Secrets, wanted: Wanted) -> None:
        """`wanted` puts down what the host is told of, in the transaction that notes who asks for a new link."""
        self._hub = hub
        self._parts = hub.parts
        self._secrets = secrets
        self._wanted = wanted

    async def preview(self, secret: str, key: str | None) -> dict[str, Any]:
        """Tell as whom a device would come in, and where to; nothing is used up, and nothing changed."""
        link = _link(secret)
        return await self._parts.database.read(self._preview, link, key)

    async def redeem(self, secret: str, opener: Opener) -> Opened:
        """Let a device in, or give it the answer again that was lost on the way."""
        link = _link(secret)
        fresh = ids.fresh(PREFIX)
        await self._parts.database.read(self._found, link, lock=False)  # what is made up keeps no writer busy
        opened = self._settled(await self._parts.journal.write(lambda c: self._redeem(c, link, opener, fresh)))
        log.info("invite.opened", invite=opened.scope.invite, device=opened.scope.device)
        return opened

    async def refresh(self, secret: str) -> Opened:
        """Answer a device's secret with the next one; one that was copied ends the device everywhere."""
        presented = self._secrets.read(secret)
        if presented is None:
            raise _unknown()
        return self._settled(await self._parts.journal.write(lambda c: self._present(c, presented)))

    async def logout(self, secret: str) -> None:
        """Let a device go, whichever of its secrets is shown; its place is free for another."""
        presented = self._secrets.read(secret)
        ended = None if presented is None else await self._parts.journal.write(lambda c: self._logout(c, presented))
        if ended is not None:
            self._close(ended)

    async def again(self, secret: str) -> int:
        """Tell staff and the host that a new link is wanted; return when that was heard, known or not."""
        now = self._parts.wall()
        try:
            kept, name = await self._parts.database.read(self._asking, secret)
        except Refusal as refusal:
            if refusal.code != "not_found":
                raise
            return now
        if not rules.asks_again(kept, now):
            return now
        lane = await self._parts.database.read(stored.staff_lane, kept)
        if lane is not None:
            await self._parts.journal.append(_wanted(kept, name, lane))
        await self._parts.journal.write(lambda c: self._note_asked(c, kept.id, now))
        log.info("invite.asked", invite=kept.id, user=kept.user, room=kept.room)
        return now

    # -- in one transaction each -------------------------------------------------------------------

    def _preview(self, c: Store, link: Link, key: str | None) -> dict[str, Any]:
        kept, place = self._found(c, link, lock=False)
        devices = stored.devices_of(c, kept.id)
        known = key is not None and _of_key(devices, key) is not None
        now = self._parts.wall()
        found = rules.ended(kept, place, now) if known else rules.state(kept, place, rules.taken(devices), now)
        if place is None or found not in {None, "open"}:
            raise rules.refusal(found or "removed")
        return {"name": place.name, "role": place.role, "subject": place.subject}

    def _redeem(self, c: Store, link: Link, opener: Opener, fresh: str) -> Opened | Over:
        kept, place = self._found(c, link, lock=True)
        devices = stored.devices_of(c, kept.id)
        known = _of_key(devices, opener.key)
        if known is not None:
            return self._present(c, Presented(opener.key, known.id, 0, genuine=False))
        now = self._parts.wall()
        found = rules.state(kept, place, rules.taken(devices), now)
        if found != "open":
            raise rules.refusal(found)
        if kept.used_at is None:
            stored.put_invite(c, replace(kept, used_at=now))
        device, secret = self._fresh(kept, opener, fresh, now)
        stored.put_device(c, device)
        return _opened(c, kept, fresh, secret)

    def _fresh(self, invite: Invite, opener: Opener, fresh: str, now: int) -> tuple[Device, str]:
        """Return a new device and its first secret, which follows the key as any secret follows another."""
        drawn = salt()
        secret = self._secrets.following(Presented(opener.key, fresh, 0, genuine=False), 0, drawn)
        key = digest(opener.key)
        device = Device(
            id=fresh, invite=invite.id, key=key, label=opener.label, current=digest(secret), previous=key, salt=drawn,
            made_at=now, rotated_at=now, seen_at=now,
        )  # fmt: skip
        return device, secret

    def _present(self, c: Store, presented: Presented) -> Opened | Over:
        """Take a secret of a device that was let in: its own, or at first the key that it drew."""
        kept = stored.device(c, presented.user, lock=True)
        invite = None if kept is None else stored.invite(c, kept.invite)
        if kept is None or invite is None:
            raise _unknown()
        now = self._parts.wall()
        by_key = rotation.is_one(presented.text, kept.key)
        over = _why_over(kept, rules.ended(invite, stored.place(c, invite), now))
        if over is not None:
            proven = by_key or presented.genuine or rotation.counts(kept, presented)
            raise over if proven else _unknown()
        outcome = rotation.present(kept, presented, Asked(self._secrets, salt(), now, NEVER_MS))
        if outcome.kept is not None and outcome.kept != kept:
            stored.put_device(c, outcome.kept)
        if outcome.verdict is Verdict.REVOKE:
            return Over(invite.user, invite.id, kept.id, "reuse")
        if outcome.answer is None:
            raise rules.refusal("elsewhere") if by_key else _unknown()
        return _opened(c, invite, kept.id, outcome.answer)

    def _logout(self, c: Store, presented: Presented) -> Over | None:
        kept = stored.device(c, presented.user, lock=True)
        invite = None if kept is None else stored.invite(c, kept.invite)
        if kept is None or invite is None or kept.ended_at is not None:
            return None
        if not (presented.genuine or rotation.counts(kept, presented)):
            return None
        stored.put_device(c, replace(rotation.ended(kept, rules.LOGOUT, self._parts.wall()), key=None))
        return Over(invite.user, invite.id, kept.id, rules.LOGOUT)

    def _asking(self, c: Store, secret: str) -> tuple[Invite, str]:
        """Return the invitation that is asked for again, and whose name: by its link, or by what a device kept."""
        presented = self._secrets.read(secret)
        if presented is None:
            kept = self._found(c, _link(secret), lock=False)[0]
        else:
            device = stored.device(c, presented.user)
            found = None if device is None else stored.invite(c, device.invite)
            if device is None or found is None or not (presented.genuine or rotation.counts(device, presented)):
                raise invites.unknown()
            kept = found
        user = stored_users.user(c, kept.user)
        return kept, kept.user if user is None else user.name

    def _found(self, c: Store, link: Link, *, lock: bool) -> tuple[Invite, Place | None]:
        kept = stored.invite(c, link.invite, lock=lock)
        if kept is None or not link.opens(kept):
            raise invites.unknown()
        return kept, stored.place(c, kept)

    def _note_asked(self, c: Store, invite: str, now: int) -> None:
        """Note it, and put down what the host is told; of two who ask at once, the second finds it done."""
        kept = stored.invite(c, invite, lock=True)
        if kept is None or not rules.asks_again(kept, now):
            return
        stored.put_invite(c, replace(kept, asked_at=now))
        devices = stored.devices_of(c, kept.id)
        self._wanted(c, kept, rules.state(kept, stored.place(c, kept), rules.taken(devices), now), now)

    # -- what came of it ---------------------------------------------------------------------------

    def _settled(self, told: Opened | Over) -> Opened:
        """Return who is in; a copied secret has ended its device."""
        if isinstance(told, Opened):
            return told
        self._close(told)
        raise rules.refusal("elsewhere")

    def _close(self, over: Over) -> None:
        self._hub.passes.shut(over.user, over.invite, over.device)
        log.info("invite.device_ended", invite=over.invite, device=over.device, why=over.why)


def _link(secret: str) -> Link:
    link = invites.read(secret)
    if link is None:
        raise invites.unknown()
    return link


def _of_key(devices: list[Device], key: str) -> Device | None:
    return next((device for device in devices if rotation.is_one(key, device.key)), None)


def _why_over(device: Device, state: rules.State | None) -> Refusal | None:
    """Return why a device that was let in is in no more: the invitation is over, or the device itself is."""
    if state is not None:
        return rules.refusal(state)
    if device.ended_at is None:
        return None
    return rules.refusal("revoked" if device.ended_why == "revoked" else "elsewhere")


def _opened(c: Store, invite: Invite, device: str, secret: str) -> Opened:
    user = stored_users.user(c, invite.user)
    if user is None or user.staff:
        raise Refusal("forbidden", "staff come in by their own door, not by an invitation")
    return Opened(user, Scope(invite.id, device, invite.room), secret, invite.expires_at)


def _wanted(invite: Invite, name: str, lane: str) -> changes.Activity:
    """Return the line for staff; asked twice at once, it is one."""
    params = {"user": invite.user, "name": name, "invite": invite.id}
    cid = f"again-{invite.id}-{invite.asked_at or 0}"
    digested = compose.digest("again", params)
    return changes.Activity(room=lane, actor=HOST, cid=cid, digest=digested, type=rules.WANTED, params=params)


def _unknown() -> Refusal:
    """Return the one no for a device's secret that is wrong, too late by a moment, or never was."""
    return Refusal("unauthenticated", "no device is known by that secret")
