"""What is read beside the log: summaries, unread counts, cursors, marks, leases, places, users."""

import asyncio
from threading import Event

import pytest

from server.core.changes import Actor, Help
from server.storage import cursors, epochs, follow, leases, rooms, summaries, users
from server.storage.follow import Place
from server.storage.users import User
from tests.rig.wait import until
from tests.storage.book import (
    AGENT,
    ANN,
    BOB,
    HOST,
    KEN,
    LANE,
    ROOM,
    add,
    cid,
    creation,
    edit,
    erase,
    post,
    remove,
)


async def summary(book, user, room=ROOM):
    found = await book.database.read(summaries.summaries_of, [(room, user)])
    return found.get((room, user))


async def test_unread_counts_what_others_wrote_and_was_not_erased(book):
    await book.write(creation(ANN, KEN))
    await book.together([post(ANN), post(KEN), post(KEN), erase(KEN, 6), post(HOST), edit(ANN, 4, "edited")])
    assert [(await summary(book, user)).unread for user in ("ann", "ken", "s_amy")] == [2, 2, 3]
    await book.journal.write(lambda c: cursors.save_cursors(c, [(ROOM, "ann", 9, 5), (ROOM, "ken", 9, 9)]))
    await book.journal.write(lambda c: cursors.save_marks(c, [(ROOM, "s_amy", 5)]))
    assert [(await summary(book, user)).unread for user in ("ann", "ken", "s_amy", "s_bea")] == [1, 0, 1, 3]


async def test_a_summary_ends_at_the_window(book):
    await book.write(creation(ANN, KEN))
    await book.write(post(ANN, "before bob"))
    await book.write(add(BOB))
    fresh = await summary(book, "bob")
    assert (fresh.unread, fresh.last, fresh.first_seq, fresh.role) == (0, None, 5, "driver")
    await book.write(post(ANN, "to bob"))
    now = await summary(book, "bob")
    assert (now.unread, now.last.body["text"], now.last_seq) == (1, "to bob", 6)
    assert (await summary(book, "bob", "nowhere")) is None
    watcher = await summary(book, "s_amy")
    assert (watcher.role, watcher.first_seq, watcher.last.seq) == (None, 1, 6)


async def test_a_summary_tells_who_waits_since_when(book):
    await book.write(creation(ANN))
    await book.write(Help(room=ROOM, actor=ANN, cid=cid(), reason="late"))
    found = await summary(book, "ann")
    assert (found.waiting.since, found.waiting.reason, found.waiting.by) == (book.now, "late", "ann")


async def test_rooms_are_listed_newest_first_and_page_by_page(book):
    for number in range(6):
        book.now += number % 2
        await book.write(creation(ANN, room=f"order-{number}", staff_lane=f"lane-{number}"))
    await book.write(creation(KEN, room="order-x"))
    await book.write(remove(ANN, room="order-3"))

    async def listed(user, *, role, before=None):
        found = await book.database.read(summaries.summaries, user, role=role, limit=2, before=before)
        return [(one.last_at, one.room) for one in found]

    async def every(user, *, role):
        pages, before = [], None
        while page := await listed(user, role=role, before=before):
            pages, before = pages + page, page[-1]
        return pages

    mine, everything = await every("ann", role=None), await every("s_amy", role="agent")
    assert sorted(mine, reverse=True) == mine
    assert {room for _, room in mine} == {f"order-{n}" for n in (0, 1, 2, 4, 5)}
    assert sorted(everything, reverse=True) == everything
    assert {room for _, room in everything} == {f"order-{n}" for n in (*range(6), "x")}


async def test_lanes_have_summaries_of_their_own(book):
    await book.write(creation(ANN, staff_lane=LANE))
    await book.write(post(AGENT, "a note", room=LANE))
    found = await book.database.read(summaries.summaries_of, [(LANE, "s_amy"), (LANE, "s_bea"), (ROOM, "ann")])
    assert (found[LANE, "s_amy"].unread, found[LANE, "s_bea"].unread) == (0, 1)
    assert (found[LANE, "s_bea"].parent, found[LANE, "s_bea"].last.author.name) == (ROOM, "Amy")
    assert (found[ROOM, "ann"].unread, found[ROOM, "ann"].last) == (0, None)
    assert await book.database.read(summaries.summaries_of, []) == {}


async def test_cursors_only_move_forward_and_reading_delivers(book):
    await book.write(creation(ANN, KEN))
    await book.write(creation(ANN, room="order-2"))
    moved = [(ROOM, "ann", 2, 5), (ROOM, "ken", 4, 1), (ROOM, "nobody", 3, 3), ("order-2", "ann", 1, 0)]
    await book.journal.write(lambda c: cursors.save_cursors(c, moved))
    await book.journal.write(lambda c: cursors.save_cursors(c, [(ROOM, "ann", 4, 4), (ROOM, "ken", 3, 3)]))
    loaded = await book.database.read(rooms.load, ROOM)
    assert loaded.cursors == {"ann": (5, 5), "ken": (4, 3)}
    assert await book.database.read(rooms.heads, [ROOM, "order-2", "nowhere"]) == {ROOM: (3, 2), "order-2": (2, 1)}
    await book.journal.write(lambda c: cursors.save_cursors(c, []))


