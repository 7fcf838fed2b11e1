"""Two journals on one PostgreSQL: one numbering, one answer for a cid, nothing seen through a gap."""

import asyncio
import random
import threading

import psycopg
import pytest

from server.core.outcomes import Done
from server.storage import cursors, epochs, follow, rooms
from server.storage.follow import Place
from tests.rig.wait import until
from tests.storage.book import ANN, BOB, KEN, MIA, ROOM, add, creation, post, remove
from tests.storage.planned import Planned

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
async def nodes(open_book, postgresql_url):
    return open_book(postgresql_url), open_book(postgresql_url)


async def test_concurrent_senders_share_one_dense_numbering(nodes):
    await nodes[0].write(creation(ANN, KEN, MIA))
    for room in ("order-a", "order-b", "order-c"):
        await nodes[1].write(creation(ANN, KEN, MIA, room=room))
    draw = random.Random(7)
    rooms_used = [ROOM, "order-a", "order-b", "order-c"]

    async def send(node, by):
        return [await node.write(post(by, room=draw.choice(rooms_used))) for _ in range(60)]

    sent = await asyncio.gather(*(send(node, by) for node in nodes for by in (ANN, KEN, MIA)))
    acknowledged = {(done.room, done.seq) for answers in sent for done in answers}
    assert len(acknowledged) == 360
    for room in rooms_used:
        log = await nodes[0].log(room)
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
        assert {(room, entry.seq) for entry in log[4:]} == {key for key in acknowledged if key[0] == room}
        told = sorted(nodes[0].entries(room) + nodes[1].entries(room), key=lambda entry: entry.seq)
        assert told == log


async def test_one_cid_sent_to_both_nodes_is_one_entry(nodes):
    await nodes[0].write(creation(ANN))
    for _ in range(30):
        change = post(ANN)
        one, other = await asyncio.gather(*(node.write(change) for node in nodes))
        assert (one.seq, one.at) == (other.seq, other.at)
        assert one.repeat is not other.repeat
    assert len(await nodes[0].log()) == 32


async def test_one_room_created_on_both_nodes_is_one_room(nodes):
    for number in range(20):
        name = f"order-{number}"
        answers = await asyncio.gather(*(node.write(creation(ANN, KEN, room=name)) for node in nodes))
        assert sorted(answer.changed for answer in answers) == [False, True]
        assert {answer.seq for answer in answers} == {3}


async def test_a_removal_races_with_a_send(nodes):
    await nodes[0].write(creation(ANN, KEN))
    for _ in range(20):
        sends = [nodes[1].journal.append(post(KEN)) for _ in range(5)]
        answers = await asyncio.gather(nodes[0].write(remove(KEN)), *sends, return_exceptions=True)
        left = answers[0].seq
        assert all(done.seq < left for done in answers[1:] if isinstance(done, Done))
        assert {getattr(answer, "code", "not_found") for answer in answers[1:]} == {"not_found"}
        await nodes[0].write(add(KEN))


async def test_what_could_not_be_written_is_forgotten_although_the_version_agrees(nodes):
    await nodes[0].write(creation(ANN, KEN))
    nodes[0].journal.writer.driver = planned = Planned(nodes[0].database.driver)

    def refuse(_):
        raise psycopg.errors.ReadOnlySqlTransaction("planted")

    planned.instead_of_write.append(refuse)
    assert (await nodes[0].refused(add(BOB))).code == "unavailable"
    await nodes[1].write(add(MIA))
    assert (await nodes[0].refused(post(BOB))).code == "not_found"
    assert (await nodes[0].write(post(MIA))).seq == 5


async def test_swaps_on_both_nodes_leave_one_driver(nodes):
    await nodes[0].write(creation(ANN, KEN))
    for number in range(15):
        answers = await asyncio.gather(
            nodes[0].together([add(BOB, replaces="ken")]), nodes[1].together([add(MIA, replaces="ken")])
        )
        present = (await nodes[0].database.read(rooms.load, ROOM)).room.members.values()
        here = [member.user for member in present if member.present and member.user != "ann"]
        assert len(here) == 1, number
        assert [type(answer[0]) for answer in answers].count(Done) == 1
        await nodes[0].write(add(KEN, replaces=here[0]))


async def test_facts_set_on_both_nodes_are_all_there(nodes):
    await nodes[0].write(creation(ANN))

    def setting(node, number: int):
        fact = {"key": f"{number}", "label": "x", "value": "x"}
        return node.journal.write(lambda c: rooms.change_aside(c, ROOM, [fact], [], {f"{number}": number}))

    for round_ in range(10):
        await asyncio.gather(*(setting(node, 2 * round_ + at) for at, node in enumerate(nodes)))
    loaded = await nodes[0].database.read(rooms.load, ROOM)
    assert {fact["key"] for fact in loaded.facts} == loaded.metadata.keys() == {f"{number}" for number in range(20)}


