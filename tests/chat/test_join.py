"""What `joined` holds: the window, what was missed, and when a client must start anew."""

import pytest

from tests.chat.bench import ORDER


async def said(bench, device, count, size=4):
    """Write many messages at once, and wait for them."""
    refs = [device.text(ORDER, f"{number:04d}".ljust(size, "x")) for number in range(count)]
    await device.answer(refs[-1])
    await bench.quiet()


async def test_without_since_the_newest_fifty_come_and_it_is_no_reset(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await said(bench, ken, 60)
    joined = await (await bench.device("ann").entered()).ask("join", room=ORDER)
    assert [entry["seq"] for entry in joined["entries"]] == list(range(15, 65))
    assert (joined["reset"], joined["last_seq"]) == (False, 64)


async def test_with_since_all_that_came_after_it_is_there(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await said(bench, ken, 60)
    joined = await (await bench.device("ann").entered()).ask("join", room=ORDER, since=3)
    assert [entry["seq"] for entry in joined["entries"]] == list(range(4, 65))
    assert joined["reset"] is False


async def test_since_at_the_head_brings_nothing_and_asks_the_store_nothing(bench):
    await bench.room()
    await bench.person("ken", "driver")
    ann = await bench.device("ann").entered()
    bench.node.reads.broken = True
    joined = await ann.ask("join", room=ORDER, since=4)
    bench.node.reads.broken = False
    assert (joined["entries"], joined["reset"], joined["last_seq"]) == ([], False, 4)


async def test_since_beyond_the_head_begins_anew(bench):
    await bench.room()
    ann = await bench.device("ann").entered()
    joined = await ann.ask("join", room=ORDER, since=5)
    assert joined["reset"] is True
    assert [entry["seq"] for entry in joined["entries"]] == [1, 2, 3, 4]


async def test_since_below_the_window_counts_as_its_beginning(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await said(bench, ken, 3)
    await bench.add("bob", "driver")
    await said(bench, ken, 2)
    joined = await (await bench.device("bob", "driver").entered()).ask("join", room=ORDER, since=0)
    assert (joined["first_seq"], joined["reset"]) == (8, False)
    assert [entry["seq"] for entry in joined["entries"]] == [8, 9, 10]


async def test_five_hundred_entries_come_as_they_are_and_one_more_is_a_reset(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await said(bench, ken, 496)
    ann = await bench.device("ann").entered()
    joined = await ann.ask("join", room=ORDER, since=0)
    assert (len(joined["entries"]), joined["reset"]) == (500, False)
    await said(bench, ken, 1)
    joined = await ann.ask("join", room=ORDER, since=0)
    assert [entry["seq"] for entry in joined["entries"]] == list(range(452, 502))
    assert joined["reset"] is True


async def test_above_256_kib_joined_is_a_reset_to_what_fits(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await said(bench, ken, 80, 4096)
    ann = await bench.device("ann").entered()
    joined = await ann.ask("join", room=ORDER, since=0)
    assert joined["reset"] is True
    assert [entry["seq"] for entry in joined["entries"]] == list(range(35, 85))
    joined = await ann.ask("join", room=ORDER, since=34)
    assert (joined["reset"], len(joined["entries"])) == (False, 50)


async def test_a_reset_of_very_large_entries_is_still_below_256_kib(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await said(bench, ken, 80, 4096)
    for number in range(5, 45):
        ken.say("edit", room=ORDER, cid=f"cid-edit-{number}", target=number, body={"type": "text", "text": "に" * 4096})
    await bench.quiet()
    ann = bench.device("ann")
    await ann.hello()
    joined = await ann.ask("join", room=ORDER, since=0)
    assert joined["reset"] is True
    assert joined["entries"][-1]["seq"] == joined["last_seq"] == 124
    assert len(str(joined["entries"]).encode()) < 280 * 1024


async def test_joined_shows_the_room_as_the_wire_says(bench):
    fact = {"key": "eta", "label": "ETA", "kind": "time", "value": "19:40", "roles": ["customer"], "until": "lock"}
    await bench.room(facts=(fact,), metadata={"crm": "77"})
    ken = await bench.person("ken", "driver")
    ken.say("seen", room=ORDER, delivered=4, read=3)
    await bench.skip(100)
    joined = await (await bench.device("ann").entered()).ask("join", room=ORDER, since=0)
    people = {person["user"]: person for person in joined["participants"]}
    assert list(people) == ["ann", "ken", "mia"]
    assert people["ken"] == {
        "user": "ken", "role": "driver", "name": "Ken", "verified": "host", "joined_seq": 3,
        "delivered": 4, "read": 3, "presence": "online",
    }  # fmt: skip
    assert people["mia"]["presence"] == "offline"
    assert joined["facts"] == [{"key": "eta", "label": "ETA", "kind": "time", "value": "19:40"}]
    assert (joined["subject"], joined["kind"], joined["status"], joined["locked"]) == (
        "Order 1042", "order", "open", False,
    )  # fmt: skip
    assert (joined["you"]["role"], joined["you"]["observer"]) == ("customer", False)
    assert "send" in joined["you"]["can"]
    assert "metadata" not in joined


async def test_those_who_left_after_the_first_entry_are_still_listed_and_earlier_ones_are_not(bench):
    await bench.room()
    await bench.remove("ken")
    await bench.add("bob", "driver")
    bob = await (await bench.device("bob", "driver").entered()).ask("join", room=ORDER)
    ann = await (await bench.device("ann").entered()).ask("join", room=ORDER)
    assert [person["user"] for person in bob["participants"]] == ["ann", "mia", "bob"]
    assert {person["user"]: person.get("left_seq") for person in ann["participants"]} == {
        "ann": None, "ken": 5, "mia": None, "bob": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("history", "first"), [(None, 8), ("all", 1), ("from_assignment", 8), ("last:2", 6), ("last:99", 1)]
)
async def test_a_newcomer_sees_as_far_back_as_the_history_policy_says(bench, history, first):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await said(bench, ken, 3)
    await bench.add("bob", "driver", history=history)
    bob = await bench.device("bob", "driver").entered()
    joined = await bob.ask("join", room=ORDER)
    page = await bob.ask("history", room=ORDER, limit=100)
    assert joined["first_seq"] == first
    assert [entry["seq"] for entry in joined["entries"]] == list(range(first, 9))
    assert [entry["seq"] for entry in page["entries"]] == list(range(first, 9))
    assert page["more"] is False


async def test_messages_come_in_their_current_form(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await ken.sent(ORDER, "frist")
    await ken.sent(ORDER, "gone")
    await ken.ask("edit", room=ORDER, cid="cid-edit-1", target=5, body={"type": "text", "text": "first"})
    await ken.ask("redact", room=ORDER, cid="cid-redact", target=6)
    await ken.ask("react", room=ORDER, cid="cid-react1", target=5, emoji="👍")
    ann = bench.device("ann")
    await ann.hello()
    joined = await ann.ask("join", room=ORDER)
    five, six = joined["entries"][4:6]
    assert (five["body"]["text"], five["rev"], five["reactions"]) == ("first", 9, {"👍": ["ken"]})
    assert (six["body"], six["redacted"]["by"], six["rev"]) == ({}, "ken", 8)
    await bench.quiet()
    assert {seq: (m["body"], m["rev"]) for seq, m in ken.sheets[ORDER].messages.items()} == {
        seq: (m["body"], m["rev"]) for seq, m in ann.sheets[ORDER].messages.items()
    }


async def test_joining_again_replaces_the_view_and_leave_closes_it_but_not_the_membership(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    await ann.ask("join", room=ORDER, since=4)
    await ken.sent(ORDER, "one")
    await bench.quiet()
    assert ann.seqs(ORDER).count(5) == 1
    left = await ann.ask("leave", room=ORDER)
    assert (left["t"], left["reason"]) == ("left", "left")
    await ken.sent(ORDER, "two")
    await bench.quiet()
    assert 6 not in ann.seqs(ORDER)
    assert (await ann.ask("leave", room=ORDER))["code"] == "not_found"
    assert (await ann.sent(ORDER, "still a participant"))["t"] == "ack"


async def test_a_session_may_view_five_hundred_rooms(bench):
    await bench.room()
    ann = await bench.person("ann")
    views = ann.connection.views
    views.update({f"room-{number}": next(iter(views.values())) for number in range(499)})
    await bench.room("order-2", people={"ann": "customer"})
    assert (await ann.ask("join", room="order-2"))["code"] == "too_many_rooms"
    assert (await ann.ask("join", room=ORDER))["t"] == "joined"
    for number in range(499):
        del views[f"room-{number}"]


async def test_unknown_and_foreign_rooms_answer_alike_whatever_is_asked(bench):
    await bench.room()
    await bench.staff("amy")
    await bench.room("order-2", people={"mia": "merchant"})
    lane = bench.staff_lane()
    ann = await bench.device("ann").entered()
    asked = [
        ("join", {}), ("join", {"since": 3}), ("join", {"observe": True}), ("history", {}), ("seen", {"read": 1}),
        ("typing", {"on": True}), ("leave", {}),
        ("send", {"cid": "cid-00000001", "body": {"type": "text", "text": "x"}}),
        ("edit", {"cid": "cid-00000002", "target": 1, "body": {"type": "text", "text": "x"}}),
        ("redact", {"cid": "cid-00000003", "target": 1}),
        ("react", {"cid": "cid-00000004", "target": 1, "emoji": "x"}),
        ("help", {"cid": "cid-00000005", "reason": "late"}),
        ("help", {"cid": "cid-00000006", "withdraw": True}),
    ]  # fmt: skip
    for t, fields in asked:
        answers = [await ann.ask(t, room=room, **fields) for room in ("nowhere", "order-2", lane)]
        plain = [{name: v for name, v in answer.items() if name not in {"ref", "room"}} for answer in answers]
        assert plain[0]["code"] == "not_found", t
        assert plain[0] == plain[1] == plain[2], t
