"""Pages of the log: spans, limits, windows, hidden entries, and a node that is behind."""

import pytest

from server.live.memory_bus import as_sent
from tests.chat.bench import ORDER


def lost(_receiver, _items):
    return []


@pytest.mark.parametrize(
    ("span", "seqs", "more"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8], False),
        ({"limit": 3}, [6, 7, 8], True),
        ({"before": 4}, [1, 2, 3], False),
        ({"before": 4, "limit": 2}, [2, 3], True),
        ({"before": 1}, [], False),
        ({"after": 6}, [7, 8], False),
        ({"after": 2, "limit": 2}, [3, 4], True),
        ({"after": 8}, [], False),
        ({"after": 900}, [], False),
        ({"after": 2, "before": 6}, [3, 4, 5], False),
        ({"after": 2, "before": 8, "limit": 2}, [6, 7], True),
        ({"after": 6, "before": 3}, [], False),
    ],
)
async def test_before_and_after_are_exclusive_and_pages_ascend(bench, span, seqs, more):
    await bench.room()
    ann = await bench.person("ann")
    for number in range(4):
        await ann.sent(ORDER, str(number))
    page = await ann.ask("history", room=ORDER, **span)
    assert [entry["seq"] for entry in page["entries"]] == seqs
    assert page["more"] is more


async def test_a_page_stays_below_256_kib_and_says_that_there_is_more(bench):
    await bench.room()
    ann = await bench.person("ann")
    refs = [ann.text(ORDER, "x" * 4096) for _ in range(80)]
    await ann.answer(refs[-1])
    await bench.quiet()
    newest = await ann.ask("history", room=ORDER, limit=100)
    oldest = await ann.ask("history", room=ORDER, limit=100, after=0)
    assert newest["entries"][-1]["seq"] == 84
    assert oldest["entries"][0]["seq"] == 1
    for page in (newest, oldest):
        assert page["more"] is True
        assert 50 < len(page["entries"]) < 80


async def test_an_entry_whose_target_lies_before_the_window_is_hidden_on_every_way_out(bench):
    await bench.room()
    ann = await bench.person("ann")
    await ann.sent(ORDER, "before bob")
    await bench.add("bob", "driver")
    bob = await bench.person("bob", "driver")
    await ann.ask("edit", room=ORDER, cid="cid-edit-1", target=5, body={"type": "text", "text": "secret"})
    await ann.ask("react", room=ORDER, cid="cid-react-1", target=5, emoji="👍")
    await ann.ask("redact", room=ORDER, cid="cid-redact", target=5)
    await ann.sent(ORDER, "for all", reply_to=5)
    await bench.quiet()
    live = [entry for frame in bob.told("entries", ORDER) for entry in frame["entries"]]
    joined = await (await bench.device("bob", "driver").entered()).ask("join", room=ORDER, since=0)
    page = await bob.ask("history", room=ORDER)
    for rows in (live, joined["entries"][1:], page["entries"][1:]):
        assert [(row["seq"], row["kind"]) for row in rows] == [
            (7, "hidden"), (8, "hidden"), (9, "hidden"), (10, "message"),
        ]  # fmt: skip
        assert all(set(row) == {"seq", "kind", "at"} for row in rows[:3])
    assert "secret" not in str(bob.frames)


async def test_hidden_entries_are_a_second_shared_frame(bench):
    await bench.room(people={"ann": "customer"})
    ann = await bench.person("ann")
    await ann.sent(ORDER, "before them")
    for user in ("bob", "kim", "lee"):
        await bench.add(user, "driver")
    old = await bench.person("ann")
    late = [await bench.person(user, "driver") for user in ("bob", "kim", "lee")]
    for device in (ann, old, *late):
        device.asleep = True
    cid = {"room": ORDER, "cid": "cid-edit-1", "target": 3}
    ann.say("edit", **cid, body={"type": "text", "text": "better"})
    await bench.quiet()
    frames = {device: device.connection.mailbox._queue[0] for device in (old, *late)}
    assert len({id(frames[device]) for device in late}) == 1
    assert frames[old] is not frames[late[0]]
    for device in (ann, old, *late):
        device.wake_up()


