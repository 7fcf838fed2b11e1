"""Writes: acknowledged once they are on disk, a repeat answered as before, the rate refused and never closed."""

import asyncio

import pytest

from server.core import commands
from server.core.changes import Actor
from server.core.refusals import Refusal
from tests.chat.bench import HOST, ORDER, opened

ANN = Actor("ann", "Ann", "customer")


async def test_a_repeated_cid_gets_the_same_ack_and_one_entry(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    first = await ann.sent(ORDER, "once", "cid-once-1")
    bench.clock.passed(500)
    again = await ann.sent(ORDER, "once", "cid-once-1")
    other = bench.device("ann", kind="msgpack")
    await other.hello()
    third = await other.sent(ORDER, "once", "cid-once-1")
    await bench.quiet()
    same = [{name: v for name, v in ack.items() if name != "ref"} for ack in (first, again, third)]
    assert same[0] == same[1] == same[2]
    assert ken.seqs(ORDER) == [1, 2, 3, 4, 5]


async def test_a_cid_with_another_body_is_cid_reused_and_changes_nothing(bench):
    await bench.room()
    ann = await bench.person("ann")
    await ann.sent(ORDER, "once", "cid-once-1")
    refused = await ann.sent(ORDER, "twice", "cid-once-1")
    assert (refused["code"], refused["cid"], refused["room"]) == ("cid_reused", "cid-once-1", ORDER)
    reply = await ann.sent(ORDER, "once", "cid-once-1", reply_to=2)
    react = await ann.ask("react", room=ORDER, cid="cid-once-1", target=5, emoji="x")
    assert reply["code"] == react["code"] == "cid_reused"
    assert ann.seqs(ORDER) == [1, 2, 3, 4, 5]


async def test_a_cid_is_anothers_own_in_another_room_and_for_another_author(bench):
    await bench.room()
    await bench.room("order-2", people={"ann": "customer"})
    ann, ken = await bench.person("ann", "customer", ORDER, "order-2"), await bench.person("ken", "driver")
    acks = [await ann.sent(ORDER, "a", "cid-once-1"), await ann.sent("order-2", "b", "cid-once-1")]
    acks.append(await ken.sent(ORDER, "c", "cid-once-1"))
    assert [ack["seq"] for ack in acks] == [5, 3, 6]


async def test_a_repeat_is_answered_before_permission_and_lock(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    first = await ken.sent(ORDER, "once", "cid-once-1")
    await bench.patch(locked=True)
    assert (await ken.sent(ORDER, "once", "cid-once-1"))["seq"] == first["seq"]
    assert (await ken.sent(ORDER, "new"))["code"] == "room_locked"
    await bench.remove("ken")
    assert (await ken.sent(ORDER, "once", "cid-once-1"))["seq"] == first["seq"]
    assert (await ken.sent(ORDER, "other", "cid-once-1"))["code"] == "cid_reused"
    assert (await ken.sent(ORDER, "new"))["code"] == "not_found"


async def test_one_cid_sent_to_both_nodes_at_once_is_one_entry_with_the_same_seq(pair):
    await pair.room()
    devices = [await pair.person("ann", at=0), await pair.person("ann", at=1)]
    for number in range(10):
        refs = [(device, device.text(ORDER, "once", f"cid-once-{number}")) for device in devices]
        acks = [await device.answer(ref) for device, ref in refs]
        assert [ack["t"] for ack in acks] == ["ack", "ack"]
        assert acks[0]["seq"] == acks[1]["seq"] == 5 + number
    await pair.quiet()
    assert devices[0].seqs(ORDER) == devices[1].seqs(ORDER) == list(range(1, 15))


async def test_above_the_rate_a_send_is_refused_with_a_time_and_never_closed(rated):
    await rated.room()
    ann = await rated.person("ann")
    refs = [ann.text(ORDER, str(number)) for number in range(25)]
    answers = [await ann.answer(ref) for ref in refs]
    assert [answer["t"] for answer in answers] == ["ack"] * 20 + ["error"] * 5
    refused = answers[-1]
    assert (refused["code"], refused["room"]) == ("rate_limited", ORDER)
    assert 0 < refused["retry_after_ms"] <= 201
    rated.clock.passed(refused["retry_after_ms"])
    assert (await ann.sent(ORDER, "now"))["t"] == "ack"
    assert (await ann.sent(ORDER, "too soon"))["code"] == "rate_limited"
    assert ann.closed is None


async def test_the_rate_counts_for_a_user_over_all_devices_and_spares_the_neighbour(rated):
    await rated.room()
    one, two, ken = await rated.person("ann"), await rated.person("ann"), await rated.person("ken", "driver")
    refs = [(device, device.text(ORDER, "x")) for device in (one, two) for _ in range(10)]
    assert [(await device.answer(ref))["t"] for device, ref in refs] == ["ack"] * 20
    assert (await two.sent(ORDER, "x"))["code"] == "rate_limited"
    assert (await ken.sent(ORDER, "x"))["t"] == "ack"


async def test_a_repeat_costs_nothing_and_is_answered_above_the_rate(rated):
    await rated.room()
    ann = await rated.person("ann")
    first = await ann.sent(ORDER, "once", "cid-once-1")
    for _ in range(30):
        assert (await ann.sent(ORDER, "once", "cid-once-1"))["seq"] == first["seq"]
    refs = [ann.text(ORDER, str(number)) for number in range(19)]
    assert [(await ann.answer(ref))["t"] for ref in refs] == ["ack"] * 19
    assert (await ann.sent(ORDER, "once", "cid-once-1"))["seq"] == first["seq"]
    assert (await ann.sent(ORDER, "twice", "cid-once-1"))["code"] == "cid_reused"
    assert (await ann.sent(ORDER, "new"))["code"] == "rate_limited"


async def test_edits_reactions_and_help_count_towards_the_rate(rated):
    await rated.room()
    ann = await rated.person("ann")
    await ann.sent(ORDER, "one")
    refs = [ann.say("react", room=ORDER, cid=f"cid-react-{n:02d}", target=5, emoji="👍") for n in range(25)]
    answers = [(await ann.answer(ref))["t"] for ref in refs]
    assert answers == ["ack"] * 19 + ["error"] * 6


async def test_sends_of_one_session_are_numbered_in_the_order_sent_also_across_a_refusal(rated):
    await rated.room()
    ann = await rated.person("ann")
    refs = [ann.text(ORDER, str(number)) for number in range(22)]
    await ann.answer(refs[-1])
    rated.clock.passed(1_000)
    more = [ann.text(ORDER, str(number)) for number in range(22, 25)]
    await ann.answer(more[-1])
    await rated.quiet()
    texts = [int(e["body"]["text"]) for f in ann.told("entries", ORDER) for e in f["entries"]]
    assert texts == [*range(20), 22, 23, 24]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"type": "text", "text": "x" * 4097}, "too_large", "body.text"),
        ({"type": "text", "text": "  "}, "bad_field", "body.text"),
        ({"type": "file", "file": "up-1"}, "not_found", "body.file"),
        ({"type": "phrase", "phrase": "no-such-phrase"}, None, None),
    ],
)
async def test_a_body_that_cannot_be_is_refused_with_its_room_and_cid(bench, body, code, field):
    await bench.room()
    ann = await bench.person("ann")
    refused = await ann.ask("send", room=ORDER, cid="cid-body-1", body=body)
    assert (refused["t"], refused["room"], refused["cid"]) == ("error", ORDER, "cid-body-1")
    if code is not None:
        assert (refused["code"], refused["field"]) == (code, field)


