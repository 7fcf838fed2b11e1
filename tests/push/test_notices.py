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


async def test_a_browser_reads_which_room_and_how_many_and_nothing_else(service):
    ken = await service.browser("ken", lang="ja")
    seq = await says(service.bench)
    await says(service.bench, "mia")
    await service.passes()
    assert ken.reads() == [
        {"t": "message", "room": ORDER, "parent": None, "subject": "Order 1042", "count": 2, "seq": seq, "lang": "ja"}
    ]
    (got,) = ken.got()
    assert (got.headers["content-encoding"], got.headers["urgency"]) == ("aes128gcm", "high")
    assert int(got.headers["ttl"]) == TTL_MS // 1000
    assert len(got.headers["topic"]) <= 32
    assert set(got.headers["topic"]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


async def test_the_push_service_can_tell_that_it_is_us(service):
    ken = await service.browser("ken")
    await says(service.bench)
    await service.passes()
    key = (await Caller(service.app, "")("GET", "/v1/push"))["key"]
    _, token, told_key = ken.got()[0].headers["authorization"].split(" ")
    assert told_key == f"k={key}"
    public = ec.EllipticCurvePublicKey.from_encoded_point(encryption.CURVE, encryption.raw(key))
    jwt.decode(
        token.removeprefix("t=").rstrip(","), public, ["ES256"], audience=f"http://{service.receiver.place}",
        options={"verify_exp": False},
    )  # fmt: skip


async def test_who_does_not_read_is_told_of_more_half_a_minute_apart(service):
    ken = await service.browser("ken")
    await says(service.bench)
    await service.passes()
    for _ in range(3):
        await says(service.bench)
        await service.passes(5)
    assert [one["count"] for one in ken.reads()] == [1]
    await service.passes(30)
    assert [one["count"] for one in ken.reads()] == [1, 4]
    await service.passes(HOUR / 1000)
    assert len(ken.reads()) == 2, "nothing new"
    assert len({got.headers["topic"] for got in ken.got()}) == 1, "one room is one line"


async def test_every_browser_of_theirs_is_told_and_nobody_elses(service):
    one, two = await service.browser("ken", "b1"), await service.browser("ken", "b2")
    mia, ann = await service.browser("mia", "b3"), await service.browser("ann", "b4")
    await says(service.bench)
    await service.passes()
    assert [len(browser.reads()) for browser in (one, two, mia, ann)] == [1, 1, 1, 0]


async def test_it_is_quiet_while_they_look_on_whichever_device(service):
    ken = await service.browser("ken")
    desk = await service.bench.person("ken", "driver")
    await says(service.bench)
    await service.passes(4)
    assert ken.reads() == []
    service.bench.hub.exit(desk.connection)
    await service.passes(10)
    assert len(ken.reads()) == 1


async def test_it_is_quiet_while_they_look_on_another_node(tmp_path):
    async with opened(tmp_path, nodes=2) as service:
        await service.bench.room()
        ken = await service.browser("ken")
        desk = await service.bench.person("ken", "driver", at=1)
        await says(service.bench)
        await service.passes(4)
        assert ken.reads() == []
        service.bench.nodes[1].hub.exit(desk.connection)
        await service.passes(12)
        assert len(ken.reads()) == 1


async def test_what_was_read_is_not_pushed(service):
    ken = await service.browser("ken")
    seq = await says(service.bench)
    await turn(service.bench)
    service.bench.clock.passed(3_000)
    await turn(service.bench)
    await service.bench.node.parts.journal.write(lambda c: cursors.save_cursors(c, [(ORDER, "ken", seq, seq)]))
    await service.sends()
    assert ken.reads() == []
    assert told(service.bench, "push")[0].reason == "read"


@pytest.mark.parametrize("how", ["removed", "swapped"])
async def test_who_is_out_of_the_room_is_told_no_more(service, how):
    ken = await service.browser("ken")
    await says(service.bench)
    await turn(service.bench)
    service.bench.clock.passed(3_000)
    await turn(service.bench)
    if how == "removed":
        await service.bench.remove("ken")
    else:
        await service.bench.add("mei", "driver", replaces="ken")
    await says(service.bench)
    await service.sends()
    await service.passes(60)
    assert ken.reads() == []


async def redeemed(service, link) -> tuple[Caller, str]:
    phone = await link.phone()
    return Caller(service.app, phone.token()), phone.secrets[-1]


async def test_an_invitation_into_one_room_tells_of_that_room_and_ends_with_it(service):
    await service.bench.room("order-2")
    caller, secret = await redeemed(service, await to_room(service.bench))
    ken = await service.browser("ken", by=caller)
    await says(service.bench, room="order-2")
    await says(service.bench)
    await service.passes()
    assert [one["room"] for one in ken.reads()] == [ORDER]
    await service.house.redeeming.logout(secret)
    await service.passes(40)
    await says(service.bench)
    await service.passes(40)
    assert len(ken.reads()) == 1
    assert browsers(service.bench, "ken") == [], "forgotten when it was next used"


async def test_a_device_that_runs_out_amid_an_attempt_is_not_told(service):
    caller, _ = await redeemed(service, await to_user(service.bench))
    ken = await service.browser("ken", by=caller)
    service.receiver.reply = lambda _: Reply(503)
    service.bench.clock.passed(DAY - 4_000)
    await says(service.bench)
    await service.passes()
    assert len(ken.got()) == 1
    service.bench.clock.passed(10_000)
    await service.sends()
    assert (len(ken.got()), told(service.bench, "push")[0].reason) == (1, "unsubscribed")


async def test_a_visit_that_is_over_tells_nobody(service):
    guest = await Guest.comes(service.bench)
    await service.bench.add(guest.id, "customer")
    browser = await service.browser(guest.id, by=Caller(service.app, guest.token()))
    await says(service.bench)
    await service.passes()
    assert len(browser.reads()) == 1
    await service.house.visitors.logout(guest.secrets[-1])
    await says(service.bench)
    await service.passes(60)
    assert len(browser.reads()) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(service, status):
    await service.browser("ken")
    service.receiver.reply = lambda _: Reply(status)
    await says(service.bench)
    await service.passes()
    assert told(service.bench, "push")[0].state == "dropped"
    assert browsers(service.bench, "ken") == []


@pytest.mark.parametrize(("status", "state"), [(429, "waiting"), (503, "waiting"), (400, "failed"), (403, "failed")])
async def test_what_a_push_service_refuses(service, status, state):
    await service.browser("ken")
    service.receiver.reply = lambda _: Reply(status, {"retry-after": "120"})
    await says(service.bench)
    await service.passes()
    one = told(service.bench, "push")[0]
    assert (one.state, one.status) == (state, status)
    assert browsers(service.bench, "ken") == ["ken"]
    if state == "waiting":
        assert one.next_at - service.bench.clock.wall() == 120_000
        service.bench.clock.passed(TTL_MS)
        await service.sends()
        assert told(service.bench, "push")[0].reason == "late"


async def test_an_address_inside_is_not_called_and_forgotten(service):
    browser = await service.browser("ken")
    subscription = browser.subscription() | {"endpoint": "https://127.0.0.1:9/x"}
    await service.signed_in("ken")("POST", "/v1/push/subscriptions", subscription, 201)
    await says(service.bench)
    await service.passes()
    assert {one.reason for one in told(service.bench, "push")} == {None, "private_address"}
    assert len(browser.reads()) == 1
    assert browsers(service.bench, "ken") == ["ken"]


async def test_another_key_of_ours_is_another_subscription(service, tmp_path):
    await service.browser("ken")
    service.bench.node.machine.outside.away._ways["push"]._vapid.public = "another"
    await says(service.bench)
    await service.passes()
    assert told(service.bench, "push") == []
    assert browsers(service.bench, "ken") == []