async def test_coming_back_keeps_the_cursor(book):
    await book.write(creation(ANN, KEN))
    await book.journal.write(lambda c: cursors.save_cursors(c, [(ROOM, "ken", 3, 3)]))
    await book.write(remove(KEN))
    await book.write(add(KEN))
    assert (await book.database.read(rooms.load, ROOM)).cursors["ken"] == (3, 3)


async def test_marks_only_move_forward(book):
    for seq in (4, 7, 5):
        await book.journal.write(lambda c, seq=seq: cursors.save_marks(c, [(ROOM, "s_amy", seq), ("b", "s_amy", 1)]))
    assert await book.database.read(cursors.marks, "s_amy", [ROOM, "b", "c"]) == {ROOM: 7, "b": 1}


async def test_facts_and_metadata_move_the_cursor_revision(book):
    await book.write(creation(ANN))
    fact = {"key": "eta", "label": "ETA", "value": "19:40", "roles": ["customer"]}
    await book.journal.write(lambda c: rooms.set_facts(c, ROOM, [fact]))
    await book.journal.write(lambda c: rooms.set_metadata(c, ROOM, {"crm": "78"}))
    loaded = await book.database.read(rooms.load, ROOM)
    assert (loaded.facts, loaded.metadata, loaded.cursor_rev) == ([fact], {"crm": "78"}, 2)


async def test_a_lease_has_one_owner_until_it_runs_out(book):
    async def take(owner, now):
        return await book.journal.write(lambda c: leases.take_lease(c, "sweep", owner, now, 100))

    asked = [("a", 0), ("b", 50), ("a", 60), ("b", 159), ("b", 160), ("a", 161)]
    assert [await take(*one) for one in asked] == [True, False, True, False, True, False]


async def test_a_follower_goes_on_where_it_left_off(book):
    await book.write(creation(ANN, staff_lane=LANE))
    await book.write(post(ANN))
    read = await book.database.read(follow.read_after, Place(), 3)
    assert [(room, entry.seq) for _, room, entry in read] == [(ROOM, 1), (ROOM, 2), (LANE, 1)]
    assert await book.database.read(follow.place, "desk") == Place()
    for reached in (read[0][0], read[-1][0]):
        await book.journal.write(lambda c, reached=reached: follow.save_place(c, "desk", reached))
    place = await book.database.read(follow.place, "desk")
    rest = await book.database.read(follow.read_after, place, 3)
    assert [(room, entry.seq) for _, room, entry in rest] == [(ROOM, 3)]


async def test_the_first_word_on_a_user_stands_until_it_is_changed(book):
    async def write(fn, *args, **kwargs):
        return await book.journal.write(lambda c: fn(c, *args, **kwargs))

    assert await write(users.ensure_user, User("v_1", "customer", "", "none")) == User("v_1", "customer", "v_1", "none")
    assert (await write(users.ensure_user, User("v_1", "driver", "X"))).role == "customer"
    assert await write(users.put_user, "v_1", name="Vi") == User("v_1", "customer", "Vi", "none")
    assert await write(users.put_user, "zoe", role="merchant") == User("zoe", "merchant", "zoe")
    assert await book.database.read(users.user, "v_1") == User("v_1", "customer", "Vi", "none")


async def test_an_epoch_lasts_until_another_is_drawn(open_book, url):
    book = open_book(url)
    first = await book.database.read(epochs.epoch)
    await book.journal.close()
    book.database.close()
    again = open_book(url)
    assert await again.database.read(epochs.epoch) == first
    drawn = await again.journal.write(epochs.new_epoch)
    assert drawn != first
    assert await again.database.read(epochs.epoch) == drawn


async def test_a_reading_function_sees_one_moment(book):
    await book.write(creation(ANN, KEN))

    def twice(connection, between):
        before = rooms.load(connection, ROOM)
        between()
        return before, rooms.load(connection, ROOM)

    paused, go_on = Event(), Event()
    reading = book.database.read(twice, lambda: (paused.set(), go_on.wait(20)))
    task = asyncio.ensure_future(reading)
    await until(paused.is_set, 20, "half is read")
    await book.write(add(BOB, replaces="ken"))
    go_on.set()
    before, after = await task
    assert before == after
    assert "bob" not in after.room.members


@pytest.mark.parametrize("reader", ["ann", "ken"])
async def test_reading_never_writes(book, reader):
    await book.write(creation(ANN, KEN))
    if book.database.kind == "postgresql":
        with pytest.raises(Exception, match="unavailable"):
            await book.database.read(cursors.save_cursors, [(ROOM, reader, 1, 1)])


async def test_a_crowd_comes_with_its_last_messages_and_a_smaller_room_without(book):
    crowd = [Actor(f"user-{n:03d}", f"User {n}", "member") for n in range(250)]
    await book.write(creation(*crowd))
    assert (await book.database.read(rooms.load, ROOM)).latest is None
    await book.write(add(ANN))
    await book.together([post(ANN), *(post(HOST) for _ in range(20)), edit(ANN, 253, "edited"), remove(ANN)])
    await book.write(erase(AGENT, 273))
    loaded, beside = [await book.database.read(how, ROOM) for how in (rooms.load, rooms.beside)]
    latest = loaded.latest
    assert latest == [(seq, None) for seq in range(273, 253, -1)], "the newest first, an erased one too"
    assert all(getattr(loaded, name) == getattr(beside, name) for name in rooms.Beside.__slots__)
    assert await book.database.read(rooms.beside, "nowhere") is None
