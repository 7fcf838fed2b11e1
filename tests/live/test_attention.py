"""Typing and presence: told, never stored, and over by themselves."""

import pytest

from server.live import gossip
from tests.chat.bench import ORDER


def typing(device):
    return [frame["users"] for frame in device.told("typing", ORDER)]


def presence(device, user):
    return [frame["state"] for frame in device.told("presence") if frame["user"] == user]


async def two(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    await bench.skip(300)
    return ann, ken


async def test_typing_is_told_at_once_and_to_the_one_who_types_too(bench):
    ann, ken = await two(bench)
    ken.say("typing", room=ORDER, on=True)
    await bench.spin()
    assert typing(ann) == typing(ken) == [["ken"]]


async def test_changes_are_told_at_most_every_250_ms_with_the_latest_list(bench):
    ann, ken = await two(bench)
    ken.say("typing", room=ORDER, on=True)
    ann.say("typing", room=ORDER, on=True)
    ken.say("typing", room=ORDER, on=False)
    await bench.skip(240, 10)
    assert typing(ann) == [["ken"]]
    await bench.skip(20, 10)
    assert typing(ann) == [["ken"], ["ann"]]


async def test_a_list_is_told_again_every_four_seconds_and_ends_six_after_the_last_word(bench):
    ann, ken = await two(bench)
    ken.say("typing", room=ORDER, on=True)
    await bench.skip(3_900)
    assert typing(ann) == [["ken"]]
    await bench.skip(200)
    assert typing(ann) == [["ken"], ["ken"]]
    await bench.skip(1_800)
    assert typing(ann) == [["ken"], ["ken"]]
    await bench.skip(200)
    assert typing(ann) == [["ken"], ["ken"], []]
    await bench.skip(10_000, 500)
    assert typing(ann) == [["ken"], ["ken"], []]
    assert bench.hub.rooms[ORDER].typing_timer is None


async def test_typing_on_renews_and_is_taken_once_in_three_seconds(bench):
    ann, ken = await two(bench)
    ken.say("typing", room=ORDER, on=True)
    refused = await ken.ask("typing", room=ORDER, on=True)
    assert refused["code"] == "rate_limited"
    assert 0 < refused["retry_after_ms"] <= 3_000
    for _ in range(4):
        await bench.skip(3_000)
        ken.say("typing", room=ORDER, on=True)
    await bench.skip(5_900)
    assert [] not in typing(ann)
    await bench.skip(200)
    assert typing(ann)[-1] == []


async def test_a_message_clears_its_author_and_typing_may_begin_at_once_again(bench):
    ann, ken = await two(bench)
    ken.say("typing", room=ORDER, on=True)
    await bench.skip(300)
    await ken.sent(ORDER, "there")
    await bench.skip(50, 10)
    assert typing(ann) == [["ken"], []]
    ken.say("typing", room=ORDER, on=True)
    await bench.skip(300)
    assert typing(ann)[-1] == ["ken"]
    assert ken.told("error") == []


async def test_stop_clears_and_typing_may_begin_at_once_again(bench):
    ann, ken = await two(bench)
    for on in (True, False, True):
        ken.say("typing", room=ORDER, on=on)
        await bench.skip(300)
    assert typing(ann) == [["ken"], [], ["ken"]]


async def test_typing_ends_with_the_last_session(bench):
    ann, ken = await two(bench)
    tablet = await bench.person("ken", "driver")
    ken.say("typing", room=ORDER, on=True)
    await bench.skip(300)
    ken.gone()
    await bench.skip(300)
    assert typing(ann)[-1] == ["ken"]
    tablet.gone()
    await bench.skip(300)
    assert typing(ann)[-1] == []


async def test_typing_in_a_staff_lane_ends_with_the_last_session_too(bench):
    await bench.room()
    await bench.staff()
    lane = bench.staff_lane()
    amy, bea = [await bench.person(user, "agent", lane) for user in ("amy", "bea")]
    amy.say("typing", room=lane, on=True)
    await bench.skip(300)
    amy.gone()
    await bench.skip(300)
    assert [frame["users"] for frame in bea.told("typing", lane)] == [["amy"], []]


async def test_typing_needs_an_open_view(bench):
    await bench.room()
    ken = await bench.device("ken", "driver").entered()
    assert (await ken.ask("typing", room=ORDER, on=True))["code"] == "not_found"


async def test_who_leaves_the_room_falls_out_of_the_list(bench):
    ann, ken = await two(bench)
    ken.say("typing", room=ORDER, on=True)
    await bench.skip(300)
    await bench.remove("ken")
    await bench.skip(300)
    assert typing(ann) == [["ken"], []]


async def test_typing_crosses_nodes_and_a_word_that_comes_too_late_shows_nobody_who_left(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    ken.say("typing", room=ORDER, on=True)
    await pair.skip(300)
    assert typing(ann) == [["ken"]]
    await pair.remove("ken")
    await pair.skip(300)
    pair.nodes[0].hub.attention.wrote(ORDER, "ken", on=True)
    await pair.skip(300)
    assert typing(ann) == [["ken"], []]


async def test_above_250_participants_three_names_and_a_count_are_told(bench):
    await bench.room("crowd", "group", people={f"user-{n:03d}": "member" for n in range(251)})
    devices = [await bench.person(f"user-{n:03d}", "member", "crowd") for n in range(5)]
    for device in devices:
        device.say("typing", room="crowd", on=True)
    await bench.skip(300)
    told = devices[0].told("typing", "crowd")[-1]
    assert (told["users"], told["count"]) == (["user-000", "user-001", "user-002"], 5)
    joined = devices[0].told("joined")[0]
    assert ([p["user"] for p in joined["participants"]], joined["participant_count"]) == (["user-000"], 251)


async def test_presence_is_told_when_somebody_comes_and_ten_seconds_after_the_last_session(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    tablet = bench.device("ken", "driver")
    await tablet.hello()
    await bench.quiet()
    assert presence(ann, "ken") == ["online"]
    ken.gone()
    tablet.gone()
    await bench.skip(9_500, 500)
    assert presence(ann, "ken") == ["online"]
    assert (await ann.ask("join", room=ORDER))["participants"][1]["presence"] == "online"
    await bench.skip(2_000, 500)
    assert presence(ann, "ken") == ["online", "offline"]
    assert (await ann.hears("presence", state="offline"))["since"] == "2026-11-21T20:37:44.000Z"


async def test_who_comes_back_within_the_grace_was_never_gone(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    ken.gone()
    await bench.skip(5_000, 500)
    await bench.person("ken", "driver")
    await bench.skip(15_000, 500)
    assert presence(ann, "ken") == ["online"]


async def test_away_holds_while_every_session_is_away(bench):
    await bench.room()
    ann, ken, tablet = [await bench.person(user) for user in ("ann", "ken", "ken")]
    for device, state in ((ken, "away"), (tablet, "away"), (ken, "online")):
        device.say("presence", state=state)
        await bench.quiet()
    assert presence(ann, "ken") == ["online", "away", "online"]


async def test_presence_is_told_only_in_rooms_that_are_shared(bench):
    await bench.room()
    await bench.room("order-2", people={"bob": "driver"})
    bob = await bench.person("bob", "driver", "order-2")
    await bench.person("ken", "driver")
    await bench.quiet()
    assert presence(bob, "ken") == []


async def test_a_newcomers_presence_is_told_in_a_room_that_was_live_before(bench):
    await bench.room()
    ann = await bench.person("ann")
    await bench.add("bob", "driver")
    bob = bench.device("bob", "driver")
    await bob.hello()
    await bench.quiet()
    assert presence(ann, "bob") == ["online"]
    await bench.remove("bob")
    bob.gone()
    await bench.skip(12_000, 1_000)
    assert presence(ann, "bob") == ["online"]


async def test_a_user_is_online_while_any_session_on_any_node_is(pair):
    await pair.room()
    ann = await pair.person("ann", at=0)
    here, there = await pair.person("ken", at=0), await pair.person("ken", at=1)
    await pair.skip(6_000, 500)
    here.gone()
    await pair.skip(12_000, 500)
    assert presence(ann, "ken") == ["online"]
    there.gone()
    await pair.skip(12_000, 500)
    assert presence(ann, "ken") == ["online", "offline"]


async def test_a_node_that_is_silent_for_15_s_has_nobody_online(pair):
    await pair.room()
    ann = await pair.person("ann", at=0)
    await pair.person("ken", at=1)
    await pair.skip(6_000, 500)
    pair.nodes[1].bus.cut()
    await pair.skip(14_000, 500)
    assert presence(ann, "ken") == ["online"]
    ann.say("pong")
    await pair.skip(15_000, 500)
    assert presence(ann, "ken") == ["online", "offline"]


async def test_a_change_that_the_bus_lost_is_told_by_the_next_snapshot(pair):
    await pair.room()
    ann = await pair.person("ann", at=0)
    pair.exchange.fault = lambda _node, _items: []
    await pair.person("ken", at=1)
    await pair.skip(1_000, 500)
    assert presence(ann, "ken") == []
    pair.exchange.fault = lambda _node, items: [items]
    await pair.skip(6_000, 500)
    assert presence(ann, "ken") == ["online"]


@pytest.mark.parametrize("said", [gossip.Wrote(ORDER, "ken", on=True), gossip.Here("ken", "online")])
async def test_what_is_heard_of_rooms_that_nobody_views_is_forgotten(bench, said):
    bench.hub.heard("node-9", [gossip.pack(said)])
    assert bench.hub.rooms == {}
