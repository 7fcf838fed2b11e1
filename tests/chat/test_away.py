"""Who has not read is told of it: when, once, and not while they look; on whichever node they are."""

import asyncio

import pytest

from server.core import ids
from server.core.changes import Actor
from server.core.reminders import STALE_MS
from server.core.users import User
from server.storage import follow as stored
from tests.chat.bench import HOST, ORDER
from tests.chat.clock import until
from tests.chat.leaving import after, away, kept, told, turn, who
from tests.storage.book import post


@pytest.fixture
async def bench(tmp_path):
    async with away(tmp_path) as one:
        await one.room()
        yield one


@pytest.fixture
async def pair(tmp_path):
    async with away(tmp_path, nodes=2) as two:
        await two.room()
        yield two


async def says(bench, by: str = "ann", room: str = ORDER, at: int = 0) -> int:
    """Say something without looking at anything."""
    actor = Actor(by, by.title(), "customer")
    return (await bench.nodes[at].parts.journal.append(post(actor, "a secret of theirs", room=room))).seq


async def test_each_role_has_its_time_and_the_host_is_told_nothing_of_what_was_said(bench):
    seq = await says(bench, "mia")
    assert who(await after(bench, 29.9)) == []
    assert who(await after(bench, 0.1)) == [("ken", seq)]
    assert who(await after(bench, 89.9)) == [("ken", seq)]
    found = await after(bench, 0.1)
    assert who(found) == [("ken", seq), ("ann", seq)]
    assert found[0].body == {
        "type": "message.unread",
        "timestamp": found[0].body["timestamp"],
        "data": {
            "room": ORDER, "parent": None, "subject": "Order 1042", "user": "ken", "role": "driver",
            "seq": seq, "count": 1, "at": found[0].body["data"]["at"],
        },
    }  # fmt: skip
    assert "secret" not in str(found)


async def test_once_until_read_and_then_anew(bench):
    first = await says(bench)
    await after(bench, 20)
    await says(bench)
    found = await after(bench, 10)
    assert who(found) == [("ken", first)]
    assert found[0].body["data"]["count"] == 2
    last = await says(bench)
    assert len([one for one in await after(bench, 600) if one.user == "ken"]) == 1
    ken = await bench.person("ken", "driver")
    ken.say("seen", room=ORDER, delivered=last, read=last)
    await bench.skip(1_200)
    bench.hub.exit(ken.connection)
    newest = await says(bench)
    assert [one for one in who(await after(bench, 30)) if one[0] == "ken"] == [("ken", first), ("ken", newest)]


async def test_who_reads_in_time_is_not_told_of(bench):
    seq = await says(bench)
    await turn(bench)
    ken = await bench.person("ken", "driver")
    ken.say("seen", room=ORDER, delivered=seq, read=seq)
    await bench.skip(1_200)
    bench.hub.exit(ken.connection)
    assert who(await after(bench, 60)) == []
    assert kept(bench) == 0


async def test_of_what_was_left_unread_it_is_told_although_the_first_was_read(bench):
    first = await says(bench)
    await after(bench, 20)
    second = await says(bench)
    await turn(bench)
    ken = await bench.person("ken", "driver")
    ken.say("seen", room=ORDER, delivered=second, read=first)
    await bench.skip(1_200)
    bench.hub.exit(ken.connection)
    assert who(await after(bench, 15)) == []
    assert who(await after(bench, 15)) == [("ken", second)]


async def test_who_has_the_room_in_view_is_told_of_when_they_turn_away(bench):
    seq = await says(bench)
    ken = await bench.person("ken", "driver")
    assert who(await after(bench, 45)) == []
    ken.say("presence", state="away")
    await bench.quiet()
    assert who(await after(bench, 29)) == []
    assert who(await after(bench, 1)) == [("ken", seq)]


async def test_who_is_in_another_room_does_not_see_this_one(bench):
    await bench.room("order-2")
    seq = await says(bench)
    await bench.person("ken", "driver", "order-2")
    assert who(await after(bench, 30)) == [("ken", seq)]


async def test_what_nobody_need_be_told_of(bench):
    await bench.node.machine.house.mutes.mute(Actor("ken"), "mia")
    await says(bench, "mia")
    await says(bench, "ken")
    seq = await says(bench, "ann")
    device = await bench.person("ann")
    await device.ask("redact", room=ORDER, cid=ids.fresh("c"), target=seq)
    visitor = await bench.node.machine.house.directory.ensure(User("v_1", "customer", "Visitor", "none"))
    await bench.add(visitor.id, "customer")
    bench.hub.exit(device.connection)
    found = await after(bench, 3_000)
    assert who(found) == [("ann", seq - 2)], (
        "Ken has muted Mia; what Ann took back is gone; a visitor is not the host's"
    )