async def test_a_reply_names_a_seq_that_its_author_can_see(bench):
    await bench.room()
    ann = await bench.person("ann")
    await ann.sent(ORDER, "before bob")
    await bench.add("bob", "driver")
    bob = await bench.person("bob", "driver")
    refused = await bob.sent(ORDER, "you said?", reply_to=5)
    assert (refused["code"], refused["field"]) == ("bad_field", "reply_to")
    assert (await bob.sent(ORDER, "you said?", reply_to=60))["field"] == "reply_to"
    assert (await ann.sent(ORDER, "I said", reply_to=5))["t"] == "ack"


async def test_what_lies_before_the_window_cannot_be_edited_erased_or_reacted_to(bench):
    await bench.room()
    ann = await bench.person("ann")
    await ann.sent(ORDER, "before bob")
    await bench.add("bob", "driver")
    bob = await bench.person("bob", "driver")
    for t, fields in (("react", {"emoji": "x"}), ("redact", {}), ("edit", {"body": {"type": "text", "text": "x"}})):
        refused = await bob.ask(t, room=ORDER, cid="cid-aimed-1", target=5, **fields)
        assert (refused["code"], refused["field"]) == ("not_found", "target")


async def test_a_node_that_is_behind_catches_up_before_it_shows_what_came_later(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    pair.exchange.fault = lost
    await ann.sent(ORDER, "lost on the bus")
    await pair.quiet()
    assert max(ken.seqs(ORDER)) == 4
    page = await ken.ask("history", room=ORDER)
    assert [entry["seq"] for entry in page["entries"]] == [1, 2, 3, 4, 5]
    assert ken.seqs(ORDER) == [1, 2, 3, 4, 5]
    pair.exchange.fault = as_sent


async def test_resuming_on_a_node_that_is_behind_is_no_reset(pair):
    await pair.room()
    ann, _ = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    pair.exchange.fault = lost
    await ann.sent(ORDER, "ken's phone has this from the other node")
    phone = pair.device("ken", "driver", at=1)
    await phone.hello(resume=[{"room": ORDER, "seq": 5, "delivered": 5, "read": 5}])
    joined = await phone.hears("joined")
    assert (joined["reset"], joined["entries"], joined["last_seq"]) == (False, [], 5)


async def test_who_was_brought_in_may_join_on_a_node_that_has_not_heard_of_it(pair):
    await pair.room()
    await pair.person("ann", at=1)
    pair.exchange.fault = lost
    await pair.add("bob", "driver")
    bob = await pair.device("bob", "driver", at=1).entered()
    assert (await bob.ask("join", room=ORDER))["first_seq"] == 5


async def test_a_node_that_has_not_heard_of_a_leaving_shows_nothing_from_it_on(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    pair.exchange.fault = lost
    await pair.remove("ken")
    await ann.sent(ORDER, "after ken")
    await pair.quiet()
    assert (await ken.ask("history", room=ORDER))["code"] == "not_found"
    assert (await ken.ask("join", room=ORDER, since=4))["t"] == "left"


async def test_a_node_that_has_not_heard_of_a_leaving_shows_no_edit_made_after_it(pair):
    await pair.room()
    mia, ann = await pair.person("mia", "merchant", at=0), await pair.person("ann", at=1)
    await mia.sent(ORDER, "as ann knew it")
    await pair.quiet()
    pair.exchange.fault = lost
    await pair.remove("ann")
    await mia.ask("edit", room=ORDER, cid="cid-edit-1", target=5, body={"type": "text", "text": "secret"})
    page = await ann.ask("history", room=ORDER, before=6)
    assert page["entries"][-1]["body"]["text"] == "as ann knew it"
    assert (await ann.hears("left"))["reason"] == "removed"
    assert "secret" not in str(ann.frames)


async def test_a_join_on_a_node_that_is_behind_shows_no_edit_made_after_the_leaving(pair):
    await pair.room()
    mia = await pair.person("mia", "merchant", at=0)
    await pair.person("ann", at=1)
    await mia.sent(ORDER, "as ann knew it")
    await pair.quiet()
    pair.exchange.fault = lost
    await pair.remove("ann")
    await mia.ask("edit", room=ORDER, cid="cid-edit-1", target=5, body={"type": "text", "text": "secret"})
    for since in ({}, {"since": 0}, {"since": 5}):
        ann = await pair.device("ann", at=1).entered()
        told = await ann.ask("join", room=ORDER, **since)
        assert told["t"] in {"left", "joined"}
        assert "secret" not in str(ann.frames)
