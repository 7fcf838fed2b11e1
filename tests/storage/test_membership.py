"""Who takes part: creation, comings and goings, swaps, lanes, locks; always the room that the log says."""

import dataclasses

import pytest
from msgspec.structs import replace

from server.core import times
from server.core.changes import Activity, Actor, Create, Help, Lock, Patch
from server.core.outcomes import Done
from server.core.room import Room
from server.storage import rooms, users
from server.storage.journal import JournalLimits
from server.storage.users import User
from tests.storage.book import (
    AGENT,
    ANN,
    BOB,
    HOST,
    KEN,
    LANE,
    MIA,
    ROOM,
    add,
    cid,
    creation,
    person,
    post,
    remove,
)


async def load(book, room=ROOM):
    return await book.database.read(rooms.load, room)


def folded(book, room=ROOM):
    """Fold what the readers were told."""
    told = book.entries(room)
    first = told[0].body
    state = Room(id=room, kind=first["kind"], parent=first.get("parent"))
    for entry in told:
        state.apply(entry)
    return state


def lane(*people: Actor, by: Actor = HOST, named: str = "lane-7") -> Create:
    return Create(
        room=named,
        actor=by,
        cid=cid(),
        kind="order",
        parent=ROOM,
        audience="named",
        people=tuple(person(actor) for actor in people),
    )


async def test_a_room_is_born_with_its_people_and_its_staff_lane(book):
    facts = ({"key": "eta", "value": "19:40"},)
    done = await book.write(creation(ANN, KEN, staff_lane=LANE, metadata={"crm": "77"}, facts=facts))
    assert done == Done(ROOM, 3, book.now)
    assert [(entry.seq, entry.kind, entry.body.get("user")) for entry in await book.log()] == [
        (1, "room", None),
        (2, "join", "ann"),
        (3, "join", "ken"),
    ]
    loaded = await load(book)
    assert loaded.room == folded(book)
    assert (loaded.metadata, loaded.facts) == ({"crm": "77"}, list(facts))
    assert loaded.cursors == {"ann": (0, 0), "ken": (0, 0)}
    assert [(found.id, found.audience, found.users) for found in loaded.lanes] == [(LANE, "staff", ())]
    assert [member.first_seq for member in loaded.room.members.values()] == [1, 1]
    side = await load(book, LANE)
    assert (side.room.parent, side.room.audience, side.room.last_seq) == (ROOM, "staff", 1)
    assert await load(book, "nowhere") is None


async def test_creating_a_room_again_changes_nothing(book):
    change = creation(ANN, KEN)
    await book.write(change)
    await book.write(post(ANN))
    assert await book.write(change) == Done(ROOM, 4, book.now, repeat=True)
    assert await book.write(creation(MIA)) == Done(ROOM, 4, book.now, changed=False)
    answers = await book.together([creation(ANN, room="order-2"), creation(MIA, room="order-2")])
    assert [answer.changed for answer in answers] == [True, False]
    assert (await load(book)).room == folded(book)


async def test_naming_an_unknown_user_stores_the_role_given(book):
    await book.write(creation(ANN))
    await book.write(add(replace(ANN, role="merchant")))
    await book.write(add(KEN))
    stored = [await book.database.read(users.user, name) for name in ("ann", "ken", "zoe")]
    assert stored == [User("ann", "customer", "Ann"), User("ken", "driver", "Ken"), None]


async def test_a_newcomer_without_a_name_has_the_stored_one(book):
    await book.journal.write(lambda c: users.put_user(c, "ken", name="Ken K.", role="driver"))
    await book.write(creation(replace(KEN, name=""), ANN))
    await book.write(creation(ANN, room="order-2"))
    await book.write(add(replace(KEN, name=""), room="order-2"))
    names = [(await load(book, room)).room.members["ken"].name for room in (ROOM, "order-2")]
    assert names == ["Ken K.", "Ken K."]


