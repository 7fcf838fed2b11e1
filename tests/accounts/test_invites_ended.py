"""What ends an invitation ends its open sockets, on every node: at once, by the bus, and without it a little later."""

import pytest

from server.accounts.rotation import OVERLAP_MS
from server.core.times import DAY
from server.live import gossip
from server.live.passes import LOOK_EVERY_MS
from server.storage import lasting
from tests.accounts.invited import code, to_room, to_user
from tests.chat.bench import HOST, ORDER
from tests.chat.clock import until

ALONE = "order-alone"


async def removed(bench, link, phone):
    await bench.remove("ken", at=1)


async def swapped(bench, link, phone):
    await bench.add("mei", "driver", replaces="ken", at=1)


async def left(bench, link, phone):
    """Ken leaves by himself, on another device."""
    await bench.remove("ken", by=phone.opened.user.actor(), at=1)


async def revoked(bench, link, phone):
    await link.house(1).invites.revoke(HOST, link.id)


async def thrown_out(bench, link, phone):
    await link.house(1).invites.revoke_device(HOST, link.id, phone.id)


async def logged_out(bench, link, phone):
    await link.house(1).redeeming.logout(phone.secrets[-1])


async def copied(bench, link, phone):
    assert await code(phone.refreshes(phone.secrets[0], at=1)) == "invite_elsewhere"


ENDS = {removed: "invite_removed", swapped: "invite_removed", left: "invite_removed", revoked: "invite_revoked",
        thrown_out: "invite_revoked", logged_out: "invite_elsewhere", copied: "invite_elsewhere"}  # fmt: skip


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
async def test_open_sockets_close_on_every_node(pair, end):
    await pair.room()
    link = await to_room(pair)
    phone = await link.phone()
    for _ in range(2):
        await phone.refreshes()
    pair.clock.passed(OVERLAP_MS + 1)
    here, there = await phone.device(ORDER, at=0), await phone.device(at=1)
    ann = await pair.person("ann", at=0)
    own = await pair.person("ken", "driver", ORDER, at=0)
    await end(pair, link, phone)
    await pair.quiet()
    await until(lambda: here.closed and there.closed, "closed")
    assert [device.closed.code for device in (here, there)] == [4401, 4401]
    assert ann.closed is None
    assert own.closed is None, "the host's own token of the same user is another matter"
    assert await code(phone.refreshes()) == ENDS[end]
    token = phone.token()
    assert await code(link.house().identity.actor_of(f"Bearer {token}")) == "unauthenticated"
    late = pair.device("ken", at=0)
    assert (await late.ask("hello", token=token))["code"] == "unauthenticated"
    assert late.closed.code == 4401


@pytest.mark.parametrize(("end", "reason"), [(removed, "removed"), (swapped, "replaced"), (left, "removed")])
async def test_who_goes_is_told_why_before_the_socket_closes(pair, end, reason):
    await pair.room()
    link = await to_room(pair)
    phone = await link.phone()
    viewing, waiting = await phone.device(ORDER), await phone.device()
    last = viewing.seqs(ORDER)[-1]
    await end(pair, link, phone)
    await pair.quiet()
    for device in (viewing, waiting):
        assert [frame["reason"] for frame in device.told("left", ORDER)] == [reason]
        assert max(device.seqs(ORDER), default=0) <= last, "never the entry with which they went"


async def test_the_other_devices_stay(pair):
    await pair.room()
    link = await to_room(pair)
    thief, ken = await link.phone(), await link.phone()
    sockets = [await thief.device(ORDER), await ken.device(ORDER, at=1)]
    await link.house().invites.revoke_device(HOST, link.id, thief.id)
    await pair.quiet()
    assert [socket.closed and socket.closed.code for socket in sockets] == [4401, None]


async def test_a_person_invitation_outlives_a_room(pair):
    await pair.room()
    await pair.room("order-2")
    shift = await to_user(pair)
    phone = await shift.phone()
    device = await phone.device(ORDER, "order-2", at=1)
    await pair.add("mei", "driver", replaces="ken")
    await pair.quiet()
    assert device.closed is None
    assert device.told("left", ORDER)[0]["reason"] == "replaced"
    assert (await device.sent("order-2", "on my way"))["t"] == "ack"


