"""Who may read a file: exactly who may read the message that carries it, at that very moment."""

import pytest

from server.core import commands, ids, times
from server.core.changes import Actor
from tests.chat.bench import HOST, ORDER
from tests.chat.clock import until
from tests.uploads.people import actor, code, lying, reads, redact, send, sent, up, uploads


@pytest.fixture
async def people(bench):
    await bench.room()
    return {user: await actor(bench, user, role) for user, role in ROLES.items()}


ROLES = {"ann": "customer", "ken": "driver", "mia": "merchant", "lee": "driver", "eve": "customer"}


async def test_all_who_take_part_read_it_and_nobody_else(bench, people):
    file = await sent(bench, people["ann"])
    staff = await bench.staff()
    for who in (people["ann"], people["ken"], people["mia"], staff, HOST):
        assert await reads(bench, who, file) == b"hello"
    for who in (people["eve"], people["lee"]):
        assert await code(reads(bench, who, file)) == "not_found"


async def test_until_it_is_sent_it_is_its_senders_alone(bench, people):
    file = await up(bench, people["ann"])
    assert await reads(bench, people["ann"], file) == b"hello"
    for who in (people["ken"], people["eve"], await bench.staff()):
        assert await code(reads(bench, who, file)) == "not_found"
    await bench.remove("ann")
    assert await code(reads(bench, people["ann"], file)) == "not_found"


async def test_a_newcomer_does_not_read_what_was_sent_before(bench, people):
    before = await sent(bench, people["ann"])
    await bench.add("lee", "driver")
    after = await sent(bench, people["ann"])
    assert await code(reads(bench, people["lee"], before)) == "not_found"
    assert await reads(bench, people["lee"], after) == b"hello"


async def test_who_left_reads_what_their_role_keeps(bench, people):
    before = await sent(bench, people["mia"])
    for user in ("ann", "ken"):
        await bench.remove(user)
    after = await sent(bench, people["mia"])
    assert await reads(bench, people["ann"], before) == b"hello"
    assert await code(reads(bench, people["ann"], after)) == "not_found"
    for file in (before, after):
        assert await code(reads(bench, people["ken"], file)) == "not_found"


async def test_after_a_swap_the_old_driver_reads_nothing_and_the_new_one_what_comes(bench, people):
    before = await sent(bench, people["ken"])
    await bench.add("lee", "driver", replaces="ken")
    after = await sent(bench, people["ann"])
    for file in (before, after):
        assert await code(reads(bench, people["ken"], file)) == "not_found"
    assert await code(reads(bench, people["lee"], before)) == "not_found"
    assert await reads(bench, people["lee"], after) == b"hello"


async def test_a_file_of_an_announcement_goes_with_it(bench, people):
    staff = await bench.staff()
    await bench.room("news", "announcement", people={"amy": "agent", "ann": "member"})
    file = await up(bench, staff, "news")
    until_then = times.text(bench.clock.wall() + times.HOUR)
    said = commands.Send(room="news", cid=ids.fresh("c"), body=commands.File(file=file), expires_at=until_then)
    await bench.node.machine.house.messages.post(staff, said)
    await bench.add("ken", "member", "news")
    bench.clock.ms += times.HOUR
    await bench.quiet()
    await bench.add("lee", "member", "news")
    for user in ("ann", "ken"):
        assert await reads(bench, people[user], file) == b"hello"
    assert await code(reads(bench, people["lee"], file)) == "not_found"


async def test_what_is_in_a_lane_stays_there(bench, people):
    staff = await bench.staff()
    note = await sent(bench, staff, bench.staff_lane())
    lane = (await bench.node.machine.house.people.lane(HOST, ORDER, ["ann", "mia"], ids.fresh("c")))[0]["room"]
    named = await sent(bench, people["ann"], lane)
    for who in people.values():
        assert await code(reads(bench, who, note)) == "not_found"
    assert await reads(bench, staff, note) == b"hello"
    assert await reads(bench, people["mia"], named) == b"hello"
    assert await code(reads(bench, people["ken"], named)) == "not_found"
    await bench.remove("mia")
    later = await sent(bench, people["ann"], lane)
    assert await reads(bench, people["mia"], named) == b"hello"
    assert await code(reads(bench, people["mia"], later)) == "not_found"


