"""What staff do with a room: an entry in its staff lane and a row, in one transaction; one agent, whoever else asks."""

import asyncio
import random
import threading

import psycopg
import pytest

from server.core import tending
from server.core.changes import Actor, Help, Tend
from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.core.tending import Tending
from server.core.users import User
from server.storage import desk, users
from server.storage.desk import AtWork
from tests.rig.wait import until
from tests.storage.book import ANN, HOST, KEN, LANE, ROOM, add, cid, creation, digest, post, remove

pytestmark = pytest.mark.timeout(90)
AMY, BOB = Actor("amy", "Amy", "agent", staff=True), Actor("bob", "Bob", "agent", staff=True)
SUE = Actor("sue", "Sue", "supervisor", staff=True)
MINUTE = 60_000


def tend(by: Actor, act: tending.Act, *, room: str = ROOM, named: str | None = None) -> Tend:
    return Tend(room=room, actor=by, cid=named or cid(), digest=digest(repr(act)), act=act)


def help_(by: Actor, room: str = ROOM) -> Help:
    return Help(room=room, actor=by, cid=cid(), reason="other")


async def furnish(book, *rooms: str) -> None:
    """Store the agents, and make rooms in which somebody waits."""

    def store(c):
        for one in (AMY, BOB, SUE):
            users.ensure_user(c, User(one.user, one.role, one.name))

    await book.journal.write(store)
    for room in rooms or (ROOM,):
        lane = LANE if room == ROOM else f"lane-{room}"
        await book.write(creation(ANN, KEN, room=room, staff_lane=lane))
        await book.write(help_(ANN, room))


async def stands(book, room: str = ROOM) -> Tending:
    return (await book.database.read(desk.tendings, [room])).get(room, Tending())


async def folded(book, lane: str = LANE) -> Tending:
    held = Tending()
    for entry in await book.log(lane):
        if entry.kind == "desk":
            held = held.follow(entry.body)
    return held


async def test_an_offer_taken_is_two_entries_in_the_lane_and_a_row(book):
    await furnish(book)
    main = await book.log()
    until = book.now + 20_000
    await book.write(tend(HOST, tending.Offer(agent="amy", until=until)))
    assert await stands(book) == Tending(agent="amy", state="offered", since=book.now, until=until)
    book.now += 5_000
    await book.write(tend(AMY, tending.Accept()))
    assert await stands(book) == Tending(agent="amy", state="assigned", since=book.now, last="amy")
    lane = [(entry.kind, entry.by, entry.body.get("act")) for entry in await book.log(LANE)]
    assert lane[-2:] == [("desk", None, "offered"), ("desk", "amy", "accepted")]
    assert await book.log() == main, "nothing of it stands in the room"


async def test_a_repeat_is_the_same_act(book):
    await furnish(book)
    change = tend(AMY, tending.Assign(agent="amy"))
    first, again = await book.write(change), await book.write(change)
    assert (again.room, again.seq, again.repeat) == (first.room, first.seq, True)
    assert first.room == LANE
    other = tend(AMY, tending.Release(), named=change.cid)
    assert (await book.refused(other)).code == "cid_reused"
    together = tend(BOB, tending.Mark(priority="high"))
    one, two = await book.together([together, together])
    assert (one.seq, two.repeat) == (two.seq, True)


async def test_the_row_is_the_fold_over_the_lane(book):
    """Whatever is asked for in whatever order: entries applied to the old state are the new one."""
    await furnish(book)
    draw = random.Random(5)
    acts = [
        (HOST, tending.Offer(agent="amy", until=book.now + 20_000)), (HOST, tending.Offer(agent="bob", until=book.now)),
        (HOST, tending.Lapse()), (AMY, tending.Accept()), (BOB, tending.Decline()), (AMY, tending.Release()),
        (AMY, tending.Hand(to="bob", note="knows it")), (BOB, tending.Hand(team="billing")),
        (SUE, tending.Assign(agent="bob")),
        (AMY, tending.Mark(priority="high", labels=("vip",), needs=("language:ja",))),
        (AMY, tending.Mark(hold="pending")), (HOST, tending.Wake()),
        (BOB, tending.Mark(labels=())), (BOB, tending.Accept()), (AMY, tending.Assign(agent="amy")),
    ]  # fmt: skip
    held = 0
    for _ in range(25):
        batch = [tend(*draw.choice(acts)) for _ in range(draw.randint(1, 6))]
        held += sum(isinstance(answer, Done) and answer.changed for answer in await book.together(batch))
        book.now += draw.choice((1, 20_000, MINUTE))
        assert await stands(book) == await folded(book)
    assert held > 20


