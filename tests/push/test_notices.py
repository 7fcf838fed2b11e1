"""Browsers of those who are away: what they read, when they are told, when they are told no more."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.core.times import DAY, HOUR
from server.push import encryption
from server.push.notices import TTL_MS
from server.storage import cursors
from tests.accounts.guest import Guest
from tests.accounts.invited import to_room, to_user
from tests.chat.bench import ORDER
from tests.chat.leaving import browsers, told, turn
from tests.chat.test_away import says
from tests.push.conftest import opened
from tests.rig.receiver import Reply
from tests.web.test_real import Caller


async def test_a_browser_reads_which_room_and_how_many_and_nothing_else(office):
    ken = await office.browser("ken", lang="ja")
    seq = await says(office.bench)
    await says(office.bench, "mia")
    await office.passes()
    assert ken.reads() == [
        {"t": "message", "room": ORDER, "parent": None, "subject": "Order 1042", "count": 2, "seq": seq, "lang": "ja"}
    ]
    (got,) = ken.got()
    assert (got.headers["content-encoding"], got.headers["urgency"]) == ("aes128gcm", "high")
    assert int(got.headers["ttl"]) == TTL_MS // 1000
    assert len(got.headers["topic"]) <= 32
    assert set(got.headers["topic"]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


async def test_the_push_service_can_tell_that_it_is_us(office):
    ken = await office.browser("ken")
    await says(office.bench)
    await office.passes()
    key = (await Caller(office.app, "")("GET", "/v1/push"))["key"]
    _, token, told_key = ken.got()[0].headers["authorization"].split(" ")
    assert told_key == f"k={key}"
    public = ec.EllipticCurvePublicKey.from_encoded_point(encryption.CURVE, encryption.raw(key))
    jwt.decode(
        token.removeprefix("t=").rstrip(","), public, ["ES256"], audience=f"http://{office.receiver.place}",
        options={"verify_exp": False},
    )  # fmt: skip


async def test_who_does_not_read_is_told_of_more_half_a_minute_apart(office):
    ken = await office.browser("ken")
    await says(office.bench)
    await office.passes()
    for _ in range(3):
        await says(office.bench)
        await office.passes(5)
    assert [one["count"] for one in ken.reads()] == [1]
    await office.passes(30)
    assert [one["count"] for one in ken.reads()] == [1, 4]
    await office.passes(HOUR / 1000)
    assert len(ken.reads()) == 2, "nothing new"
    assert len({got.headers["topic"] for got in ken.got()}) == 1, "one room is one line"


async def test_every_browser_of_theirs_is_told_and_nobody_elses(office):
    one, two = await office.browser("ken", "b1"), await office.browser("ken", "b2")
    mia, ann = await office.browser("mia", "b3"), await office.browser("ann", "b4")
    await says(office.bench)
    await office.passes()
    assert [len(browser.reads()) for browser in (one, two, mia, ann)] == [1, 1, 1, 0]


async def test_it_is_quiet_while_they_look_on_whichever_device(office):
    ken = await office.browser("ken")
    desk = await office.bench.person("ken", "driver")
    await says(office.bench)
    await office.passes(4)
    assert ken.reads() == []
    office.bench.hub.exit(desk.connection)
    await office.passes(10)
    assert len(ken.reads()) == 1


async def test_it_is_quiet_while_they_look_on_another_node(tmp_path):
    async with opened(tmp_path, nodes=2) as office:
        await office.bench.room()
        ken = await office.browser("ken")
        desk = await office.bench.person("ken", "driver", at=1)
        await says(office.bench)
        await office.passes(4)
        assert ken.reads() == []
        office.bench.nodes[1].hub.exit(desk.connection)
        await office.passes(12)
        assert len(ken.reads()) == 1


async def test_what_was_read_is_not_pushed(office):
    ken = await office.browser("ken")
    seq = await says(office.bench)
    await turn(office.bench)
    office.bench.clock.passed(3_000)
    await turn(office.bench)
    await office.bench.node.parts.journal.write(lambda c: cursors.save_cursors(c, [(ORDER, "ken", seq, seq)]))
    await office.sends()
    assert ken.reads() == []
    assert told(office.bench, "push")[0].reason == "read"


@pytest.mark.parametrize("how", ["removed", "swapped"])
async def test_who_is_out_of_the_room_is_told_no_more(office, how):
    ken = await office.browser("ken")
    await says(office.bench)
    await turn(office.bench)
    office.bench.clock.passed(3_000)
    await turn(office.bench)
    if how == "removed":
        await office.bench.remove("ken")
    else:
        await office.bench.add("mei", "driver", replaces="ken")
    await says(office.bench)
    await office.sends()
    await office.passes(60)
    assert ken.reads() == []


async def redeemed(office, link) -> tuple[Caller, str]:
    phone = await link.phone()
    return Caller(office.app, phone.token()), phone.secrets[-1]


async def test_an_invitation_into_one_room_tells_of_that_room_and_ends_with_it(office):
    await office.bench.room("order-2")
    caller, secret = await redeemed(office, await to_room(office.bench))
    ken = await office.browser("ken", by=caller)
    await says(office.bench, room="order-2")
    await says(office.bench)
    await office.passes()
    assert [one["room"] for one in ken.reads()] == [ORDER]
    await office.house.redeeming.logout(secret)
    await office.passes(40)
    await says(office.bench)
    await office.passes(40)
    assert len(ken.reads()) == 1
    assert browsers(office.bench, "ken") == [], "forgotten when it was next used"


async def test_a_device_that_runs_out_amid_an_attempt_is_not_told(office):
    caller, _ = await redeemed(office, await to_user(office.bench))
    ken = await office.browser("ken", by=caller)
    office.receiver.reply = lambda _: Reply(503)
    office.bench.clock.passed(DAY - 4_000)
    await says(office.bench)
    await office.passes()
    assert len(ken.got()) == 1
    office.bench.clock.passed(10_000)
    await office.sends()
    assert (len(ken.got()), told(office.bench, "push")[0].reason) == (1, "unsubscribed")


async def test_a_visit_that_is_over_tells_nobody(office):
    guest = await Guest.comes(office.bench)
    await office.bench.add(guest.id, "customer")
    browser = await office.browser(guest.id, by=Caller(office.app, guest.token()))
    await says(office.bench)
    await office.passes()
    assert len(browser.reads()) == 1
    await office.house.visitors.logout(guest.secrets[-1])
    await says(office.bench)
    await office.passes(60)
    assert len(browser.reads()) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(office, status):
    await office.browser("ken")
    office.receiver.reply = lambda _: Reply(status)
    await says(office.bench)
    await office.passes()
    assert told(office.bench, "push")[0].state == "dropped"
    assert browsers(office.bench, "ken") == []


@pytest.mark.parametrize(("status", "state"), [(429, "waiting"), (503, "waiting"), (400, "failed"), (403, "failed")])
async def test_what_a_push_service_refuses(office, status, state):
    await office.browser("ken")
    office.receiver.reply = lambda _: Reply(status, {"retry-after": "120"})
    await says(office.bench)
    await office.passes()
    one = told(office.bench, "push")[0]
    assert (one.state, one.status) == (state, status)
    assert browsers(office.bench, "ken") == ["ken"]
    if state == "waiting":
        assert one.next_at - office.bench.clock.wall() == 120_000
        office.bench.clock.passed(TTL_MS)
        await office.sends()
        assert told(office.bench, "push")[0].reason == "late"


async def test_an_address_inside_is_not_called_and_forgotten(office):
    browser = await office.browser("ken")
    subscription = browser.subscription() | {"endpoint": "https://127.0.0.1:9/x"}
    await office.signed_in("ken")("POST", "/v1/push/subscriptions", subscription, 201)
    await says(office.bench)
    await office.passes()
    assert {one.reason for one in told(office.bench, "push")} == {None, "private_address"}
    assert len(browser.reads()) == 1
    assert browsers(office.bench, "ken") == ["ken"]


async def test_another_key_of_ours_is_another_subscription(office, tmp_path):
    await office.browser("ken")
    office.bench.node.machine.outside.away._ways["push"]._vapid.public = "another"
    await says(office.bench)
    await office.passes()
    assert told(office.bench, "push") == []
    assert browsers(office.bench, "ken") == []
