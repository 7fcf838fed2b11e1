"""Announcements: counted whatever their size, shown to late comers until they expire, answered to staff alone."""

import asyncio

import pytest

from server.core import commands, ids, times
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.times import MINUTE
from server.core.users import User
from tests.chat.bench import HOST

NEWS = "drivers-shibuya"
SOON = 30 * MINUTE
CLOSED = commands.Text(text="Meiji-dori is closed")


def no_limit() -> None:
    """Admit any number of rooms."""


async def announce(bench, *drivers: str, at: int = 0, expires_at: int | None = None) -> int:
    if await bench.node.parts.database.read(lambda c: c.exec_driver_sql("SELECT 1 FROM rooms").first()) is None:
        await bench.room(NEWS, "announcement", people=dict.fromkeys(drivers, "member"))
    until = None if expires_at is None else times.text(expires_at)
    said = commands.Send(room=NEWS, cid=ids.fresh("c"), body=CLOSED, expires_at=until)
    ack, _ = await bench.nodes[at].machine.house.messages.post(HOST, said)
    return ack["seq"]


def reply(bench, user: str, to: int, key: str = "key-reply"):
    said = commands.Send(room=NEWS, cid=key, body=commands.Text(text="Which side?"))
    return bench.node.machine.house.trade.replying.reply(Actor(user, user.title(), "member"), said, to, no_limit)


async def test_receipts_of_few_are_counted_too_and_live_on_every_node(pair):
    await pair.room(NEWS, "announcement", people=dict.fromkeys(("ken", "mei", "jun"), "member"))
    await pair.staff()
    amy = await pair.person("amy", "agent", NEWS, at=1, observe=True)
    ken, mei = await pair.person("ken", "member", NEWS), await pair.person("mei", "member", NEWS, at=1)
    assert [person["user"] for person in ken.told("joined")[0]["participants"]] == ["ken"], "not who else is there"
    seq = await announce(pair)
    await ken.hears("entries")
    ken.say("seen", room=NEWS, delivered=seq, read=seq)
    mei.say("seen", room=NEWS, delivered=seq)
    await pair.skip(1_500, 100)
    told = {"seq": seq, "delivered": 2, "read": 1, "of": 3}
    assert (await amy.hears("receipts"))["counts"] == [told]
    assert not any("cursors" in frame for frame in ken.told("receipts") if frame["room"] == NEWS and "counts" in frame)
    assert (await amy.ask("join", room=NEWS, observe=True))["counts"] == [told]


async def test_who_comes_later_reads_it_until_it_expires_and_keeps_it(bench):
    seq = await announce(bench, "ken", expires_at=bench.clock.wall() + SOON)
    await bench.add("jun", "member", NEWS)
    jun = await bench.person("jun", "member", NEWS)
    assert jun.told("joined")[0]["entries"][seq - 1]["body"]["text"] == CLOSED.text
    bench.clock.ms += SOON
    await bench.quiet()
    await bench.add("kim", "member", NEWS)
    kim = await bench.person("kim", "member", NEWS)
    assert [entry["kind"] for entry in kim.told("joined")[0]["entries"]] == ["room", "join", "hidden", "join", "join"]
    history = await kim.ask("history", room=NEWS, after=0)
    assert CLOSED.text not in str(kim.frames)
    assert history["entries"][seq - 1]["kind"] == "hidden"
    jun = await bench.person("jun", "member", NEWS, since=0)
    assert jun.told("joined")[0]["entries"][seq - 1]["body"]["text"] == CLOSED.text
    for reader, waits in ((jun, 1), (kim, 0)):
        (summary,) = reader.told("welcome")[0]["rooms"]
        assert (summary["unread"], "last" in summary) == (waits, bool(waits))


