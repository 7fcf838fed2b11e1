"""Muting somebody for oneself: a list of one's own; delivery and order stay, counts leave the muted out."""

import pytest

from server.core.changes import Actor
from server.core.refusals import Refusal
from server.storage.mutes import MOST
from tests.chat.bench import ORDER


async def test_the_list_is_told_at_hello_and_to_nobody_else(bench):
    await bench.room()
    mutes = bench.node.machine.house.mutes
    await mutes.mute(Actor("ann"), "ken")
    assert await mutes.mute(Actor("ann"), "ken") == {"mutes": ["ken"]}
    ann, ken = await bench.device("ann").entered(), await bench.device("ken", "driver").entered()
    assert [one.told("welcome")[0]["mutes"] for one in (ann, ken)] == [["ken"], []]
    assert await mutes.unmute(Actor("ann"), "ken") == {"mutes": []}
    assert await mutes.unmute(Actor("ann"), "ken") == {"mutes": []}


async def test_everything_is_still_delivered_and_only_the_count_is_smaller(bench):
    await bench.room()
    ann, ken, mia = [await bench.person(*who) for who in (("ann",), ("ken", "driver"), ("mia", "merchant"))]
    await bench.node.machine.house.mutes.mute(Actor("ann"), "ken")
    for device in (ken, mia, ken):
        await device.sent(ORDER, "hello")
    await bench.quiet()
    assert ann.seqs(ORDER)[-3:] == [5, 6, 7]
    other = await bench.device("ann").entered()
    assert other.told("welcome")[0]["rooms"][0]["unread"] == 1
    assert other.told("welcome")[0]["rooms"][0]["last"]["by"] == "ken"


async def test_oneself_is_heard_and_the_list_is_bounded(bench):
    mutes = bench.node.machine.house.mutes
    with pytest.raises(Refusal, match="bad_field"):
        await mutes.mute(Actor("ann"), "ann")
    for number in range(MOST):
        await mutes.mute(Actor("ann"), f"user-{number}")
    with pytest.raises(Refusal, match="too_large"):
        await mutes.mute(Actor("ann"), "one-more")
    assert len((await mutes.mute(Actor("ann"), "user-0"))["mutes"]) == MOST, "who is there already may be said again"
