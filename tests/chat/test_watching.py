"""Who of staff has a room open, and writes there: told to staff who do, on every node, and to nobody else."""

from server.storage import audit
from tests.chat.bench import ORDER


async def looking(bench, user, *rooms, at=0):
    await bench.staff(user)
    return await bench.person(user, "agent", *(rooms or (ORDER,)), at=at, observe=True)


def shown(device, room=ORDER):
    """Return who is told to have the room open, and who of them to write."""
    staff = device.told("watch", room)[-1]["staff"]
    return [one["user"] for one in staff], [one["user"] for one in staff if one["writing"]]


async def test_staff_see_who_else_has_the_room_open(bench):
    await bench.room()
    amy = await looking(bench, "amy")
    assert shown(amy) == (["amy"], [])
    bob = await looking(bench, "bob")
    await bench.quiet()
    assert shown(amy) == shown(bob) == (["amy", "bob"], [])
    assert amy.told("watch")[-1]["staff"][1] == {"user": "bob", "name": "Bob", "writing": False}
    await bob.ask("leave", room=ORDER)
    await bench.quiet()
    assert shown(amy) == (["amy"], [])


async def test_whoever_closes_the_room_and_not_its_lane_still_has_it_open(bench):
    await bench.room()
    lane = bench.staff_lane()
    amy, bob = await looking(bench, "amy"), await looking(bench, "bob", ORDER, lane)
    await bob.ask("leave", room=ORDER)
    await bench.quiet()
    assert shown(amy) == (["amy", "bob"], [])
    bob.gone()
    await bench.quiet()
    assert shown(amy) == (["amy"], [])


async def test_who_writes_in_the_lane_is_told_and_stops_by_themself(bench):
    await bench.room()
    lane = bench.staff_lane()
    amy, bob = await looking(bench, "amy"), await looking(bench, "bob", lane)
    bob.say("typing", room=lane, on=True)
    await bench.quiet()
    assert shown(amy) == (["amy", "bob"], ["bob"])
    await bench.skip(7_500, 500)
    assert shown(amy) == (["amy", "bob"], [])


async def test_an_agent_who_writes_in_the_room_is_told_too(bench):
    await bench.room()
    await bench.staff("bob")
    await bench.add("bob", "agent")
    amy, bob = await looking(bench, "amy"), await bench.person("bob", "agent")
    bob.say("typing", room=ORDER, on=True)
    await bench.quiet()
    assert shown(amy) == (["amy", "bob"], ["bob"])
    await bob.sent(ORDER, "here you are")
    await bench.quiet()
    assert shown(amy) == (["amy", "bob"], [])


async def test_it_stands_in_the_rows_of_inboxes(bench):
    await bench.room()
    sue = await bench.device("sue", "agent").entered() if await bench.staff("sue", "supervisor") else None
    await sue.ask("inbox", on=True)
    amy = await looking(bench, "amy")
    await bench.skip(300)
    assert sue.told("inbox")[-1]["rows"][0]["watchers"] == [{"user": "amy", "name": "Amy", "writing": False}]
    amy.gone()
    await bench.skip(300)
    assert sue.told("inbox")[-1]["rows"][0]["watchers"] == []


async def test_nobody_but_staff_is_told(bench):
    await bench.room()
    lane = bench.staff_lane()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    amy = await looking(bench, "amy", ORDER, lane)
    amy.say("typing", room=lane, on=True)
    await bench.skip(7_000, 500)
    amy.gone()
    await bench.skip(12_000, 1_000)
    for party in (ann, ken):
        assert party.told("watch") == party.told("inbox") == []
        assert "amy" not in str(party.frames)


async def test_it_is_told_on_every_node_and_heals(pair):
    await pair.room()
    amy, bob = await looking(pair, "amy"), await looking(pair, "bob", at=1)
    await pair.quiet()
    assert shown(amy) == shown(bob) == (["amy", "bob"], [])
    pair.exchange.fault = lambda _receiver, _items: []
    bob.gone()
    await pair.skip(1_000, 500)
    assert shown(amy) == (["amy", "bob"], []), "the word was lost"
    pair.exchange.fault = lambda _receiver, items: [items]
    await pair.skip(6_000, 500)
    assert shown(amy) == (["amy"], [])


async def test_a_node_that_is_gone_has_nobody(pair):
    await pair.room()
    amy = await looking(pair, "amy")
    await looking(pair, "bob", at=1)
    await pair.quiet()
    pair.nodes[1].bus.cut()
    await pair.skip(16_500, 500)
    assert shown(amy) == (["amy"], [])


async def test_who_looks_into_a_room_from_the_teams_page_observes_and_stands_in_the_audit_log(bench):
    """What the page's "Look into it" does: the room is opened to observe, and its staff lane with it."""
    await bench.room()
    ann, amy = await bench.person("ann"), await looking(bench, "amy")
    await bench.staff("sue")
    sue = await bench.device("sue", "agent").entered()
    ann.forget()
    assert (await sue.ask("join", room=ORDER, observe=True))["you"]["observer"] is True
    await sue.ask("join", room=bench.staff_lane(), observe=True)
    await bench.quiet()
    assert shown(amy) == (["amy", "sue"], [])
    read = bench.node.parts.database.read
    looks = [act for act in await read(audit.page, None, 9) if act["by"] == "sue"]
    assert [(act["act"], act["on"], act["more"]) for act in looks] == [("room_looked_into", ORDER, {"kind": "order"})]
    assert ann.frames == []
