"""Many say hello at once: what they cost the store, and that none of them fails or overtakes another."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import event

from server.chat.arrivals import Arrivals
from server.core.refusals import Refusal
from server.core.users import User
from server.storage import arrivals as stored
from server.storage import rooms as stored_rooms
from server.storage import users as stored_users
from tests.chat.bench import ORDER, Bench, opened
from tests.chat.device import Device
from tests.storage.conftest import postgres

__all__ = ["postgres"]

ROOMS: Final = 125
BOUND: Final = 12
"""Statements for any number of hellos: two questions of at most 256, BEGIN included, and one to load the rooms."""


@pytest.fixture(params=["sqlite", "postgresql"])
async def many(request, tmp_path) -> AsyncIterator[Bench]:
    """A node whose order rooms hold four people each, all of them stored."""
    given = {}
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres")
        given["database_url"] = cluster.url(cluster.fresh())
    async with opened(tmp_path, **given) as bench:
        for number in range(ROOMS):
            roles = ("customer", "driver", "merchant", "member")
            people = {f"u{number:03}-{seat}": role for seat, role in enumerate(roles)}
            await bench.room(f"order-{number:03}", people=people)
        yield bench


@contextmanager
def statements(bench: Bench) -> Iterator[list[str]]:
    """Note every statement that is not the journal's."""
    said: list[str] = []

    def noted(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    engine = bench.node.parts.database.engine
    event.listen(engine, "before_cursor_execute", noted)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", noted)


async def come(bench: Bench) -> list[Device]:
    """Let five hundred say hello in one turn of the loop, each with a room to take up again, nothing missed."""
    devices = [bench.device(f"u{number:03}-{seat}") for number in range(ROOMS) for seat in range(4)]
    refs = []
    for device in devices:
        held = {"room": f"order-{device.user[1:4]}", "seq": 5, "delivered": 5, "read": 0}
        refs.append(device.say("hello", token=device.token(), resume=[held]))
    for device, ref in zip(devices, refs, strict=True):
        assert (await device.answer(ref))["t"] == "welcome"
        joined = await device.hears("joined")
        assert (joined["entries"], joined["reset"], joined["last_seq"]) == ([], False, 5)
    return devices


async def test_five_hundred_who_resume_at_once_cost_a_few_statements(many):
    many.hub.rooms.clear()
    with statements(many) as cold:
        devices = await come(many)
    assert len(cold) <= BOUND, cold
    for device in devices:
        device.gone()
    with statements(many) as warm:
        await come(many)
    assert not [each for each in warm if "entries" in each and "participants" not in each]
    assert len(warm) <= BOUND - 4, warm


async def test_welcome_is_the_same_from_either_database(many):
    ken = await many.device("u001-1", "driver").entered("order-001")
    seq = (await ken.sent("order-001", "one"))["seq"]
    await ken.sent("order-001", "two")
    await ken.ask("edit", room="order-001", cid="cid-edit-1", target=seq + 1, body={"type": "text", "text": "three"})
    await ken.sent("order-001", "four")
    await ken.ask("redact", room="order-001", cid="cid-redact-1", target=seq + 3)
    (row,) = (await many.device("u001-0").hello())["rooms"]
    assert (row["room"], row["unread"], row["locked"], row["role"]) == ("order-001", 2, False, "customer")
    assert (row["last"]["seq"], row["last"]["by"], row["last"]["text"]) == (seq + 3, "u001-1", "")


async def test_five_hundred_strangers_are_stored_in_one_write(bench, monkeypatch):
    writes = []
    write = bench.node.parts.journal.write
    monkeypatch.setattr(bench.node.parts.journal, "write", lambda change: writes.append(change) or write(change))
    devices = [bench.device(f"new-{number}") for number in range(200)]
    refs = [device.say("hello", token=device.token()) for device in devices]
    for device, ref in zip(devices, refs, strict=True):
        assert (await device.answer(ref))["user"]["id"] == device.user
    assert len(writes) == 1


async def test_the_store_that_takes_no_strangers_still_knows_the_others(bench, monkeypatch):
    await bench.room()

    def full(_connection, _users):
        raise Refusal("unavailable")

    monkeypatch.setattr(stored_users, "ensure_users", full)
    ann, eve = bench.device("ann"), bench.device("eve")
    refs = [ann.say("hello", token=ann.token()), eve.say("hello", token=eve.token())]
    assert (await ann.answer(refs[0]))["t"] == "welcome"
    assert (await eve.answer(refs[1]))["code"] == "unavailable"
    await bench.quiet()
    assert (ann.closed, eve.closed.code) == (None, 1011)


async def test_one_whom_the_store_cannot_tell_of_does_not_fail_the_others(bench, monkeypatch):
    await bench.room()
    asked = stored.arrived

    def odd(connection, users, limit):
        if any(user.id == "ken" for user in users):
            raise ValueError("ken")
        return asked(connection, users, limit)

    monkeypatch.setattr(stored, "arrived", odd)
    devices = [bench.device(user) for user in ("ann", "ken", "mia")]
    for device in devices:
        device.say("hello", token=device.token())
    await devices[0].hears("welcome")
    await devices[2].hears("welcome")
    assert (await devices[1].hears("error"))["code"] == "internal"
    await bench.quiet()
    assert devices[1].closed.code == 1011


async def test_who_comes_while_the_store_is_read_is_not_answered_from_that_reading(bench):
    await bench.room()
    ann = bench.device("ann")
    with bench.node.reads.held(stored.arrived, looked=True) as gate:
        ann.say("hello", token=ann.token())
        await gate.reached()
        late = bench.device("ann")
        late.say("hello", token=late.token())
        await bench.node.machine.house.directory.put("ann", "Ann Other", None)
        gate.open()
    assert (await ann.hears("welcome"))["user"]["name"] == "Ann"
    assert (await late.hears("welcome"))["user"]["name"] == "Ann Other"


async def test_two_tokens_of_one_stranger_meet_in_one_question(bench):
    one, other = bench.device("eve"), bench.device("eve", "driver")
    refs = [one.say("hello", token=one.token()), other.say("hello", token=other.token())]
    told = [(await device.answer(ref))["user"]["role"] for device, ref in zip((one, other), refs, strict=True)]
    assert told == ["customer", "customer"]


async def test_staff_among_others_are_shown_every_room(bench):
    await bench.room()
    await bench.room("order-2", people={"mia": "merchant"})
    await bench.staff("amy")
    amy, ann = bench.device("amy", "agent"), bench.device("ann")
    refs = [amy.say("hello", token=amy.token()), ann.say("hello", token=ann.token())]
    assert {row["room"] for row in (await amy.answer(refs[0]))["rooms"]} == {ORDER, "order-2"}
    assert [row["room"] for row in (await ann.answer(refs[1]))["rooms"]] == [ORDER]


async def test_entries_that_come_while_many_rooms_are_loaded_are_neither_lost_nor_told_twice(bench):
    await bench.room()
    await bench.room("order-2", people={"ann": "customer", "ken": "driver"})
    ken = await bench.person("ken", "driver")
    bench.hub.rooms.clear()
    ann = bench.device("ann")
    resume = [{"room": room, "seq": 1, "delivered": 0, "read": 0} for room in (ORDER, "nowhere", "order-2")]
    with bench.node.reads.held(stored_rooms.load_many, looked=True) as gate:
        ann.say("hello", token=ann.token(), resume=resume)
        await gate.reached()
        ken.text(ORDER, "meanwhile")
        await bench.spin(200)
        gate.open()
    await bench.quiet()
    assert ann.seqs(ORDER) == [2, 3, 4, 5]
    assert ann.seqs("order-2") == [2, 3]
    assert (await ann.hears("error"))["room"] == "nowhere"
    assert not bench.hub.loading


async def test_who_is_asked_for_again_after_a_refusal_is_looked_up_again(bench):
    await bench.room()
    arrivals = Arrivals(bench.node.parts)
    bench.node.reads.broken = True
    with pytest.raises(Refusal):
        await arrivals.of(User("ann", "customer", "Ann"))
    bench.node.reads.broken = False
    assert (await arrivals.of(User("ann", "customer", "Ann"))).rooms == [ORDER]
    await arrivals.close()