async def test_a_handover_is_answered_or_comes_back(book):
    await furnish(book)
    await book.write(tend(AMY, tending.Assign(agent="amy")))
    await book.write(tend(AMY, tending.Hand(to="bob", note="he knows it")))
    held = await stands(book)
    assert (held.agent, held.state, held.sender, held.back_at) == ("bob", "offered", "amy", book.now + MINUTE)
    assert (await book.log(LANE))[-1].body["note"] == "he knows it"
    await book.write(tend(BOB, tending.Decline()))
    assert (await stands(book)).has("amy")
    await book.write(tend(AMY, tending.Hand(to="bob")))
    book.now += MINUTE - 1
    assert not (await book.write(tend(HOST, tending.Lapse()))).changed
    book.now += 1
    await book.write(tend(HOST, tending.Lapse()))
    assert (await stands(book)).has("amy")
    await book.write(tend(AMY, tending.Hand(to="bob")))
    await book.write(tend(BOB, tending.Accept()))
    assert (await stands(book)).has("bob")
    assert (await stands(book)).sender is None


async def test_a_handover_to_a_team_goes_round_and_comes_back(book):
    await furnish(book)
    await book.write(tend(AMY, tending.Assign(agent="amy")))
    await book.write(tend(AMY, tending.Hand(team="billing")))
    await book.write(tend(HOST, tending.Offer(agent="bob", until=book.now + 20_000)))
    book.now += 20_000
    await book.write(tend(HOST, tending.Lapse()))
    held = await stands(book)
    assert (held.agent, held.team, held.sender) == (None, "billing", "amy")
    book.now += 40_000
    await book.write(tend(HOST, tending.Lapse()))
    held = await stands(book)
    assert held.has("amy")
    assert held.team is None


async def test_who_is_in_charge_may_give_and_take(book):
    await furnish(book)
    await book.write(tend(AMY, tending.Assign(agent="amy")))
    await book.write(tend(SUE, tending.Assign(agent="bob")))
    assert (await stands(book)).has("bob")
    assert (await stands(book)).last == "amy"
    await book.write(tend(SUE, tending.Release()))
    assert await stands(book) == Tending(last="bob")


async def test_what_is_snoozed_wakes(book):
    await furnish(book)
    await book.write(tend(AMY, tending.Mark(hold="snoozed", wake_at=book.now + MINUTE)))
    assert await book.database.read(desk.snoozed_until, book.now + MINUTE - 1, 9) == []
    assert await book.database.read(desk.snoozed_until, book.now + MINUTE, 9) == [ROOM]
    await book.write(tend(HOST, tending.Wake()))
    assert await stands(book) == Tending()


async def test_nobody_is_asked_where_nobody_waits(book):
    await furnish(book)
    await book.write(post(AMY, room=LANE))
    assert [one.room for one in await book.database.read(desk.waiting)] == [ROOM]
    await book.write(Help(room=ROOM, actor=ANN, cid=cid(), withdraw=True))
    assert await book.database.read(desk.waiting) == []
    assert (await book.refused(tend(HOST, tending.Offer(agent="amy", until=1)))).code == "not_found"


async def test_a_lane_has_no_desk_of_its_own(book):
    await furnish(book)
    assert (await book.refused(tend(AMY, tending.Assign(agent="amy"), room=LANE))).code == "not_found"
    assert (await book.refused(tend(AMY, tending.Assign(agent="amy"), room="nowhere"))).code == "not_found"


# -- two writers -------------------------------------------------------------------------------------


async def races(books, rooms: list[str]) -> None:
    """Offer and take the same rooms from both sides at once; each is one agent's, and one offer stands for each."""
    one, other = books

    async def side(book, agent: Actor) -> list[Done | Refusal]:
        acts = [tend(HOST, tending.Offer(agent=agent.user, until=book.now + 20_000), room=room) for room in rooms]
        random.Random(agent.user).shuffle(acts)
        return await asyncio.gather(*map(book.journal.append, acts), return_exceptions=True)

    answers = await asyncio.gather(side(one, AMY), side(other, BOB))
    won = [answer.room for answered in answers for answer in answered if isinstance(answer, Done)]
    lost = [answer for answered in answers for answer in answered if not isinstance(answer, Done)]
    assert sorted(won) == sorted(f"lane-{room}" for room in rooms)
    assert {refusal.code for refusal in lost} == {"taken"}
    for room in rooms:
        held = await stands(one, room)
        assert held == await folded(other, f"lane-{room}")
        said = [entry.body["agent"] for entry in await one.log(f"lane-{room}") if entry.kind == "desk"]
        assert said == [held.agent]


