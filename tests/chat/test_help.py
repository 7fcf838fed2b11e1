"""A call for help: raised, answered, withdrawn, dismissed."""

import pytest

from tests.chat.bench import ORDER


async def test_help_sets_the_room_waiting_and_an_agents_answer_clears_it(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    ack = await ken.ask("help", room=ORDER, cid="cid-help-01", reason="late", text="where is it?")
    assert ack["t"] == "ack"
    entry = (await ann.hears("entries"))["entries"][0]
    assert (entry["kind"], entry["body"]["state"], entry["body"]["reason"]) == ("help", "raised", "late")
    waiting = (await ann.ask("join", room=ORDER))["waiting"]
    assert (waiting["reason"], waiting["by"]) == ("late", "ken")
    await ann.sent(ORDER, "I do not know either")
    assert "waiting" in await ann.ask("join", room=ORDER)
    await bench.staff()
    await bench.add("amy", "agent")
    assert "waiting" in await ann.ask("join", room=ORDER)
    amy = await bench.person("amy", "agent")
    await amy.sent(ORDER, "I am looking into it")
    assert "waiting" not in await ann.ask("join", room=ORDER)


async def test_only_the_caller_withdraws_and_only_staff_dismiss(bench):
    await bench.room()
    await bench.staff()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    amy = await bench.person("amy", "agent", ORDER, observe=True)
    await ken.ask("help", room=ORDER, cid="cid-help-01", reason="late")
    assert (await ann.ask("help", room=ORDER, cid="cid-help-02", withdraw=True))["code"] == "forbidden"
    assert (await ken.ask("help", room=ORDER, cid="cid-help-03", withdraw=True))["t"] == "ack"
    assert "waiting" not in await ann.ask("join", room=ORDER)
    await ken.ask("help", room=ORDER, cid="cid-help-04", reason="late")
    assert (await amy.ask("help", room=ORDER, cid="cid-help-05", reason="late"))["code"] == "forbidden"
    assert (await amy.ask("help", room=ORDER, cid="cid-help-06", withdraw=True))["t"] == "ack"
    await bench.quiet()
    states = [e["body"]["state"] for f in ann.told("entries", ORDER) for e in f["entries"] if e["kind"] == "help"]
    assert states == ["raised", "withdrawn", "raised", "dismissed"]


@pytest.mark.parametrize(("fields", "field"), [({}, "reason"), ({"reason": "boredom"}, "reason")])
async def test_help_needs_a_reason_from_the_catalogue(bench, fields, field):
    await bench.room()
    ann = await bench.person("ann")
    refused = await ann.ask("help", room=ORDER, cid="cid-help-01", **fields)
    assert (refused["code"], refused["field"], refused["cid"]) == ("bad_field", field, "cid-help-01")
