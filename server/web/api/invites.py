"""Invitations: made, listed and withdrawn by the host and staff; looked at and opened by whoever has the link."""

from typing import Any

from server.accounts.invites import Wish
from server.accounts.redeeming import Opened, Opener
from server.core import ids, times
from server.core.values import clean_text
from server.web import bodies
from server.web.ask import Answer, Ask


async def into_room(ask: Ask) -> Answer:
    """Invite one user into one room."""
    said: bodies.NewRoomInvite = ask.body
    wish = Wish(user=said.user, devices=said.devices, ttl_s=said.ttl_s, role=said.role)
    return Answer(201, await ask.house.invites.into_room(ask.actor, ask.path["id"], wish, ask.key))


async def for_user(ask: Ask) -> Answer:
    """Invite a user into every room of theirs."""
    said: bodies.NewUserInvite = ask.body
    wish = Wish(user=ask.path["id"], devices=said.devices, ttl_s=said.ttl_s)
    return Answer(201, await ask.house.invites.for_user(ask.actor, wish))


async def for_oneself(ask: Ask) -> Answer:
    """Make a link by which the caller goes on elsewhere."""
    _count(ask)
    ask.house.addresses.links.take(ask.actor.user or "", ask.house.clock_ms())
    return Answer(201, await ask.house.invites.for_oneself(ask.actor, ask.path["id"]))


async def of_room(ask: Ask) -> Answer:
    """List the invitations into a room."""
    return Answer(200, await ask.house.invites.of_room(ask.actor, ask.path["id"]))


async def of_user(ask: Ask) -> Answer:
    """List the invitations of a user."""
    return Answer(200, await ask.house.invites.of_user(ask.actor, ask.path["id"]))


async def revoke(ask: Ask) -> Answer:
    """Withdraw an invitation."""
    return Answer(200, await ask.house.invites.revoke(ask.actor, ask.path["id"]))


async def devices(ask: Ask) -> Answer:
    """List the devices that were let in."""
    return Answer(200, await ask.house.invites.devices(ask.actor, ask.path["id"]))


async def revoke_device(ask: Ask) -> Answer:
    """Throw one device out."""
    return Answer(200, await ask.house.invites.revoke_device(ask.actor, ask.path["id"], ask.path["device"]))


async def preview(ask: Ask) -> Answer:
    """Tell who would come in, and where to."""
    said: bodies.InviteLook = ask.body
    _count(ask)
    return Answer(200, await ask.house.redeeming.preview(said.secret, said.device))


async def redeem(ask: Ask) -> Answer:
    """Let a device in."""
    said: bodies.InviteOpening = ask.body
    _count(ask)
    label = clean_text(said.label, "label") if said.label.strip() else ""
    opened = await ask.house.redeeming.redeem(said.secret, Opener(said.device or ids.fresh(), label))
    return Answer(200, _told(ask, opened))


async def refresh(ask: Ask) -> Answer:
    """Give a device a new token, and the secret that takes the place of the one presented."""
    said: bodies.InviteSecret = ask.body
    _count(ask)
    return Answer(200, _told(ask, await ask.house.redeeming.refresh(said.secret)))


async def logout(ask: Ask) -> Answer:
    """Let a device go; the answer is the same whether or not there was one."""
    said: bodies.InviteSecret = ask.body
    _count(ask)
    await ask.house.redeeming.logout(said.secret)
    return Answer(200, {})


async def again(ask: Ask) -> Answer:
    """Ask for a new link; told at most once in ten minutes, and answered alike when it was told already."""
    said: bodies.InviteSecret = ask.body
    _count(ask)
    return Answer(200, {"asked": times.text(await ask.house.redeeming.again(said.secret))})


def _count(ask: Ask) -> None:
    ask.house.addresses.invites.take(ask.address, ask.house.clock_ms())


def _told(ask: Ask, opened: Opened) -> dict[str, Any]:
    """Return the session: its token ends no later than the invitation."""
    left_s = (opened.exp_ms - ask.house.clock_ms()) // 1000
    ttl_s = max(0, min(ask.house.lifetimes.invite_s, left_s))
    issued = ask.house.identity.invite_token(opened.user, opened.scope, ttl_s)
    return {
        "user": opened.user.id,
        "role": opened.user.role,
        "name": opened.user.name,
        "room": opened.scope.room,
        "invite": opened.scope.invite,
        "device": opened.scope.device,
        "token": issued.token,
        "exp": times.text(issued.exp_ms),
        "secret": opened.secret,
        "secret_exp": times.text(opened.exp_ms),
    }