async def test_two_nodes_never_offer_one_room_twice(open_book, postgresql_url):
    books = open_book(postgresql_url), open_book(postgresql_url)
    rooms = [f"order-{number}" for number in range(40)]
    await furnish(books[0], *rooms)
    await races(books, rooms)


async def test_nor_do_two_writers_of_one_node(open_book, tmp_path):
    book = open_book(f"sqlite:///{tmp_path}/parley.sqlite3")
    rooms = [f"order-{number}" for number in range(40)]
    await furnish(book, *rooms)
    await races((book, book), rooms)


async def test_who_takes_first_has_it(open_book, postgresql_url):
    books = open_book(postgresql_url), open_book(postgresql_url)
    rooms = [f"order-{number}" for number in range(30)]
    await furnish(books[0], *rooms)
    for room in rooms:
        takes = zip(books, (AMY, BOB), strict=True)
        acts = [book.journal.append(tend(who, tending.Assign(agent=who.user), room=room)) for book, who in takes]
        answers = await asyncio.gather(*acts, return_exceptions=True)
        assert sorted(isinstance(answer, Done) for answer in answers) == [False, True]
        held = await stands(books[0], room)
        assert held == await folded(books[1], f"lane-{room}")


async def test_what_an_agent_says_and_what_they_are_equipped_with_both_stand(book):
    """Neither takes back what the other, on another node, wrote a moment ago."""

    def each(c):
        first = desk.say_state(c, "amy", "online", 5)
        desk.equip(c, "amy", ("team:day", "language:en"), 3, 6)
        desk.say_state(c, "amy", "busy", 7)
        desk.equip(c, "amy", ("team:night",), None, 8)
        return first, desk.agent(c, "amy")

    first, last = await book.journal.write(each)
    assert first == AtWork(user="amy", state="online", since=5, capacity=desk.CAPACITY)
    assert last == AtWork(user="amy", state="busy", since=7, capacity=3, has=("team:night",))


async def test_who_is_put_into_a_team_while_they_come_to_work_is_in_it(open_book, postgresql_url):
    """Two nodes write of one agent at once: one holds the row, the other waits for it, and both words stand."""
    books = open_book(postgresql_url), open_book(postgresql_url)
    await books[0].journal.write(lambda c: desk.say_state(c, "amy", "offline", 1))
    written, go = threading.Event(), threading.Event()

    def into_the_team(c):
        desk.equip(c, "amy", ("team:day",), None, 2)
        written.set()
        assert go.wait(30)

    team = asyncio.ensure_future(books[0].journal.write(into_the_team))
    assert await asyncio.to_thread(written.wait, 30)
    said = asyncio.ensure_future(books[1].journal.write(lambda c: desk.say_state(c, "amy", "online", 3)))
    watching = psycopg.connect(books[0].database.driver._conninfo, autocommit=True)
    waits = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    await until(lambda: watching.execute(waits).fetchone() == (True,), 20, "the second one waits")
    watching.close()
    go.set()
    await team
    told = await said
    assert (told.state, told.has) == ("online", ("team:day",))
    assert await books[1].database.read(desk.agent, "amy") == told


async def test_who_goes_out_of_a_room_of_theirs_lets_it_go_in_the_same_transaction(book):
    await furnish(book)
    await book.write(add(AMY))
    await book.write(tend(AMY, tending.Assign(agent="amy")))
    await book.refused(remove(BOB))
    assert (await stands(book)).has("amy"), "who takes no part goes nowhere"
    await book.write(remove(KEN))
    assert (await stands(book)).has("amy"), "nor does it matter that somebody else goes"
    going = remove(AMY)
    gone, free = await book.together([going, tend(BOB, tending.Assign(agent="bob"))])
    assert [isinstance(one, Done) for one in (gone, free)] == [True, True], "in one batch it is another's at once"
    again = await book.write(going)
    assert (again.seq, again.repeat) == (gone.seq, True)
    assert (await stands(book), (await stands(book)).agent) == (await folded(book), "bob")
    acts = [entry.body["act"] for entry in await book.log(LANE) if entry.kind == "desk"]
    assert acts == ["assigned", "released", "assigned"]


async def test_who_is_swapped_out_lets_it_go_too(book):
    await furnish(book)
    await book.write(add(AMY))
    await book.write(tend(AMY, tending.Assign(agent="amy")))
    await book.write(add(BOB, replaces="amy"))
    assert (await stands(book), (await stands(book)).agent) == (await folded(book), None)
