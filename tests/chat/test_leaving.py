"""Going out, being replaced, coming back: nothing from that seq on, on any of one's sessions, on any node."""

import asyncio

import pytest

from server.core.changes import Actor, Person
from server.core.refusals import Refusal
from tests.chat.bench import ORDER


async def test_left_comes_in_its_place_and_nothing_of_the_room_after_it(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    await ann.sent(ORDER, "before")
    await bench.remove("ken")
    await ann.sent(ORDER, "after")
    await bench.skip(1_000)
    assert max(ken.seqs(ORDER)) == 5
    assert ken.about(ORDER)[-1] == {"t": "left", "room": ORDER, "reason": "removed"}
    assert [entry["kind"] for frame in ann.told("entries", ORDER) for entry in frame["entries"]] == [
        "message", "leave", "message",
    ]  # fmt: skip


async def test_every_session_of_a_removed_participant_is_told_viewing_or_not(bench):
    await bench.room()
    ann, viewing = await bench.person("ann"), await bench.person("ken", "driver")
    outside = bench.device("ken", "driver")
    await outside.hello()
    await bench.remove("ken")
    await ann.sent(ORDER, "after")
    await bench.skip(1_000)
    for device in (viewing, outside):
        assert device.about(ORDER)[-1] == {"t": "left", "room": ORDER, "reason": "removed"}
        assert len(device.told("left")) == 1


async def test_after_removal_all_that_is_asked_is_not_found_and_a_join_says_left(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await bench.remove("ken")
    await bench.quiet()
    join = await ken.ask("join", room=ORDER, since=4)
    assert (join["t"], join["reason"]) == ("left", "removed")
    refused = await ken.sent(ORDER, "unsent", "cid-unsent-1")
    assert (refused["code"], refused["cid"], refused["room"]) == ("not_found", "cid-unsent-1", ORDER)
    for t, fields in (("history", {}), ("seen", {"read": 1}), ("typing", {"on": True})):
        assert (await ken.ask(t, room=ORDER, **fields))["code"] == "not_found"


async def test_who_leaves_by_themself_is_told_on_their_other_devices(bench):
    await bench.room()
    ann, phone, tablet = await bench.person("ann"), await bench.person("mia", "merchant"), bench.device("mia")
    await tablet.hello()
    await bench.remove("mia", by=Actor("mia", "Mia", "merchant"))
    await bench.quiet()
    assert [phone.told("left")[0]["reason"], tablet.told("left")[0]["reason"]] == ["removed", "removed"]
    assert (await ann.hears("entries"))["entries"][0]["body"] == {"user": "mia", "reason": "left"}


async def test_a_send_that_races_with_the_removal_holds_before_it_or_not_at_all(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    for _ in range(10):
        refs = [ken.text(ORDER, "racing") for _ in range(3)]
        removing = asyncio.ensure_future(bench.remove("ken"))
        refs += [ken.text(ORDER, "racing") for _ in range(3)]
        await bench.spin(3)
        refs += [ken.text(ORDER, "racing") for _ in range(3)]
        leave = (await removing)["seq"]
        answers = [await ken.answer(ref) for ref in refs]
        acked = [answer["seq"] for answer in answers if answer["t"] == "ack"]
        assert all(seq < leave for seq in acked)
        assert {answer["code"] for answer in answers if answer["t"] == "error"} <= {"not_found"}
        await bench.quiet()
        assert max(ken.seqs(ORDER), default=0) < leave
        seen = [e["seq"] for f in ann.told("entries", ORDER) for e in f["entries"] if e.get("by") == "ken"]
        assert set(acked) <= set(seen)
        await bench.add("ken", "driver")
        ken.forget()
        assert (await ken.ask("join", room=ORDER))["t"] == "joined"
        ken.forget()


async def test_a_swap_is_one_entry_and_the_old_one_gets_replaced(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    bob, other = bench.device("bob", "driver"), bench.device("ken", "driver")
    await bob.hello()
    await other.hello()
    people = bench.node.machine.house.people
    told = await people.swap(Actor(None, host=True), ORDER, "ken", Person(user="bob", role="driver"), "cid-swap-1")
    assert (told["seq"], told["changed"]) == (5, True)
    await bench.skip(500)
    entry = (await ann.hears("entries"))["entries"][0]
    assert (entry["kind"], entry["body"]["user"], entry["body"]["replaces"]) == ("join", "bob", "ken")
    assert [device.told("left")[0]["reason"] for device in (ken, other)] == ["replaced", "replaced"]
    assert ken.told("entries", ORDER) == []
    assert (await bob.hears("room", room=ORDER))["role"] == "driver"
    assert (await ken.sent(ORDER, "my outbox"))["code"] == "not_found"
    assert (await bob.ask("join", room=ORDER))["first_seq"] == 5
    drivers = [p["user"] for p in (await ann.ask("join", room=ORDER))["participants"] if p.get("left_seq") is None]
    assert drivers == ["ann", "mia", "bob"]


async def test_who_comes_back_has_a_new_window_and_must_join_again(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    await bench.remove("ken")
    await ann.sent(ORDER, "without ken")
    await bench.add("ken", "driver")
    await ann.sent(ORDER, "ken is back")
    await bench.skip(500)
    assert ken.told("entries", ORDER) == []
    assert (await ken.hears("room", room=ORDER))["last_seq"] == 8
    joined = await ken.ask("join", room=ORDER, since=4)
    assert (joined["first_seq"], joined["reset"]) == (7, False)
    assert [entry["seq"] for entry in joined["entries"]] == [7, 8]
    assert [e["seq"] for e in (await ken.ask("history", room=ORDER))["entries"]] == [7, 8]


async def test_removal_and_return_in_one_batch_are_told_as_left_and_a_room_of_ones_own(bench):
    await bench.room()
    ken, outside = await bench.person("ken", "driver"), bench.device("ken", "driver")
    await outside.hello()
    await asyncio.gather(bench.remove("ken"), bench.add("ken", "driver"))
    await bench.skip(500)
    for device in (ken, outside):
        assert [frame["t"] for frame in device.about(ORDER)][-2:] == ["left", "room"]


async def test_leaving_closes_views_on_every_node(pair):
    await pair.room()
    ann = await pair.person("ann", at=0)
    here, there = await pair.person("ken", "driver", at=0), await pair.person("ken", "driver", at=1)
    outside = pair.device("ken", "driver", at=1)
    await outside.hello()
    await pair.remove("ken")
    await ann.sent(ORDER, "after")
    await pair.skip(500)
    for device in (here, there, outside):
        assert device.about(ORDER)[-1] == {"t": "left", "room": ORDER, "reason": "removed"}
        assert max(device.seqs(ORDER), default=0) < 5


async def test_notices_that_waited_for_a_slow_reader_are_dropped_by_left(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    outside = bench.device("ken", "driver")
    await outside.hello()
    ken.asleep = outside.asleep = True
    ann.say("seen", room=ORDER, read=4)
    ann.say("typing", room=ORDER, on=True)
    await ann.sent(ORDER, "one")
    await bench.skip(500)
    await bench.remove("ken")
    await bench.quiet()
    for device in (ken, outside):
        device.wake_up()
        await bench.spin()
        assert device.about(ORDER)[-1]["t"] == "left"


async def test_cursors_that_moved_just_before_leaving_are_not_told_to_who_left(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    await bench.skip(200)
    ken.say("seen", room=ORDER, read=3)
    await bench.skip(10, 10)
    ann.say("seen", room=ORDER, read=4)
    ken.say("seen", room=ORDER, read=4)
    await bench.remove("ken")
    await bench.skip(500)
    assert ken.about(ORDER)[-1]["t"] == "left"
    assert ann.told("receipts")[-1]["cursors"] == [
        {"user": "ann", "delivered": 4, "read": 4}, {"user": "ken", "delivered": 4, "read": 4},
    ]  # fmt: skip


async def test_what_a_departed_driver_had_read_still_counts(bench):
    """“Seen by 2 of 3” is derived from cursors: those of who left stay as they were."""
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    await ann.sent(ORDER, "hello")
    ken.say("seen", room=ORDER, read=5)
    await bench.remove("ken")
    await bench.skip(1_500)
    fresh = await (await bench.device("ann").entered()).ask("join", room=ORDER)
    bench.hub.rooms.clear()
    again = await (await bench.device("ann").entered()).ask("join", room=ORDER)
    for joined in (fresh, again):
        person = next(p for p in joined["participants"] if p["user"] == "ken")
        assert (person["left_seq"], person["delivered"], person["read"]) == (6, 5, 5)


async def told_and_changed_since(bench, mia):
    """Write messages, take ann out, and change every one of them after that."""
    await mia.sent(ORDER, "original")
    await mia.sent(ORDER, "edited before")
    await mia.ask("edit", room=ORDER, cid="cid-edit-1", target=6, body={"type": "text", "text": "once"})
    await mia.ask("react", room=ORDER, cid="cid-react-1", target=5, emoji="👍")
    await mia.sent(ORDER, "to be erased")
    await bench.remove("ann")
    await mia.ask("edit", room=ORDER, cid="cid-edit-2", target=5, body={"type": "text", "text": "changed"})
    await mia.ask("edit", room=ORDER, cid="cid-edit-3", target=6, body={"type": "text", "text": "twice"})
    await mia.ask("react", room=ORDER, cid="cid-react-2", target=6, emoji="🎉")
    await mia.ask("redact", room=ORDER, cid="cid-redact", target=9)


async def test_a_former_customer_reads_their_interval_as_it_was_but_for_what_was_erased(bench):
    await bench.room()
    ann, mia = await bench.person("ann"), await bench.person("mia", "merchant")
    await told_and_changed_since(bench, mia)
    page = await ann.ask("history", room=ORDER, limit=100)
    shown = {entry["seq"]: entry for entry in page["entries"]}
    assert list(shown) == list(range(1, 10))
    assert (shown[5]["body"]["text"], shown[5]["rev"], shown[5]["reactions"]) == ("original", 8, {"👍": ["mia"]})
    assert (shown[6]["body"]["text"], shown[6]["rev"]) == ("once", 7)
    assert "reactions" not in shown[6]
    assert shown[9]["body"] == {}
    house, actor = bench.node.machine.house, Actor("ann", "Ann", "customer")
    assert (await house.history.page(actor, ORDER, None, None, 100))["entries"] == page["entries"]


async def test_a_former_customer_finds_no_room_and_no_receipts_and_a_former_driver_no_history(bench):
    await bench.room()
    house, ann, ken = bench.node.machine.house, Actor("ann", "Ann", "customer"), Actor("ken", "Ken", "driver")
    await bench.remove("ann")
    await bench.remove("ken")
    for asking in (
        house.rooms.get(ann, ORDER),
        house.rooms.receipts(ann, ORDER),
        house.history.page(ken, ORDER, None, None, 100),
    ):
        with pytest.raises(Refusal) as refused:
            await asking
        assert refused.value.code == "not_found"


@pytest.mark.parametrize(
    ("span", "seqs", "more"),
    [
        ({"limit": 3}, [6, 7, 8], True),
        ({"before": 4, "limit": 2}, [2, 3], True),
        ({"after": 2, "limit": 2}, [3, 4], True),
        ({"after": 2, "before": 8, "limit": 3}, [3, 4, 5], True),
        ({"after": 6}, [7, 8], False),
        ({"after": 8}, [], False),
        ({"after": 800}, [], False),
        ({"before": 1}, [], False),
    ],
)
async def test_pages_of_a_former_customer_are_cut_at_the_leaving_without_holes(bench, span, seqs, more):
    await bench.room()
    ann = await bench.person("ann")
    for number in range(4):
        await ann.sent(ORDER, str(number))
    await bench.remove("ann")
    ken = await bench.person("ken", "driver")
    await ken.sent(ORDER, "after")
    page = await ann.ask("history", room=ORDER, **span)
    assert [entry["seq"] for entry in page["entries"]] == seqs
    assert page["more"] is more
