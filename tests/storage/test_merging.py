"""Merges and reports in the journal, on both databases; on PostgreSQL, by two nodes at once."""

import asyncio
import random

import pytest

from server.core.outcomes import Done
from server.storage import cursors, mutes, rooms, summaries, visitors
from server.storage.visitors import Visit
from tests.storage.book import (
    AGENT,
    ANN,
    BOB,
    HOST,
    KEN,
    LANE,
    MIA,
    ROOM,
    Create,
    add,
    cid,
    creation,
    edit,
    merged,
    person,
    post,
    remove,
    report,
)

pytestmark = pytest.mark.timeout(90)


async def members(book, room=ROOM):
    return (await book.database.read(rooms.load, room)).room.members


async def test_cursors_and_lanes_go_over_with_the_entry(book):
    await book.write(creation(KEN, MIA, staff_lane=LANE))
    named = {"kind": "order", "parent": ROOM, "audience": "named"}
    await book.write(Create(room="lane-7", actor=HOST, cid=cid(), people=(person(KEN), person(MIA)), **named))
    await book.write(post(MIA))
    for room, seq in ((ROOM, 4), ("lane-7", 2)):
        await book.journal.write(lambda c, row=(room, "ken", seq, seq - 1): cursors.save_cursors(c, [row]))
    done = await book.write(merged(KEN, ANN))
    assert (done.seq, done.changed) == (5, True)
    for room, cursor in ((ROOM, (4, 3)), ("lane-7", (2, 1))):
        loaded = await book.database.read(rooms.load, room)
        assert loaded.cursors["ann"] == cursor
        assert loaded.room.members["ann"].was == ("ken",)
        assert loaded.room.present("ken") is None
    assert await members(book, LANE) == {}
    assert (await book.write(merged(KEN, BOB))).changed is False, "who is out cannot be replaced"


async def test_a_cursor_that_is_further_on_stays(book):
    await book.write(creation(KEN, ANN))
    for user, seq in (("ken", 2), ("ann", 3)):
        await book.journal.write(lambda c, row=(ROOM, user, seq, seq): cursors.save_cursors(c, [row]))
    await book.write(merged(KEN, ANN))
    assert (await book.database.read(rooms.load, ROOM)).cursors["ann"] == (3, 3)


async def test_a_cid_of_the_visitors_is_known_in_the_batch_of_the_merge(book):
    await book.write(creation(KEN))
    answers = await book.together([post(KEN, named="cid-0000"), merged(KEN, ANN), post(ANN, named="cid-0000")])
    assert [(answer.seq, answer.repeat) for answer in answers] == [(3, False), (4, False), (3, True)]
    later = await book.write(post(ANN, named="cid-0000"))
    assert (later.seq, later.repeat) == (3, True)
    assert (await book.refused(post(ANN, "another", named="cid-0000"))).code == "cid_reused"
    assert (await book.write(edit(ANN, 3, "better"))).changed


async def test_a_cid_on_disk_is_known_in_the_batch_of_the_merge(book):
    await book.write(creation(KEN))
    await book.write(post(KEN, named="cid-0000"))
    answers = await book.together([merged(KEN, ANN), post(ANN, named="cid-0000")])
    assert [(answer.seq, answer.repeat) for answer in answers] == [(4, False), (3, True)]


async def test_nobody_else_owns_what_the_visitor_wrote(book):
    await book.write(creation(KEN, MIA))
    await book.together([post(KEN), merged(KEN, ANN)])
    assert (await book.refused(edit(MIA, 4, "mine"))).code == "forbidden"
    await book.write(remove(ANN))
    await book.write(add(ANN))
    assert (await members(book))["ann"].was == (), "a new membership begins anew"


async def test_unread_leaves_out_ones_own_and_the_muted(book):
    await book.write(creation(KEN, MIA, BOB))
    await book.together([post(KEN), post(MIA), post(BOB), merged(KEN, ANN), post(MIA)])

    async def unread(user):
        return (await book.database.read(summaries.summaries_of, [(ROOM, user)]))[ROOM, user].unread

    assert [await unread(user) for user in ("ann", "mia", "bob")] == [3, 2, 3]
    await book.journal.write(lambda c: mutes.mute(c, "ann", "mia"))
    assert [await unread(user) for user in ("ann", "mia", "bob")] == [1, 2, 3]
    await book.journal.write(lambda c: mutes.unmute(c, "ann", "mia"))
    assert await unread("ann") == 3


