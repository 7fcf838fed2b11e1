"""A request and its answer as devices hear of them, on one node and on two; over HTTP's door too."""

import asyncio

import pytest

from server.core import commands
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.requests import OrderItem, Request
from tests.chat.bench import HOST, ORDER

GYOZA = {"type": "request", "change": "replace", "items": [{"name": "Gyoza", "instead": "Spring rolls"}]}
MIA = Actor("mia", "Mia", "merchant")


async def asked(device) -> int:
    return (await device.ask("send", room=ORDER, cid="cid-ask-01", body=GYOZA))["seq"]


def answers(device) -> list:
    return [e for f in device.told("entries", ORDER) for e in f["entries"] if e["kind"] == "answer"]


async def test_everybody_hears_the_answer_and_the_second_hears_the_first(pair):
    await pair.room()
    await pair.staff()
    ann, mia = await pair.person("ann"), await pair.person("mia", "merchant", at=1)
    amy = await pair.person("amy", "agent", ORDER, observe=True)
    seq = await asked(ann)
    assert (await mia.hears("entries"))["entries"][0]["body"] == GYOZA
    said, second = await asyncio.gather(
        mia.ask("answer", room=ORDER, cid="cid-yes-01", target=seq, accept=True),
        amy.ask("answer", room=ORDER, cid="cid-no-001", target=seq, accept=False),
    )
    assert sorted(one["t"] for one in (said, second)) == ["ack", "error"]
    refused = said if said["t"] == "error" else second
    await pair.quiet()
    (entry,) = answers(ann)
    told = {"accepted": entry["body"]["accepted"], "by": entry["by"], "at": entry["at"]}
    assert (refused["code"], refused["answer"]) == ("answered", told)
    joined = await (await pair.person("mia", "merchant")).ask("join", room=ORDER, since=0)
    assert joined["entries"][seq - 1]["answer"] == told


async def test_the_list_of_rooms_shows_what_is_asked_for(bench):
    await bench.room()
    ann, mia = await bench.person("ann"), bench.device("mia", "merchant")
    await mia.hello()
    await asked(ann)
    await bench.skip(300)
    assert (await mia.hears("room"))["last"]["text"] == "Gyoza → Spring rolls"


async def test_over_http_the_host_answers_for_itself_or_for_somebody(bench):
    await bench.room()
    house = bench.node.machine.house
    body = Request(change="remove", items=[OrderItem(name="Gyoza")])
    ann = Actor("ann", "Ann", "customer", host=True)
    seqs = []
    for number in range(2):
        ack, repeat = await house.messages.post(ann, commands.Send(room=ORDER, cid=f"cid-http-{number}", body=body))
        seqs.append(ack["seq"])
        assert not repeat
    for by, seq in zip((HOST, MIA), seqs, strict=True):
        said = commands.Answer(room=ORDER, cid="cid-answer", target=seq, accept=True)
        assert (await house.messages.answer(by, said))[1] is False
        assert (await house.messages.answer(by, said))[1] is True
    with pytest.raises(Refusal, match="answered"):
        await house.messages.answer(MIA, commands.Answer(room=ORDER, cid="cid-again1", target=seqs[0], accept=True))


async def test_a_text_does_not_turn_into_a_request(bench):
    await bench.room()
    ann = await bench.person("ann")
    seq = (await ann.sent(ORDER, "hello"))["seq"]
    refused = await ann.ask("edit", room=ORDER, cid="cid-edit-1", target=seq, body=GYOZA)
    assert (refused["code"], refused["field"]) == ("bad_field", "body.type")


async def test_what_the_old_driver_still_sends_is_refused_with_the_reason(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    await bench.add("bob", "driver", replaces="ken")
    refused = await ken.sent(ORDER, "I am at the door")
    assert (refused["code"], refused["left"]) == ("not_found", "replaced")
    assert (await ken.hears("left"))["reason"] == "replaced"