async def test_a_token_ends_with_the_invitation_and_the_socket_with_the_token(bench):
    await bench.room()
    link = await to_room(bench, ttl_s=600)
    phone = await link.phone()
    device = await phone.device(ORDER)
    assert device.connection.session.expires - bench.clock.monotonic() <= 900_000
    short = bench.device("ken")
    await short.ask("hello", token=phone.token(10))
    bench.clock.passed(10_001)
    await until(lambda: short.closed, "closed")
    assert (short.closed.code, device.closed) == (4401, None)


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("end", [revoked, removed, thrown_out], ids=lambda end: end.__name__)
async def test_what_ends_while_a_hello_reads_the_store_opens_nothing(pair, end, looked):
    await pair.room()
    link = await to_room(pair)
    phone = await link.phone()
    device = pair.device("ken")
    with pair.node.reads.held(lasting.of, looked=looked) as gate:
        device.say("hello", token=phone.token())
        await gate.reached()
        await end(pair, link, phone)
        await until(lambda: device.connection.closing, "told")
        gate.open()
    await pair.quiet()
    await until(lambda: device.closed, "closed")
    assert device.closed.code == 4401
    assert not device.told("welcome")
    assert "ken" not in pair.hub.sessions
    assert not pair.hub.passes._held


@pytest.mark.parametrize("end", [revoked, swapped], ids=lambda end: end.__name__)
async def test_without_the_bus_the_store_is_asked_every_few_seconds(pair, end, monkeypatch):
    await pair.room()
    link = await to_room(pair)
    phone = await link.phone()
    device = await phone.device(at=0)
    await pair.skip(LOOK_EVERY_MS)
    for node in pair.nodes:
        monkeypatch.setattr(node.bus, "publish", lambda *_: None)
    await end(pair, link, phone)
    await pair.quiet()
    assert device.closed is None, "nobody told this node"
    await pair.skip(LOOK_EVERY_MS + 1_000, step=1_000)
    await until(lambda: device.closed, "closed")
    assert device.closed.code == 4401


async def test_an_unknown_word_of_a_newer_node_is_harmless_and_ours_is_read():
    said = gossip.Shut("ken", "i_1", "d_1")
    assert gossip.unpack(gossip.pack(said)) == said


async def test_nothing_is_kept_of_sockets_that_went(bench):
    await bench.room()
    link = await to_room(bench)
    phone = await link.phone()
    device, other = await phone.device(ORDER), await phone.device()
    device.gone()
    assert list(bench.hub.passes._held) == ["ken"]
    other.gone()
    passes = bench.hub.passes
    assert (passes._held, passes._users) == ({}, {})


async def test_an_invitation_that_is_over_does_not_close_what_came_by_another(bench):
    await bench.room()
    await bench.room(ALONE)
    first, second, third = await to_room(bench), await to_room(bench), await to_room(bench, room=ALONE)
    phones = [await link.phone() for link in (first, second, third)]
    devices = [await phone.device() for phone in phones]
    await first.house().invites.revoke(HOST, first.id)
    await bench.quiet()
    assert [device.closed is not None for device in devices] == [True, False, False]
    await bench.remove("ken")
    await bench.quiet()
    assert [device.closed is not None for device in devices] == [True, True, False]
    assert not devices[2].told("left")
    bench.clock.passed(7 * DAY)
    assert await code(third.phone()) == "invite_expired"


@pytest.mark.parametrize("end", [removed, swapped], ids=lambda end: end.__name__)
async def test_a_node_that_does_not_hold_the_room_hears_of_it_too(pair, end):
    """Nobody there views it: the entry itself closes who was invited to it."""
    await pair.room()
    link = await to_room(pair)
    phone = await link.phone()
    device = await phone.device(at=0)
    pair.hub.forget_idle(pair.clock.monotonic() + DAY)
    assert ORDER not in pair.hub.rooms
    await end(pair, link, phone)
    await pair.quiet()
    await until(lambda: device.closed, "closed")
    assert device.closed.code == 4401
    assert device.told("left", ORDER)
