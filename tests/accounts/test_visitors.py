"""Visitors over a real store: they come, come back, are copied, go; and what that means for their sockets."""

import pytest
import structlog

from server.accounts.rotation import OVERLAP_MS
from server.core.times import DAY
from server.storage import arrivals
from server.storage import visitors as stored
from tests.accounts.guest import Guest
from tests.chat.clock import until


async def test_a_visitor_comes_back_and_is_the_same(bench, guest):
    room = await guest.room()
    bench.clock.passed(10 * DAY)
    user, kept = await guest.house().visitors.refresh(guest.secrets[0])
    assert (user, kept.exp_ms) == (guest.user, bench.clock.wall() + 30 * DAY)
    device = await guest.device(room)
    assert device.told("welcome")[0]["rooms"][0]["room"] == room


async def test_nothing_that_is_stored_opens_anything(bench, guest):
    await guest.refresh()
    kept = bench.node.parts.database.call(stored.visit, guest.id)
    for secret in guest.secrets:
        assert not any(secret.split(".")[2] in str(value) for value in (kept.current, kept.previous, kept.salt))
    assert await guest.refused(kept.current) == "unauthenticated"


async def test_a_copied_secret_closes_the_sockets_of_every_node(pair):
    guest = await Guest.comes(pair)
    await guest.refresh()
    await guest.refresh()
    pair.clock.passed(OVERLAP_MS + 1)
    here, there = await guest.device(at=0), await guest.device(at=1)
    assert await guest.refused(guest.secrets[0]) == "unauthenticated"
    await pair.quiet()
    assert [device.closed.code for device in (here, there)] == [4401, 4401]
    for secret in guest.secrets:
        assert await guest.refused(secret) == "unauthenticated"
    late = pair.device(guest.id, at=1)
    assert (await late.ask("hello", token=guest.token()))["code"] == "unauthenticated"
    assert late.closed.code == 4401


async def test_two_tabs_and_a_lost_answer_lock_nobody_out(pair):
    guest = await Guest.comes(pair)
    first = guest.secrets[0]
    answers = {await guest.refresh(first, at=at) for at in (0, 1, 0)}
    assert len(answers) == 1
    pair.clock.passed(OVERLAP_MS + 1)
    assert await guest.refresh(first, at=1) not in answers
    assert await guest.refresh(at=0)


async def test_who_logs_out_is_out(bench, guest):
    device = await guest.device()
    second = await guest.refresh()
    await guest.house().visitors.logout("v_guest.0.made.up")
    await guest.house().visitors.logout("nonsense")
    assert device.closed is None
    for _ in range(2):
        await guest.house().visitors.logout(second)
    await bench.quiet()
    assert device.closed.code == 4401
    assert [await guest.refused(secret) for secret in guest.secrets] == ["unauthenticated"] * 2


@pytest.mark.parametrize("looked", [False, True])
async def test_a_visit_that_ends_while_a_hello_reads_the_store_opens_nothing(bench, guest, looked):
    """The sockets that are known are closed; this one is not known yet, but expected."""
    device = bench.device(guest.id)
    with bench.node.reads.held(arrivals.arrived, looked=looked) as gate:
        device.say("hello", token=guest.token())
        await gate.reached()
        await guest.house().visitors.logout(guest.secrets[0])
        gate.open()
    await bench.quiet()
    await until(lambda: device.closed, "closed")
    assert device.closed.code == 4401
    assert not device.told("welcome")
    assert bench.hub.sessions == {}


async def test_a_token_of_a_visitor_nobody_knows_opens_nothing(bench, guest):
    stranger = Guest(bench, type(guest.user)("v_nobody", "customer", "", "none"))
    device = bench.device("v_nobody")
    assert (await device.ask("hello", token=stranger.token()))["code"] == "unauthenticated"


async def test_what_happens_is_logged_without_a_secret(bench):
    with structlog.testing.capture_logs() as logs:
        guest = await Guest.comes(bench)
        await guest.refresh()
        await guest.refresh()
        bench.clock.passed(OVERLAP_MS + 1)
        await guest.refused(guest.secrets[0])
    told = [(line["event"], line.get("why")) for line in logs if line["event"].startswith("visitor.")]
    assert told == [("visitor.came", None), ("visitor.ended", "reuse")]
    assert not any(secret.split(".")[2] in str(logs) for secret in guest.secrets)
