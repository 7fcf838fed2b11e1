"""Colleagues are mentioned in the staff lane: they are told at once, and it counts until they have read it."""

import pytest

from server.core import ids
from tests.chat.bench import ORDER
from tests.chat.test_inbox import reading, rows


async def wrote(device, lane, *mentions, text="look at this", **fields):
    body = {"type": "text", "text": text, "mentions": list(mentions)}
    return await device.ask("send", room=lane, cid=ids.fresh("c"), body=body, **fields)


@pytest.fixture
async def team(bench):
    """Return the bench with an order, its lane and two colleagues, of whom one writes."""
    await bench.room()
    await bench.staff("bob")
    return bench, bench.staff_lane(), await bench.person("bob", "agent", bench.staff_lane())


async def test_who_is_mentioned_and_not_looking_has_the_row_at_once(team):
    bench, lane, bob = team
    amy = await reading(bench)
    assert (await wrote(bob, lane, "amy"))["t"] == "ack"
    await bench.skip(300)
    row = rows(amy)[ORDER]
    assert (row["mentions"], row["unread"]) == (1, 0)
    assert "mentions" in (await bob.hears("entries", room=lane))["entries"][0]["body"]


async def test_a_mention_counts_until_the_mark_in_the_lane_passes_it(team):
    bench, lane, bob = team
    amy = await reading(bench)
    first, second = await wrote(bob, lane, "amy"), await wrote(bob, lane, "amy", "bob", "amy")
    await bench.skip(300)
    assert rows(amy)[ORDER]["mentions"] == 2
    await amy.ask("join", room=lane)
    amy.say("seen", room=lane, read=first["seq"])
    await bench.skip(500)
    assert rows(amy)[ORDER]["mentions"] == 1
    amy.say("seen", room=lane, read=second["seq"])
    await bench.skip(500)
    assert rows(amy)[ORDER]["mentions"] == 0
    again = await reading(bench)
    assert rows(again)[ORDER]["mentions"] == 0


async def test_what_was_erased_or_edited_away_mentions_nobody(team):
    bench, lane, bob = team
    amy = await reading(bench)
    first, second = await wrote(bob, lane, "amy"), await wrote(bob, lane, "amy")
    await bob.ask("redact", room=lane, cid=ids.fresh("c"), target=first["seq"])
    body = {"type": "text", "text": "never mind"}
    await bob.ask("edit", room=lane, cid=ids.fresh("c"), target=second["seq"], body=body)
    await bench.skip(300)
    assert rows(amy)[ORDER]["mentions"] == 0


async def test_one_is_not_told_of_ones_own_mention(team):
    bench, lane, bob = team
    await bob.ask("inbox", on=True)
    await wrote(bob, lane, "bob")
    await bench.skip(300)
    assert rows(bob)[ORDER]["mentions"] == 0


@pytest.mark.parametrize("mentions", [["ann"], ["nobody"], [f"s_{n}" for n in range(21)], ["bob", "ken"]])
async def test_only_colleagues_are_mentioned_and_not_too_many(team, mentions):
    _, lane, bob = team
    refused = await wrote(bob, lane, *mentions)
    assert (refused["code"], refused["field"]) == ("bad_field", "body.mentions")


async def test_nobody_is_mentioned_where_parties_read(team):
    bench, _, _ = team
    await bench.staff("amy")
    await bench.add("amy", "agent")
    amy, ann = await bench.person("amy", "agent"), await bench.person("ann")
    assert (await wrote(amy, ORDER, "bob"))["field"] == "body.mentions"
    assert (await wrote(ann, ORDER, "bob"))["field"] == "body.mentions"
    done = await amy.sent(ORDER, "plain")
    body = {"type": "text", "text": "now", "mentions": ["bob"]}
    refused = await amy.ask("edit", room=ORDER, cid=ids.fresh("c"), target=done["seq"], body=body)
    assert refused["code"] == "bad_field"


async def test_a_note_that_mentions_nobody_is_stored_as_before(team):
    _, lane, bob = team
    await wrote(bob, lane)
    assert (await bob.hears("entries", room=lane))["entries"][0]["body"] == {"type": "text", "text": "look at this"}
