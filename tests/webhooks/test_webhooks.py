"""Events at a real receiver that takes them, fails, stalls, redirects, is gone; and at names that lead inside."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpcore
import pytest
from standardwebhooks.webhooks import Webhook

from server.core.refusals import Refusal
from server.core.retries import ATTEMPTS, WAITS
from server.core.times import HOUR, SECOND
from server.outbound.calls import DEADLINE_S, Outbound
from server.outbound.sending import AT_ONCE, CLAIM_MS, Sending
from server.storage import cursors, deliveries
from server.web.health import METRICS
from server.webhooks.webhooks import Target, Webhooks
from tests.chat.bench import ORDER
from tests.chat.clock import until
from tests.chat.leaving import told, turn
from tests.chat.test_away import says
from tests.rig.receiver import Receiver, Reply
from tests.webhooks.conftest import SECRET, opened


async def test_an_event_comes_once_and_signed(shop):
    await shop.event(user="ken", room=ORDER)
    await shop.sends()
    await shop.sends()
    (got,) = shop.receiver.got
    assert (got.method, got.path, got.headers["content-type"]) == ("POST", "/hook", "application/json")
    assert got.json["data"] == {"user": "ken", "room": ORDER}
    at = datetime.fromtimestamp(int(got.headers["webhook-timestamp"]), UTC)
    assert Webhook(SECRET).sign("msg_1", at, got.body.decode()) == got.headers["webhook-signature"]
    assert got.headers["webhook-id"] == "msg_1"
    assert (shop.one().state, shop.one().status, shop.one().attempts) == ("done", 200, 1)


async def test_who_fails_is_tried_again_later_and_later_under_the_same_id(shop):
    shop.receiver.reply = lambda _: Reply((500, 503, 404, 204)[len(shop.receiver.got) - 1])
    await shop.event()
    began = shop.bench.clock.wall()
    await shop.sends()
    apart = [shop.one().next_at - began]
    assert shop.one().reason == "refused"
    assert await shop.sends() == 0, "not before its time"
    while (await shop.sends_next()).state == "waiting":
        apart.append(shop.one().next_at - shop.bench.clock.wall())
    assert [got.headers["webhook-id"] for got in shop.receiver.got] == ["msg_1"] * 4
    assert len({got.headers["webhook-timestamp"] for got in shop.receiver.got}) == 4, "each attempt has its own moment"
    assert all(usual * 0.8 <= ms <= usual * 1.2 for ms, usual in zip(apart, WAITS, strict=False))
    assert (shop.one().state, shop.one().attempts) == ("done", 4)


async def test_there_is_an_end_to_it(shop):
    shop.receiver.reply = lambda _: Reply(500)
    await shop.event()
    await shop.sends()
    while shop.one().state == "waiting":
        await shop.sends_next()
    assert (shop.one().state, shop.one().attempts, len(shop.receiver.got)) == ("failed", ATTEMPTS, ATTEMPTS)
    counted = shop.sending.counters
    assert (counted["webhook_waiting_total"], counted["webhook_failed_total"]) == (ATTEMPTS - 1, 1)
    assert counted.keys() <= METRICS.keys(), "each is explained to monitors"


async def test_who_asks_for_time_is_given_it(shop):
    shop.receiver.reply = lambda _: Reply(429, {"retry-after": "3600"})
    await shop.event()
    await shop.sends()
    assert shop.one().next_at - shop.bench.clock.wall() == HOUR


async def test_a_redirect_is_not_followed(shop):
    async with Receiver() as inside:
        shop.receiver.reply = lambda _: Reply(307, {"location": inside.url})
        await shop.event()
        await shop.sends()
        assert inside.got == []
    assert (shop.one().state, shop.one().status, shop.one().reason) == ("waiting", 307, "redirect")


async def test_who_is_gone_is_told_nothing_more_until_the_host_says_so(shop):
    shop.receiver.reply = lambda _: Reply(410)
    await shop.event()
    await shop.sends()
    assert (shop.one().state, shop.one().reason) == ("dropped", "gone")
    assert (await shop.house.webhooks.listing())["state"] == "gone"
    await shop.event("msg_2")
    await says(shop.bench)
    await turn(shop.bench)
    shop.bench.clock.passed(HOUR // 60)
    await turn(shop.bench)
    await shop.sends()
    assert [(one.id, one.reason) for one in told(shop.bench)] == [("msg_1", "gone"), ("msg_2", "disabled")]
    assert len(shop.receiver.got) == 1
    shop.receiver.reply = lambda _: Reply()
    assert (await shop.house.webhooks.enable())["state"] == "on"
    await shop.event("msg_3")
    await shop.sends()
    assert shop.receiver.got[-1].headers["webhook-id"] == "msg_3"


@pytest.mark.parametrize("vice", ["stall", "drip"])
async def test_who_stalls_is_left_and_holds_up_nothing(shop, vice):
    shop.receiver.reply = lambda got: Reply(vice=vice if got.headers["webhook-id"] == "msg_1" else "answer")
    await shop.event()
    await shop.sending.once()
    await until(lambda: shop.receiver.got, "the first attempt")
    await shop.event("msg_2")
    await shop.sending.once()
    await until(lambda: any(one.id == "msg_2" and one.state == "done" for one in told(shop.bench)), "the other event")
    shop.bench.clock.passed(int(DEADLINE_S * SECOND))
    await until(lambda: not any(shop.sending._trying.values()), "the end of the attempt")
    first = next(one for one in told(shop.bench) if one.id == "msg_1")
    assert (first.state, first.reason, first.status) == ("waiting", "timeout", None)


@pytest.mark.parametrize(
    ("reply", "reason"), [(Reply(vice="cut"), "failed"), (Reply(body=bytes(64 * 1024 + 1)), "too_large")]
)
async def test_who_hangs_up_or_says_too_much_is_tried_again(shop, reply, reason):
    shop.receiver.reply = lambda _: reply
    await shop.event()
    await shop.sends()
    assert (shop.one().state, shop.one().reason) == ("waiting", reason)


async def test_what_was_read_between_two_attempts_is_dropped(shop):
    shop.receiver.reply = lambda _: Reply(503)
    seq = await says(shop.bench)
    await turn(shop.bench)
    shop.bench.clock.passed(30_000)
    await turn(shop.bench)
    await shop.sends()
    assert shop.receiver.got[0].json["data"]["user"] == "ken"
    await shop.bench.node.parts.journal.write(lambda c: cursors.save_cursors(c, [(ORDER, "ken", seq, seq)]))
    assert (await shop.sends_next()).reason == "read"
    assert len(shop.receiver.got) == 1


async def test_what_a_node_left_amid_an_attempt_is_tried_again_by_another(shop):
    now = shop.bench.clock.wall()
    await shop.event()
    await shop.bench.node.parts.journal.write(lambda c: deliveries.claim(c, "webhook", now, now + CLAIM_MS, 16))
    assert await shop.sends() == 0
    assert (await shop.sends_next()).state == "done"
    assert [got.headers["webhook-id"] for got in shop.receiver.got] == ["msg_1"]


async def test_many_are_sent_without_waiting_for_the_next_look(shop):
    wake = asyncio.Event()
    shop.sending.start(wake)
    for number in range(3 * AT_ONCE):
        await shop.event(f"msg_{number}")
    wake.set()
    await until(lambda: len(shop.receiver.got) == 3 * AT_ONCE, "every event")
    await until(lambda: {one.state for one in told(shop.bench)} == {"done"}, "the end of every attempt")
    assert len({got.headers["webhook-id"] for got in shop.receiver.got}) == 3 * AT_ONCE


class Nowhere(httpcore.AsyncNetworkBackend):
    """A network that reaches nobody, and remembers who was called."""

    def __init__(self) -> None:
        self.called: list[str] = []

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.called.append(host)
        raise httpcore.ConnectError("nobody")


async def test_a_name_that_changes_its_mind_between_attempts_is_checked_each_time(shop):
    answers = [["203.0.114.7"], ["10.0.0.1"], ["203.0.114.7", "169.254.169.254"], ["::ffff:127.0.0.1"]]
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(f"{host}:{port}")
        return answers[len(asked) - 1]

    network, parts = Nowhere(), shop.bench.node.parts
    hooks = Webhooks(parts, Outbound(resolve=resolve, network=network), Target(url="https://hooks.example/in"))
    shop.sending = Sending(parts, (hooks,))
    await shop.event()
    await shop.sends()
    reasons = [shop.one().reason, *[(await shop.sends_next()).reason for _ in answers[1:]]]
    assert reasons == ["failed", "private_address", "private_address", "private_address"]
    assert network.called == ["203.0.114.7"], "nobody inside was ever called"
    assert asked == ["hooks.example:443"] * 4


async def test_a_receiver_inside_must_be_named(tmp_path):
    async with opened(tmp_path, webhook_url="https://127.0.0.1:9/", outbound_allow="127.0.0.1:10") as shop:
        await shop.event()
        await shop.sends()
        assert (shop.one().state, shop.one().reason) == ("waiting", "private_address")


async def test_a_fault_of_ours_counts_as_an_attempt(shop):
    class Broken(Webhooks):
        async def carry(self, _: Any) -> Any:
            raise ZeroDivisionError

    parts = shop.bench.node.parts
    shop.sending = Sending(parts, (Broken(parts, Outbound(), Target(url="https://hooks.example/")),))
    await shop.event()
    await shop.sends()
    assert (shop.one().state, shop.one().reason) == ("waiting", "ZeroDivisionError")


async def test_an_attempt_for_which_the_store_could_not_be_asked_is_none(shop):
    class Unasked(Webhooks):
        async def carry(self, _: Any) -> Any:
            raise Refusal("unavailable")

    parts, sending = shop.bench.node.parts, shop.sending
    shop.sending = Sending(parts, (Unasked(parts, Outbound(), Target(url="https://hooks.example/")),))
    await shop.event()
    for _ in range(ATTEMPTS + 1):
        await shop.sends()
        assert (shop.one().state, shop.one().attempts) == ("waiting", 0)
        shop.bench.clock.passed(1_000)
    assert shop.receiver.got == []
    shop.sending = sending
    await shop.sends()
    assert (shop.one().state, shop.one().attempts) == ("done", 1)
