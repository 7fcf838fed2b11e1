"""A link of one's own: how long it opens, and that it closes with the visit on every node."""

from types import SimpleNamespace
from typing import Any

import pytest

from server.accounts.redeeming import Opener
from server.accounts.rotation import OVERLAP_MS
from server.core import ids, times
from server.core.changes import Actor
from server.core.invites import AGAIN_MS, OWN_MS
from tests.accounts.guest import Guest
from tests.accounts.invited import Invited, code
from tests.chat.bench import ORDER
from tests.chat.clock import until

SEATED: Any = SimpleNamespace(member=SimpleNamespace(user="s_amy"))


async def onward(guest: Guest, room: str) -> Invited:
    told = await guest.house().invites.for_oneself(guest.user.actor(), room)
    return Invited(guest.bench, guest.id, told)


async def test_it_opens_for_ten_minutes_and_once_more_for_the_home_screen(bench, guest):
    room = await guest.room()
    late, link = await onward(guest, room), await onward(guest, room)
    bench.clock.passed(OWN_MS - 1)
    first = await link.phone()
    bench.clock.passed(2)
    assert await code(late.phone()) == "invite_expired"
    second = await link.phone()
    assert await code(link.phone()) == "invite_elsewhere", "there is no third"
    bench.clock.passed(AGAIN_MS)
    assert await code(link.house().redeeming.redeem(link.secret, Opener(ids.fresh()))) == "invite_elsewhere"
    for phone in (first, second):
        assert await code(phone.refreshes()) == "done", "who is in stays in"


@pytest.mark.parametrize("how", ["logout", "reuse", "merged"])
async def test_the_sockets_close_with_the_visit_on_every_node(pair, how):
    guest = await Guest.comes(pair)
    room = await guest.room()
    for _ in range(2):
        await guest.refresh()
        pair.clock.passed(OVERLAP_MS + 1)
    phone = await (await onward(guest, room)).phone()
    here, there = await phone.device(room), await phone.device(room, at=1)
    if how == "logout":
        await guest.house().visitors.logout(guest.secrets[-1])
    elif how == "reuse":
        assert await guest.refused(guest.secrets[0]) == "unauthenticated"
    else:
        await guest.becomes("ann")
    await until(lambda: here.closed and there.closed, "closed")
    assert {here.closed.code, there.closed.code} == {4401}
    assert await code(phone.refreshes()) == "invite_revoked"
    late = pair.device(guest.id, at=1)
    assert (await late.ask("hello", token=phone.token()))["code"] == "unauthenticated"


async def test_who_is_kept_out_is_out_there_too(bench, guest):
    room = await guest.room()
    phone = await (await onward(guest, room)).phone()
    device = await phone.device(room)
    await guest.house().workspace.bans.ban(SEATED, guest.id, "rude")
    await until(lambda: device.closed, "closed")
    late = bench.device(guest.id)
    assert (await late.ask("hello", token=phone.token()))["code"] in {"forbidden", "unauthenticated"}


async def test_whom_the_site_signed_in_it_lets_in_for_a_day_and_a_visitor_for_seven(bench, guest):
    await bench.room(kind="support")
    asks = ((Actor("ann", "Ann", "customer"), ORDER, 1), (guest.user.actor(), await guest.room(), 7))
    for actor, room, days in asks:
        link = await guest.house().invites.for_oneself(actor, room)
        assert link["expires"] == times.text(bench.node.parts.wall() + days * 86_400_000)
