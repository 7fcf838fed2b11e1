"""What staff do around a room: silence somebody, call it spam, note when to come back; and the load they bear."""

from server.core import ids, replies, tending
from server.core.encoded import Encoded
from tests.chat.bench import ORDER
from tests.desk.house import House

MINUTE = 60_000


async def writes(device, room: str = ORDER, said: str = "hello") -> str:
    """Say something; return `ack`, or the code of the refusal."""
    answer = await device.sent(room, said)
    return answer.get("code", answer["t"])


async def shop(house: House) -> None:
    await house.bench.room()
    await house.bench.staff("amy")


# -- silenced ----------------------------------------------------------------------------------------


async def test_who_is_silenced_reads_and_is_told_and_no_other_party_learns_of_it(house: House):
    await shop(house)
    ann, ken = await house.bench.person("ann"), await house.bench.person("ken", "driver")
    assert await writes(ken) == "ack"
    for device in (ann, ken):
        device.forget()
    await house.does("amy", ORDER, tending.Silence(user="ken"))
    await house.bench.quiet()
    assert (await ken.hears("silenced"))["on"] is True
    assert await writes(ken) == "forbidden"
    for said in ("react", "edit"):
        more = {"emoji": "👍", "on": True} if said == "react" else {"body": {"type": "text", "text": "x"}}
        answer = await ken.ask(said, room=ORDER, cid=ids.fresh("c"), target=5, **more)
        assert answer["code"] == "forbidden", said
    assert (await ken.ask("typing", room=ORDER, on=True))["code"] == "forbidden"
    assert (await ken.ask("redact", room=ORDER, cid=ids.fresh("c"), target=5))["t"] == "ack"
    await house.bench.quiet()
    assert {frame["t"] for frame in ann.frames} == {"entries"}, "of what was silenced she learns nothing"
    assert await writes(ann) == "ack"
    assert (await ken.hears("entries"))["entries"][0]["body"]["text"] == "hello"
    await house.does("amy", ORDER, tending.Hear(user="ken"))
    assert (await ken.hears("silenced", on=False))["room"] == ORDER
    assert await writes(ken) == "ack"


async def test_that_others_learn_of_a_silence_would_be_seen(house: House):
    """Planted: what is for the silenced goes to every view."""
    await shop(house)
    ann, hub = await house.bench.person("ann"), house.bench.hub

    def to_all(live, _user, *, on):
        for view in live.viewers():
            view.connection.notice("leak", Encoded(replies.silenced(live.id, on=on)))

    hub.repair._tell_silenced = to_all
    ann.forget()
    await house.does("amy", ORDER, tending.Silence(user="ken"))
    await house.bench.quiet()
    assert {frame["t"] for frame in ann.frames} == {"silenced"}


async def test_who_comes_again_is_told_what_is_left_to_them(house: House):
    await shop(house)
    await house.does("amy", ORDER, tending.Silence(user="ken"))
    ken = house.bench.device("ken", "driver")
    await ken.hello()
    you = (await ken.ask("join", room=ORDER))["you"]
    assert (you["silenced"], you["can"]) == (True, ["help", "history", "redact", "seen"])
    ann = house.bench.device("ann")
    await ann.hello()
    joined = await ann.ask("join", room=ORDER)
    assert "silenced" not in joined["you"]
    assert "silence" not in str(joined), "nobody else can tell"


async def test_silence_holds_in_the_lanes_and_is_known_on_every_node(houses: House):
    """That a node judges what is written by what another one did is shown on PostgreSQL (tests/storage)."""
    await shop(houses)
    bench = houses.bench
    amy = await bench.staff("amy")
    lane, _ = await bench.node.machine.house.people.lane(amy, ORDER, ["ken"], ids.fresh("c"))
    here = await bench.person("ken", "driver", lane["room"])
    there = await bench.person("ken", "driver", ORDER, lane["room"], at=1)
    assert await writes(here, lane["room"]) == "ack"
    await houses.does("amy", ORDER, tending.Silence(user="ken"))
    await bench.quiet()
    assert (await there.hears("silenced"))["room"] == ORDER
    assert [await writes(here, room) for room in (ORDER, lane["room"])] == ["forbidden"] * 2
    for room in (ORDER, lane["room"]):
        assert (await there.ask("typing", room=room, on=True))["code"] == "forbidden"


async def test_a_lost_word_between_nodes_is_made_good(houses: House):
    await shop(houses)
    ken = await houses.bench.person("ken", "driver", at=1)
    houses.bench.nodes[1].hub.heard = lambda *_: None
    houses.bench.nodes[1].bus._deliver = lambda *_: None
    await houses.does("amy", ORDER, tending.Silence(user="ken"))
    await houses.bench.nodes[1].hub.repair.look(houses.bench.clock.monotonic(), degraded=True)
    assert (await ken.hears("silenced"))["on"] is True


# -- spam, follow-ups ---------------------------------------------------------------------------------


async def test_spam_leaves_the_queue_and_every_count_and_comes_back(house: House):
    await house.comes("amy")
    load = house.bench.node.machine.house.workspace.load
    await house.waits("r1", "r2")
    await house.rounds()
    await house.does("amy", "r1", tending.Accept())
    await house.does("amy", "r1", tending.Spam())
    await house.rounds()
    assert await house.having("r1", "r2") == [(None, None), ("amy", "offered")]
    told = await load.now()
    assert (told["queue"]["waiting"], told["agents"][0]["open"]) == (1, 0)
    await house.writes("r1")
    await house.rounds()
    assert await house.having("r1") == [(None, None)], "whatever they write"
    await house.does("amy", "r1", tending.NotSpam())
    await house.rounds()
    assert await house.having("r1") == [("amy", "offered")]


async def test_a_follow_up_is_noted_and_moves_nothing_else(house: House):
    await house.comes("amy")
    await house.waits("r")
    await house.does("amy", "r", tending.Mark(due_at=house.now + MINUTE))
    await house.rounds()
    held = await house.stands("r")
    assert (held.agent, held.due_at) == ("amy", house.now + MINUTE - 0)


# -- the load -----------------------------------------------------------------------------------------


async def test_the_load_is_what_the_lanes_tell(house: House):
    await house.comes("amy", "team:day")
    await house.comes("bob", capacity=0)
    await house.waits("r1", "r2", "r3")
    await house.does("amy", "r1", tending.Assign(agent="amy"))
    await house.does("bob", "r2", tending.Mark(needs=("team:night",)))
    await house.does("bob", "r3", tending.Mark(hold="pending"))
    house.bench.clock.passed(MINUTE)
    told = await house.bench.node.machine.house.workspace.load.now()
    amy, bob = told["agents"]
    assert (amy["user"], amy["name"], amy["state"], amy["capacity"]) == ("amy", "Amy", "online", 2)
    assert (amy["open"], amy["waiting"], amy["connected"]) == (1, 1, True)
    assert amy["longest_wait_s"] >= 60
    assert (bob["open"], bob["longest_wait_s"]) == (0, None)
    assert (told["queue"]["waiting"], [team["team"] for team in told["queue"]["teams"]]) == (1, ["night"])