async def test_text_is_counted_and_kept_in_nfc(bench):
    await bench.room()
    ann = await bench.person("ann")
    assert (await ann.sent(ORDER, "e\u0301" * 4096))["t"] == "ack"
    await bench.quiet()
    assert ann.told("entries", ORDER)[0]["entries"][0]["body"]["text"] == "\u00e9" * 4096


async def test_a_quick_phrase_is_told_in_every_language(bench):
    await bench.room()
    phrase = next(row for row in bench.node.machine.house.catalogue.of_role("driver") if not row.params)
    ken = await bench.person("ken", "driver")
    await ken.ask("send", room=ORDER, cid="cid-phrase", body={"type": "phrase", "phrase": phrase.id})
    await bench.quiet()
    assert set(ken.told("entries", ORDER)[0]["entries"][0]["body"]["texts"]) == {"en", "ja"}


async def test_only_authors_edit_only_authors_and_staff_erase_and_not_after_a_day(bench):
    await bench.room()
    await bench.staff()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    amy = await bench.person("amy", "agent", ORDER, observe=True)
    await ann.sent(ORDER, "one")
    await ann.sent(ORDER, "two")
    edit = {"room": ORDER, "target": 5, "body": {"type": "text", "text": "1"}}
    assert (await ken.ask("edit", cid="cid-edit-1", **edit))["code"] == "forbidden"
    assert (await ken.ask("redact", cid="cid-redact1", room=ORDER, target=5))["code"] == "forbidden"
    assert (await amy.ask("edit", cid="cid-edit-2", **edit))["code"] == "forbidden"
    assert (await ann.ask("edit", cid="cid-edit-3", **edit))["t"] == "ack"
    bench.clock.passed(86_400_001)
    await bench.quiet()
    ann = await bench.person("ann")
    amy = await bench.person("amy", "agent", ORDER, observe=True)
    assert (await ann.ask("edit", cid="cid-edit-4", **edit))["code"] == "forbidden"
    assert (await ann.ask("redact", cid="cid-redact2", room=ORDER, target=5))["code"] == "forbidden"
    assert (await amy.ask("redact", cid="cid-redact3", room=ORDER, target=5))["t"] == "ack"
    assert (await ann.ask("react", cid="cid-react-1", room=ORDER, target=5, emoji="x"))["code"] == "not_found"