async def test_a_lane_opened_while_its_people_leave_is_left_too(nodes):
    """The lane commits after the removal's lock statement began: its snapshot cannot hold it, so it looks again."""
    await nodes[0].write(creation(ANN, KEN))
    slow, other = nodes
    slow.journal.writer.driver = planned = Planned(slow.database.driver)
    rival = psycopg.connect(slow.database.driver._conninfo)
    rival.execute("SELECT 1 FROM rooms WHERE id = %s FOR UPDATE", [ROOM])
    removing = asyncio.create_task(slow.write(remove(KEN)))

    async def waiting(number: int) -> None:
        async with asyncio.timeout(20):
            while True:
                found = rival.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                if found.fetchone() == (number,):
                    return
                rival.execute("SELECT pg_stat_clear_snapshot()")
                await asyncio.sleep(0.005)

    await waiting(1)
    insert = (
        "INSERT INTO rooms SELECT 'lane-7', kind, id, 'named', subject, status, false, NULL, NULL, NULL, NULL, 1,"
        " last_at, 2, 0, '[]', '{}', 0 FROM rooms WHERE id = %s"
    )
    rival.execute(insert, [ROOM])
    rival.execute("INSERT INTO entries (room, seq, kind, author, at, body) VALUES ('lane-7', 1, 'join', '', 1, '{}')")
    rival.execute("INSERT INTO participants VALUES ('lane-7', 'ken', 'driver', 'Ken', 'host', 1, 1)")
    rival.commit()
    await removing
    assert planned.looks == 2
    assert (await other.log("lane-7"))[-1].body == {"user": "ken", "reason": "removed"}
    rival.close()


async def test_cursors_saved_on_both_nodes_only_move_forward(nodes):
    await nodes[0].write(creation(ANN, KEN))
    moves = [(ROOM, user, seq, seq // 2) for seq in range(1, 20) for user in ("ann", "ken")]
    random.Random(3).shuffle(moves)
    await asyncio.gather(
        *(
            nodes[index % 2].journal.write(lambda c, move=move: cursors.save_cursors(c, [move]))
            for index, move in enumerate(moves)
        )
    )
    loaded = await nodes[0].database.read(rooms.load, ROOM)
    assert loaded.cursors == {"ann": (19, 9), "ken": (19, 9)}
    assert loaded.cursor_rev == len(moves)


async def follow_all(node, place=Place(), limit=3):  # noqa: B008 - a tuple
    found = []
    while read := await node.database.read(follow.read_after, place, limit):
        found += [(room, entry.seq) for _, room, entry in read]
        place = read[-1][0]
    return found, place


async def test_a_follower_never_skips_a_position_handed_out_before_its_commit(nodes):
    """A transaction takes positions, then sleeps; others commit later positions; the follower must wait for it."""
    await nodes[0].write(creation(ANN, KEN))
    await nodes[0].write(creation(ANN, KEN, room="order-slow"))
    slow = nodes[1]
    slow.journal.writer.driver = planned = Planned(slow.database.driver)
    written, go_on = threading.Event(), threading.Event()

    def stall(write):
        slow.database.driver._connection.execute(
            "INSERT INTO meta SELECT 'stalled', nextval('entries_position_seq')::text"
        )
        written.set()
        assert go_on.wait(30)
        write()

    planned.instead_of_write.append(stall)
    writing = asyncio.create_task(slow.write(post(KEN, room="order-slow")))
    await until(written.is_set, 20, "positions are taken")
    for _ in range(3):
        await nodes[0].write(post(ANN))
    found, place = await follow_all(nodes[0])
    assert (ROOM, 4) not in found
    go_on.set()
    await writing
    await nodes[0].write(post(ANN))
    later, _ = await follow_all(nodes[0], place)
    for room, last in ((ROOM, 7), ("order-slow", 4)):
        assert [seq for at, seq in found + later if at == room] == list(range(1, last + 1))


async def test_followers_go_on_after_a_restore_that_counts_transactions_anew(nodes):
    await nodes[0].write(creation(ANN))
    _, place = await follow_all(nodes[0])
    await nodes[0].journal.write(lambda c: c.exec_driver_sql("UPDATE entries SET txid = txid + 1000000"))
    await nodes[0].journal.write(epochs.new_epoch)
    await nodes[0].write(post(ANN))
    found, reached = await follow_all(nodes[0], place._replace(txid=place.txid + 1_000_000))
    assert found == [(ROOM, 3)]
    assert await follow_all(nodes[0], reached) == ([], reached)