async def test_only_staff_may_be_named_agent(book, open_book, url):
    eve = Actor("eve", "Eve", "agent")
    assert (await book.refused(creation(ANN, eve))).code == "forbidden"
    await book.write(creation(ANN))
    assert (await book.refused(add(eve))).code == "forbidden"
    assert await book.database.read(users.user, "eve") is None
    await book.journal.write(lambda c: users.ensure_user(c, User("s_amy", "agent", "Amy")))
    await book.write(add(AGENT))
    assert (await load(book)).room.members["s_amy"].role == "agent"


async def test_the_host_may_name_agents_when_that_is_allowed(open_book, url):
    book = open_book(url, JournalLimits(host_agents=True))
    await book.write(creation(ANN, Actor("eve", "Eve", "agent")))
    assert (await book.database.read(users.user, "eve")).role == "agent"


async def test_parleys_own_ids_are_not_minted_by_naming_them(book):
    await book.write(creation(ANN))
    for own in ("v_1", "s_1", "b_1"):
        assert (await book.refused(add(Actor(own, "X", "member")))).code == "not_found"
        assert (await book.refused(creation(Actor(own, "X", "member"), room="other"))).code == "not_found"
    assert await load(book, "other") is None


async def test_a_refused_creation_leaves_nothing_behind(book):
    answers = await book.together([creation(ANN, Actor("eve", "Eve", "agent")), creation(KEN, KEN), post(ANN)])
    assert [answer.code for answer in answers] == ["forbidden", "bad_field", "not_found"]
    assert await load(book) is None
    assert await book.database.read(users.user, "ann") is None


async def test_a_swap_is_one_entry_and_leaves_no_moment_with_two_or_none(book):
    await book.write(creation(ANN, KEN))
    answers = await book.together([post(KEN), add(BOB, replaces="ken"), post(KEN), post(BOB)])
    assert [getattr(answer, "seq", answer) for answer in answers if isinstance(answer, Done)] == [4, 5, 6]
    room = (await load(book)).room
    assert (room.members["ken"].left_seq, room.members["ken"].left_reason) == (5, "replaced")
    assert (room.members["bob"].joined_seq, room.members["bob"].first_seq) == (5, 5)
    assert room == folded(book)


async def test_who_comes_back_has_a_new_window(book):
    await book.write(creation(ANN, KEN))
    await book.write(remove(KEN))
    await book.write(post(ANN))
    await book.write(add(KEN, history="last:1"))
    member = (await load(book)).room.members["ken"]
    assert (member.joined_seq, member.first_seq, member.left_seq) == (6, 5, None)
    assert (await load(book)).room == folded(book)


async def test_a_change_of_role_keeps_the_window_and_moves_the_version(book):
    await book.write(creation(ANN, KEN))
    before = (await load(book)).room
    await book.write(add(replace(KEN, role="member", name="Kenny")))
    after = (await load(book)).room
    assert (after.members["ken"].role, after.members["ken"].name) == ("member", "Kenny")
    assert after.members["ken"].first_seq == before.members["ken"].first_seq
    assert after.version > before.version
    assert (await book.write(add(replace(KEN, role="member", name="Kenny")))).changed is False


async def test_whoever_leaves_a_room_leaves_its_lanes_in_the_same_batch(book):
    await book.write(creation(ANN, KEN, MIA, staff_lane=LANE))
    await book.write(lane(ANN, KEN))
    await book.write(lane(KEN, MIA, named="lane-8"))
    answers = await book.together(
        [post(KEN, room="lane-7"), remove(KEN, reason="removed"), post(KEN, room="lane-7"), post(ANN, room="lane-7")]
    )
    assert [getattr(answer, "code", "done") for answer in answers] == ["done", "done", "not_found", "done"]
    assert [(entry.kind, entry.body.get("reason")) for entry in await book.log("lane-8")][-1] == ("leave", "removed")
    await book.write(add(BOB, replaces="ann"))
    gone = (await book.log("lane-7"))[-1]
    assert (gone.kind, gone.body) == ("leave", {"user": "ann", "reason": "replaced"})
    assert [found.users for found in (await load(book)).lanes] == [(), (), ("mia",)]
    for name in (ROOM, LANE, "lane-7", "lane-8"):
        loaded = (await load(book, name)).room
        assert loaded == dataclasses.replace(folded(book, name), audience=loaded.audience)