async def test_who_has_left_is_not_told_of(bench):
    await says(bench)
    await turn(bench)
    await bench.remove("ken")
    assert who(await after(bench, 60)) == []
    assert kept(bench) == 0
    await bench.add("ken", "driver", history="all")
    assert who(await after(bench, 60)) == [], "what was said before they came is no news"


async def test_what_is_old_when_it_is_come_to_is_passed_over(bench):
    await says(bench)
    bench.clock.passed(STALE_MS + 1)
    seq = await says(bench)
    assert [one for one in who(await after(bench, 30)) if one[0] == "ken"] == [("ken", seq)]


async def test_a_lane_is_told_to_those_in_it(bench):
    lane, _ = await bench.node.machine.house.people.lane(HOST, ORDER, ["ken"], ids.fresh("c"))
    amy = await bench.staff("amy")
    await bench.node.parts.journal.append(post(amy, "for you", room=lane["room"]))
    sent = await after(bench, 200)
    assert [(one.user, one.body["data"]["parent"]) for one in sent] == [("ken", ORDER)]
    assert sent[0].body["data"]["subject"] == "Order 1042"


async def test_while_nobody_wants_to_know_the_place_moves_on(tmp_path):
    async with away(tmp_path, webhook_url="", webhook_secret="") as bench:
        await bench.room()
        await says(bench)
        place = bench.node.parts.database.call(stored.known_place, "away")
        assert not await turn(bench)
        assert bench.node.parts.database.call(stored.known_place, "away") == place, "not at every look"
        bench.clock.passed(60_000)
        await turn(bench)
        newest = bench.node.parts.database.call(stored.newest)
        assert bench.node.parts.database.call(stored.known_place, "away") == newest != place
        assert kept(bench) == 0


async def test_one_node_follows_and_another_goes_on_when_it_is_gone(pair):
    one = await says(pair, at=1)
    await turn(pair, 0)
    two = await says(pair, "mia", at=0)
    await turn(pair, 1)
    place = pair.node.parts.database.call(stored.known_place, "away")
    assert place != pair.node.parts.database.call(stored.newest), "the other node's turn has not come"
    pair.clock.passed(8_000)
    await turn(pair, 1)
    assert pair.node.parts.database.call(stored.known_place, "away") == pair.node.parts.database.call(stored.newest)
    pair.clock.passed(120_000)
    await turn(pair, 1)
    await turn(pair, 0)
    assert sorted(who(told(pair))) == [("ann", two), ("ken", one)]


@pytest.mark.parametrize("other", ["leads", "is gone by then"])
async def test_a_node_that_was_frozen_amid_a_round_writes_nothing_when_it_wakes(pair, other):
    seq = await says(pair)
    first = pair.node.machine.outside.away
    with pair.node.reads.held(first._follower._read_on, looked=True) as gate:
        task = asyncio.ensure_future(first.once())
        await gate.reached()
        pair.clock.passed(9_000)
        await turn(pair, 1)
        assert kept(pair) == 1
        place = pair.node.parts.database.call(stored.known_place, "away")
        if other == "leads":
            wrote: list[object] = []
            assert not await first._follower.write(wrote.append)
            assert wrote == [], "another node leads"
        else:
            pair.clock.passed(9_000)
            await says(pair, "mia")
        gate.open()
        await until(task.done, "the frozen node's round")
    assert pair.node.parts.database.call(stored.known_place, "away") == place
    assert kept(pair) == 1
    pair.clock.passed(9_000)
    assert [one for one in who(await after(pair, 30, at=1)) if one[0] == "ken"] == [("ken", seq)]


async def test_who_looks_on_another_node_is_not_told_of(pair):
    seq = await says(pair)
    ken = await pair.person("ken", "driver", at=1)
    assert who(await after(pair, 45)) == []
    pair.nodes[1].hub.exit(ken.connection)
    assert who(await after(pair, 45)) == [("ken", seq)]


async def test_a_node_that_goes_leaves_it_to_another_at_once_and_goes_without_a_store_too(pair):
    first = pair.node.machine.outside.away._follower
    await turn(pair)
    await first.let_go()
    assert await pair.nodes[1].machine.outside.away._follower.leads()
    await pair.nodes[1].machine.outside.away._follower.let_go()
    assert await first.leads()
    await pair.node.parts.journal.close()
    await first.let_go()


async def test_a_store_that_is_away_for_a_round_costs_nothing(bench):
    seq = await says(bench)
    bench.node.reads.broken = True
    with pytest.raises(Exception, match="unavailable"):
        await turn(bench)
    bench.node.reads.broken = False
    assert who(await after(bench, 30)) == [("ken", seq)]


async def test_what_was_told_long_ago_is_forgotten(bench):
    await says(bench)
    await after(bench, 600)
    assert kept(bench) == 1
    bench.clock.passed(31 * 86_400_000)
    await turn(bench)
    assert (kept(bench), told(bench)) == (0, [])