async def test_a_reply_opens_a_room_with_staff_and_nobody_else_hears_it(bench):
    first, second = await announce(bench, "ken", "mei"), await announce(bench)
    for user in ("ken", "mei"):
        await bench.node.machine.house.directory.ensure(User(user, "driver", user.title()))
    ken, mei = await bench.person("ken", "member", NEWS), await bench.person("mei", "member", NEWS)
    told, known = await reply(bench, "ken", first)
    assert not known
    assert told["room"] not in {NEWS, None}
    assert (await reply(bench, "ken", first)) == (told, True)
    await reply(bench, "ken", first, "key-more-1")
    await reply(bench, "ken", second, "key-more-2")
    rooms = {(await reply(bench, "mei", first))[0]["room"], told["room"]}
    assert len(rooms) == 2
    log = (await bench.node.machine.house.history.page(HOST, told["room"], 0, None, 50))["entries"]
    assert [entry["kind"] for entry in log][2:] == ["activity", "message", "message", "activity", "message"]
    assert log[2]["body"] == {"type": "about", "params": {"room": NEWS, "seq": first, "subject": "Order 1042"}}
    shown = await bench.node.machine.house.rooms.get(HOST, told["room"])
    assert (shown["kind"], [one["user"] for one in shown["participants"]]) == ("support", ["ken"])
    await bench.quiet()
    assert "Which side?" not in str([*mei.about(NEWS), *ken.about(NEWS)])
    assert told["room"] not in str(mei.frames)


async def test_only_members_reply_and_only_to_what_they_see(bench):
    seq = await announce(bench, "ken", expires_at=bench.clock.wall() + SOON)
    await bench.staff()
    for user in ("ken", "kim", "eve"):
        await bench.node.machine.house.directory.ensure(User(user, "driver", user.title()))
    bench.clock.ms += SOON
    await bench.quiet()
    await bench.add("kim", "member", NEWS)
    await bench.room()
    for user, to, code in (("ken", 1, "not_found"), ("kim", seq, "not_found"), ("eve", seq, "not_found")):
        with pytest.raises(Refusal, match=code):
            await reply(bench, user, to)
    said = commands.Send(room=NEWS, cid="key-staff", body=CLOSED)
    amy = Actor("amy", "Amy", "agent", staff=True)
    with pytest.raises(Refusal, match="forbidden"):
        await bench.node.machine.house.trade.replying.reply(amy, said, seq, no_limit)


async def test_two_replies_at_once_share_one_room(bench):
    seq = await announce(bench, "ken")
    await bench.node.machine.house.directory.ensure(User("ken", "driver", "Ken"))
    told = await asyncio.gather(*(reply(bench, "ken", seq, f"key-{n:05}") for n in range(4)))
    assert len({one["room"] for one, _ in told}) == 1
    log = (await bench.node.machine.house.history.page(HOST, told[0][0]["room"], 0, None, 50))["entries"]
    assert [entry["kind"] for entry in log] == ["room", "join", "activity", *["message"] * 4]


async def test_how_busy_a_shop_is_every_device_of_it_is_told(pair):
    await pair.room()
    busy = pair.node.machine.house.trade.busy
    here, there = await pair.person("mia", "merchant"), await pair.person("mia", "merchant", at=1)
    ann = await pair.person("ann")
    mia = Actor("mia", "Mia", "merchant")
    until = times.text(pair.clock.wall() + SOON)
    assert await busy.set(mia, 15, SOON) == {"minutes": 15, "until": until}
    for device in (here, there):
        assert await device.hears("busy") == {"t": "busy", "minutes": 15, "until": until}
    assert not ann.told("busy")
    late = pair.device("mia", "merchant", at=1)
    assert (await late.hello())["busy"] == {"minutes": 15, "until": until}
    pair.clock.ms += SOON
    assert "busy" not in await (pair.device("mia", "merchant")).hello()
    assert await busy.set(mia, 0, SOON) == {"minutes": 0, "until": None}
    with pytest.raises(Refusal, match="forbidden"):
        await busy.set(Actor("mia", "Mia", "merchant", only="order-1042"), 5, SOON)