async def test_a_lane_takes_only_participants_of_its_room(book):
    await book.write(creation(ANN, KEN))
    assert (await book.refused(lane(ANN, MIA))).code == "not_found"
    assert (await book.refused(lane(ANN, by=ANN))).code == "forbidden"
    assert (await book.refused(replace(lane(ANN), parent="nowhere"))).code == "not_found"
    await book.write(lane(ANN, KEN, by=AGENT))
    assert (await book.refused(replace(lane(ANN, named="deep-1"), parent="lane-7"))).code == "bad_field"
    assert (await book.refused(add(MIA, room="lane-7"))).code == "forbidden"
    assert (await load(book)).lanes[0].users == ("ann", "ken")
    found = await book.database.read(rooms.memberships, ["ann"])
    assert sorted(found) == [("ann", "lane-7", 3), ("ann", ROOM, 3)]


async def test_a_lane_locks_with_its_room(book):
    await book.write(creation(ANN, KEN))
    await book.write(lane(ANN, KEN))
    await book.write(Patch(room=ROOM, actor=HOST, cid=cid(), fields={"locked": True}))
    assert (await book.refused(post(ANN, room="lane-7"))).code == "room_locked"
    await book.write(post(AGENT, room="lane-7"))


async def test_the_lock_time_is_judged_by_the_clock(book):
    await book.write(creation(ANN, KEN))
    due = book.now + 1_000
    await book.write(Activity(room=ROOM, actor=HOST, cid=cid(), type="delivered", locks_at=due))
    assert await book.database.read(rooms.due_locks, book.now, 10) == []
    book.now = due - 1
    await book.write(post(ANN, "thanks"))
    book.now = due
    assert (await book.refused(post(ANN, "too late"))).code == "room_locked"
    assert await book.database.read(rooms.due_locks, book.now, 10) == [ROOM]
    lock = Lock(room=ROOM, actor=HOST, cid=cid())
    assert (await book.write(lock)).changed
    assert await book.database.read(rooms.due_locks, book.now, 10) == []
    assert not (await book.write(Lock(room=ROOM, actor=HOST, cid=cid()))).changed
    assert [entry.kind for entry in await book.log()].count("room") == 2
    assert (await load(book)).room == folded(book)


async def test_help_reopens_a_locked_room_for_a_week(book):
    await book.write(creation(ANN, KEN))
    await book.write(Patch(room=ROOM, actor=HOST, cid=cid(), fields={"locks_at": book.now, "status": "resolved"}))
    book.now += 7 * times.DAY + 1
    assert (await book.refused(Help(room=ROOM, actor=ANN, cid=cid(), reason="late"))).code == "room_locked"
    book.now -= 1
    await book.write(Help(room=ROOM, actor=ANN, cid=cid(), reason="late"))
    room = (await load(book)).room
    assert (room.status, room.locks_at, room.waiting.since, room.waiting.by) == ("open", None, book.now, "ann")
    assert room == folded(book)
    await book.write(Help(room=ROOM, actor=ANN, cid=cid(), withdraw=True))
    assert (await load(book)).room.waiting is None


@pytest.mark.parametrize("restart", [False, True])
async def test_another_journal_on_the_same_store_knows_it_all(open_book, url, restart):
    """Two nodes on PostgreSQL; on SQLite, the next server. What one remembers never hides what is stored."""
    book = open_book(url)
    await book.write(creation(ANN, KEN))
    if restart or book.database.kind == "sqlite":
        await book.journal.close()
        book.database.close()
    other = open_book(url)
    await other.write(add(BOB, replaces="ken"))
    assert (await other.refused(post(KEN))).code == "not_found"
    if not restart and book.database.kind == "postgresql":
        assert (await book.refused(post(KEN))).code == "not_found"
        assert (await book.write(post(BOB))).seq == 5
