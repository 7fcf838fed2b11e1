"""Who is silenced, and who takes a room over, judged in the transaction that changes it; on one node and on two."""

import asyncio
import threading

import psycopg
import pytest

from server.core import tending
from server.core.changes import Merge
from server.core.outcomes import Done
from server.storage import audit, desk, rooms
from tests.rig.wait import until
from tests.storage.book import ANN, HOST, KEN, ROOM, add, cid, post
from tests.storage.planned import Planned
from tests.storage.test_desk import AMY, BOB, folded, furnish, stands, tend

pytestmark = pytest.mark.timeout(90)


async def test_from_its_own_transaction_on_silence_holds(book):
    """In one batch: what stands before it is written, what stands behind it is not."""
    await furnish(book)
    batch = [post(KEN), tend(AMY, tending.Silence(user="ken")), post(KEN), post(ANN)]
    before, silenced, after, other = await book.together(batch)
    assert [isinstance(one, Done) for one in (before, silenced, after, other)] == [True, True, False, True]
    assert after.code == "forbidden"
    assert (await book.refused(post(KEN))).code == "forbidden"
    held = await stands(book)
    assert (held.silenced, held) == (("ken",), await folded(book))
    assert (await book.database.read(rooms.load, ROOM)).room.silenced == {"ken"}
    assert "silenced" not in {entry.kind for entry in await book.log()}
    await book.write(tend(BOB, tending.Hear(user="ken")))
    await book.write(post(KEN))
    assert (await book.database.read(rooms.load, ROOM)).room.silenced == frozenset()


async def test_what_is_done_to_others_stands_in_the_audit_log_with_the_act(book):
    """Once for each act that changes something; what is refused, repeated or changes nothing leaves no trace."""
    await furnish(book)
    silence = tend(AMY, tending.Silence(user="ken"))
    for change in (silence, silence, tend(BOB, tending.Silence(user="ken")), tend(AMY, tending.Mark(priority="high"))):
        await book.write(change)
    await book.refused(tend(AMY, tending.Silence(user="nobody")))
    for act in (tending.Hear(user="ken"), tending.Spam(), tending.Spam(), tending.NotSpam(), tending.Spam()):
        await book.write(tend(BOB, act))
    await book.write(tend(AMY, tending.Assign(agent="amy")))
    told = [(act["by"], act["act"], act["on"], act["more"]) for act in await book.database.read(audit.page, None, 50)]
    here = {"room": ROOM}
    assert told == [
        ("amy", "spam_lifted", ROOM, {}), ("bob", "marked_spam", ROOM, {}), ("bob", "spam_lifted", ROOM, {}),
        ("bob", "marked_spam", ROOM, {}), ("bob", "silence_lifted", "ken", here), ("amy", "user_silenced", "ken", here),
    ]  # fmt: skip


async def test_a_repeat_is_answered_as_before_although_they_may_only_read_now(book):
    await furnish(book)
    change = post(KEN)
    first = await book.write(change)
    await book.write(tend(AMY, tending.Silence(user="ken")))
    again = await book.write(change)
    assert (again.seq, again.repeat) == (first.seq, True)


async def test_who_becomes_a_user_takes_the_silence_along(book):
    visitor = KEN
    await furnish(book)
    await book.write(tend(AMY, tending.Silence(user=visitor.user)))
    user = type(visitor)("kenneth", "Kenneth", "customer")
    await book.write(Merge(room=ROOM, actor=user, cid=cid(), visitor=visitor.user))
    assert (await book.refused(post(user))).code == "forbidden"


async def test_what_one_node_silenced_the_other_does_not_write(open_book, postgresql_url):
    books = open_book(postgresql_url), open_book(postgresql_url)
    await furnish(books[0])
    await books[1].write(post(KEN))
    for number in range(8):
        await books[number % 2].write(tend(AMY, tending.Silence(user="ken")))
        assert (await books[1 - number % 2].refused(post(KEN))).code == "forbidden"
        await books[number % 2].write(tend(AMY, tending.Hear(user="ken")))
        await books[1 - number % 2].write(post(KEN))


async def test_a_room_is_taken_over_once(book):
    await furnish(book)
    agent = type(AMY)("amy", "Amy", "agent", staff=True)
    await book.write(tend(AMY, tending.Assign(agent="amy")))
    await book.write(add(agent))
    await book.write(tend(AMY, tending.Hand(to="bob")))
    answers = await book.together([tend(BOB, tending.Accept()), tend(BOB, tending.Accept())])
    assert [answer.changed for answer in answers] == [True, False]
    joins = [entry.body for entry in await book.log() if entry.body.get("takes_over")]
    assert [(body["user"], body["replaces"]) for body in joins] == [("bob", "amy")]
    room = (await book.database.read(rooms.load, ROOM)).room
    assert [(room.members[user].present) for user in ("amy", "bob")] == [False, True]


async def test_two_nodes_that_take_over_at_once_leave_one_agent(open_book, postgresql_url):
    books = open_book(postgresql_url), open_book(postgresql_url)
    names = [f"order-{number}" for number in range(12)]
    await furnish(books[0], *names)
    for room in names:
        await books[0].write(add(AMY, room=room))
        await books[0].write(tend(HOST, tending.Assign(agent="amy"), room=room))
        await books[0].write(tend(AMY, tending.Release(), room=room))
        takes = [
            tend(who, tending.Assign(agent=who.user), room=room)
            for who in (BOB, type(BOB)("sue", "Sue", "agent", staff=True))
        ]
        answers = await asyncio.gather(
            *(book.journal.append(act) for book, act in zip(books, takes, strict=True)), return_exceptions=True
        )
        assert sorted(isinstance(answer, Done) for answer in answers) == [False, True]
        held = (await books[1].database.read(desk.tendings, [room]))[room]
        members = (await books[1].database.read(rooms.load, room)).room.members
        assert [user for user, member in members.items() if member.present and member.role == "agent"] == [held.agent]


async def test_what_is_judged_by_a_room_waits_for_who_changes_it(open_book, postgresql_url):
    """One node has looked and is about to write; on the other what rests on the same room must wait, and look anew."""
    slow, other = open_book(postgresql_url), open_book(postgresql_url)
    await furnish(slow)
    await other.write(post(KEN))
    before = (await other.log())[-1].seq
    slow.journal.writer.driver = planned = Planned(slow.database.driver)
    looked, go_on = threading.Event(), threading.Event()

    def stall(write):
        looked.set()
        assert go_on.wait(30)
        write()

    planned.instead_of_write.append(stall)
    silencing = asyncio.create_task(slow.write(tend(AMY, tending.Silence(user="ken"))))
    await until(looked.is_set, 20, "the first node has looked")
    posting = asyncio.create_task(other.refused(post(KEN)))
    taking = asyncio.create_task(other.write(tend(BOB, tending.Assign(agent="bob"))))
    watching = psycopg.connect(slow.database.driver._conninfo, autocommit=True)
    waits = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    await until(lambda: posting.done() or watching.execute(waits).fetchone() == (True,), 20, "the second one waits")
    assert not posting.done()
    go_on.set()
    assert ((await silencing).changed, (await posting).code) == (True, "forbidden")
    assert (await taking).changed
    watching.close()
    log = await other.log()
    assert [entry.seq for entry in log] == [*range(1, before + 1)]
    held = await stands(other)
    assert (held, held.agent, held.silenced) == (await folded(slow), "bob", ("ken",))