async def test_a_file_for_one_room_goes_into_no_other(bench, people):
    await bench.room("order-2")
    lane = (await bench.node.machine.house.people.lane(HOST, ORDER, ["ann", "mia"], ids.fresh("c")))[0]["room"]
    file = await up(bench, people["ann"])
    for room in ("order-2", lane):
        assert await code(send(bench, people["ann"], file, room)) == "not_found"
    assert await code(send(bench, people["ken"], file)) == "not_found"
    assert await send(bench, people["ann"], file)


async def test_an_erased_file_is_gone_at_once_for_all_and_from_the_disk(bench, people, tmp_path):
    """Also for its sender, for staff, for the host; and no byte is left, without any time passing."""
    file = await up(bench, people["ann"])
    seq = await send(bench, people["ann"], file)
    assert len(lying(tmp_path)) == 1
    reader = await uploads(bench).open(people["ken"], file)
    await redact(bench, people["ann"], seq)
    for who in (people["ann"], people["ken"], await bench.staff(), HOST):
        assert await code(reads(bench, who, file)) == "not_found"
    await until(lambda: not lying(tmp_path), "the bytes are gone")
    assert b"".join([chunk async for chunk in reader.held.chunks]) == b"hello"
    await reader.held.chunks.aclose()
    assert await code(send(bench, people["ann"], file)) == "not_found"


async def test_a_node_that_is_behind_gives_nothing_to_who_has_left(pair):
    """Node 1 hears nothing from node 0; it asks the store before it gives a file away."""
    await pair.room()
    ann, ken = await actor(pair, "ann"), await actor(pair, "ken", "driver")
    file = await sent(pair, ann)
    assert await reads(pair, ken, file, at=1) == b"hello"
    pair.exchange.fault = lambda _node, _items: []
    await pair.remove("ken", at=0)
    assert await code(reads(pair, ken, file, at=1)) == "not_found"
    assert await reads(pair, ann, file, at=1) == b"hello"


async def test_who_may_not_write_may_not_send_up(bench, people):
    staff = await bench.staff()
    assert await code(up(bench, people["eve"])) == "not_found"
    assert await code(up(bench, people["ann"], "order-9")) == "not_found"
    assert await code(up(bench, people["ann"], bench.staff_lane())) == "not_found"
    assert await code(up(bench, staff)) == "forbidden"
    await bench.patch(locked=True)
    assert await code(up(bench, people["ann"])) == "room_locked"


async def test_the_host_sends_up_in_somebodys_name(bench, people):
    ken = Actor("ken", "Ken", "driver", host=True)
    file = await up(bench, ken)
    assert await code(send(bench, people["ann"], file)) == "not_found"
    await send(bench, ken, file)
    assert await reads(bench, people["ann"], file) == b"hello"
    assert await code(up(bench, Actor("eve", "Eve", "customer", host=True))) == "not_found"


async def test_a_visitor_sends_files_once_staff_have_answered(bench):
    visitor = await actor(bench, "v_1", "customer", "none")
    people = {"v_1": "customer", "amy": "agent", "ann": "customer"}
    await bench.staff("amy")
    await bench.room("support-1", "support", people=people)
    assert await code(up(bench, visitor, "support-1")) == "forbidden"
    assert await up(bench, await actor(bench, "ann"), "support-1")
    said = commands.Send(room="support-1", cid="cid-answer", body=commands.Text("How can I help?"))
    await bench.node.machine.house.messages.post(await bench.staff("amy"), said)
    assert await sent(bench, visitor, "support-1")