async def test_a_report_stands_in_the_staff_lane_and_nowhere_else(book):
    await book.write(creation(ANN, KEN, staff_lane=LANE))
    await book.write(post(KEN, "rude"))
    done = await book.write(report(ANN, target=4, text="rude", named="cid-report"))
    assert (done.room, done.seq, done.changed) == (ROOM, 4, True)
    again = await book.write(report(ANN, target=4, text="rude", named="cid-report"))
    assert (again.seq, again.at, again.repeat) == (done.seq, done.at, True)
    assert (await book.refused(report(ANN, target=4, named="cid-report"))).code == "cid_reused"
    assert (await book.log())[-1].kind == "message"
    entry = (await book.log(LANE))[-1]
    assert entry.body == {
        "state": "raised", "reason": "report", "role": "customer", "text": "rude", "user": "ken", "target": 4,
    }  # fmt: skip
    assert (entry.by, entry.author.name) == ("ann", "Ann")
    both = [(await book.database.read(rooms.load, room)).room.waiting for room in (ROOM, LANE)]
    assert [waiting and waiting.reason for waiting in both] == [None, "report"]
    assert (await book.write(post(AGENT, "seen to it", room=LANE))).changed
    assert (await book.database.read(rooms.load, LANE)).room.waiting is None


async def test_an_opening_is_one_until_it_is_over(book):
    def opened(user, fresh):
        return book.journal.write(lambda c: visitors.open_one(c, user, fresh))

    assert [await opened("ann", fresh) for fresh in ("r-1", "r-2")] == ["r-1", "r-1"], "named, not made yet"
    await book.write(creation(ANN, room="r-1", kind="support"))
    assert await opened("ann", "r-3") == "r-1"
    await book.write(remove(ANN, room="r-1"))
    assert await book.database.read(visitors.opening, "ann") is None
    assert [await opened("ann", fresh) for fresh in ("r-4", "r-5")] == ["r-4", "r-4"]


@pytest.fixture
async def nodes(open_book, postgresql_url):
    return open_book(postgresql_url), open_book(postgresql_url)


async def test_two_nodes_merge_and_write_at_once(nodes):
    """The same merge from both, the visitor's sends on the one, their repeats by the user on the other."""
    draw = random.Random(11)
    for number in range(12):
        room = f"order-{number}"
        await nodes[0].write(creation(KEN, MIA, room=room, staff_lane=f"l-{number}"))
        merge = merged(KEN, ANN, room=room)
        names = [f"cid-{number}-{one:04d}" for one in range(12)]

        async def later(node, change):
            await asyncio.sleep(draw.random() * 0.02)
            return await node.journal.append(change)

        work = [later(node, merge) for node in nodes]
        work += [later(draw.choice(nodes), post(who, one, room=room, named=one)) for one in names for who in (KEN, ANN)]
        answers = await asyncio.gather(*work, return_exceptions=True)
        assert sorted(answer.repeat for answer in answers[:2]) == [False, True]
        for one in names:
            await nodes[draw.randrange(2)].write(post(ANN, one, room=room, named=one))
        log = await nodes[0].log(room)
        at = next(entry.seq for entry in log if "was" in entry.body)
        said = [entry for entry in log if entry.kind == "message"]
        assert sorted(entry.cid for entry in said) == names, "each once, whoever wrote it"
        assert all((entry.by == "ken") == (entry.seq < at) for entry in said)
        seqs = {entry.cid: entry.seq for entry in said}
        acked = [answer.seq for answer in answers[2:] if isinstance(answer, Done)]
        assert set(acked) <= set(seqs.values())


async def test_one_visit_is_changed_by_one_node_at_a_time(nodes):
    await nodes[0].journal.write(lambda c: visitors.put_visit(c, Visit(user="v_1", current="0")))

    def counted(c):
        kept = visitors.visit(c, "v_1", lock=True)
        visitors.put_visit(c, Visit(user="v_1", current=str(int(kept.current) + 1)))

    await asyncio.gather(*(node.journal.write(counted) for _ in range(20) for node in nodes))
    assert (await nodes[0].database.read(visitors.visit, "v_1")).current == "40"


async def test_two_nodes_that_open_a_room_open_one(nodes):
    async def opened(node, fresh):
        return await node.journal.write(lambda c: visitors.open_one(c, "ann", fresh))

    found = await asyncio.gather(*(opened(node, f"r-{number}") for number in range(10) for node in nodes))
    assert len(set(found)) == 1