async def test_http_writes_through_the_same_door(rated):
    await rated.room()
    messages = rated.node.machine.house.messages
    body = commands.Text(text="over HTTP")
    first, repeat = await messages.post(ANN, commands.Send(room=ORDER, cid="cid-http-1", body=body))
    again, repeated = await messages.post(ANN, commands.Send(room=ORDER, cid="cid-http-1", body=body))
    assert (first, repeat, repeated) == (again, False, True)
    sent = [messages.post(ANN, commands.Send(room=ORDER, cid=f"cid-http-{n}", body=body)) for n in range(2, 24)]
    outcomes = await asyncio.gather(*sent, return_exceptions=True)
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)] == ["rate_limited"] * 3
    host = Actor("ann", "Ann", "customer", host=True)
    for number in range(30):
        await messages.post(host, commands.Send(room=ORDER, cid=f"cid-host-{number}", body=body))
    assert HOST.host


async def test_a_store_that_cannot_commit_refuses_and_acknowledges_nothing(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    driver = bench.node.parts.journal.writer.driver
    connection = driver._connection
    driver._connection.execute("PRAGMA query_only = ON")
    refused = await ann.sent(ORDER, "to a disk that is read-only", "cid-disk-1")
    assert refused["code"] == "unavailable"
    assert refused["retry_after_ms"] > 0
    connection.execute("PRAGMA query_only = OFF")
    assert (await ann.sent(ORDER, "to a disk that is read-only", "cid-disk-1"))["seq"] == 5
    await bench.quiet()
    assert ken.seqs(ORDER) == [1, 2, 3, 4, 5]


async def test_rates_that_are_off_hold_nobody(tmp_path):
    async with opened(tmp_path, send_rate="off") as bench:
        await bench.room()
        ann = await bench.person("ann")
        refs = [ann.text(ORDER, str(number)) for number in range(100)]
        assert {(await ann.answer(ref))["t"] for ref in refs} == {"ack"}
