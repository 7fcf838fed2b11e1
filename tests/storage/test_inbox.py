"""Pictures of rooms say what the raw log says: recounted by other code, after whatever people did."""

import random

import pytest
from msgspec.structs import replace

from server.core.changes import Actor
from server.core.inbox import COUNTED
from server.core.refusals import Refusal
from server.storage import cursors, entries, inbox
from server.storage.company import Fresh
from server.storage.users import User, ensure_users
from tests.storage.book import AGENT, ANN, HOST, KEN, add, creation, erase, post, remove, text

BOB = Actor("s_bob", "Bob", "supervisor", staff=True)
ROOMS = ("order-1", "order-2")
STAFF = ("s_amy", "s_bob")


class Life:
    """What people do in two rooms, drawn; and how far staff have read, as it is known outside the store."""

    def __init__(self, book, seed):
        self.book = book
        self.draw = random.Random(seed)
        self.read = {(room, user): 0 for room in ROOMS for user in STAFF}
        """Private marks, also in lanes."""
        self.cursors = {}
        self.fresh = Fresh({}, {})

    async def begins(self):
        staff = [User("s_amy", "agent", "Amy"), User("s_bob", "supervisor", "Bob")]
        await self.book.journal.write(lambda c: ensure_users(c, staff))
        for room in ROOMS:
            await self.book.write(creation(ANN, KEN, room=room, staff_lane=f"lane-{room}"))

    async def goes_on(self, steps):
        for _ in range(steps):
            room, number = self.draw.choice(ROOMS), self.draw.randrange(1, 14)
            try:
                await self.draw.choice([self.says, self.says, self.notes, self.erases, self.marks, self.moves])(
                    room, number
                )
            except Refusal:
                continue

    async def says(self, room, _):
        await self.book.write(post(self.draw.choice([ANN, KEN, AGENT, HOST]), room=room))

    async def notes(self, room, number):
        note = post(BOB if number % 2 else AGENT, room=f"lane-{room}")
        mentions = self.draw.choice([[], ["s_bob"], ["s_amy", "s_bob"]])
        await self.book.write(replace(note, body=text("look") | ({"mentions": mentions} if mentions else {})))

    async def erases(self, room, number):
        await self.book.write(erase(AGENT, number, room=self.draw.choice([room, f"lane-{room}"])))

    async def moves(self, room, number):
        await self.book.write(add(AGENT, room=room) if number % 2 else remove(AGENT, room=room))

    async def marks(self, room, number):
        """Some of it is saved, some is on its way."""
        place, user = self.draw.choice([room, f"lane-{room}"]), self.draw.choice(STAFF)
        self.read[place, user] = max(number, self.read.get((place, user), 0))
        if number % 3:
            await self.book.journal.write(lambda c: cursors.save_marks(c, [(place, user, number)]))
        else:
            self.fresh.marks[place, user] = max(number, self.fresh.marks.get((place, user), 0))

    def recounted(self, c, room, user):
        """Count again from entries alone: unread, and unread mentions."""
        log, lane = (entries.page(c, one, limit=10_000) for one in (room, f"lane-{room}"))
        moves = [one.kind for one in log if one.kind in {"join", "leave"} and one.body["user"] == user]
        read = self.read[room, user]
        said = [one for one in log if one.kind == "message" and not one.redacted and one.seq > read]
        notes = [one for one in lane if one.kind == "message" and not one.redacted and one.by != user]
        behind = self.read.get((f"lane-{room}", user), 0)
        mentions = [one for one in notes if one.seq > behind and user in one.body.get("mentions", ())]
        return len([one for one in said if not moves or one.by != user]), len(mentions)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_what_a_row_counts_is_what_the_log_says(book, seed):
    life = Life(book, seed)
    await life.begins()
    for _ in range(4):
        await life.goes_on(15)
        found = await book.database.read(inbox.pictures, [f"lane-{ROOMS[0]}", *ROOMS, "nowhere"], life.fresh)
        assert found.keys() == set(ROOMS)
        for room, picture in found.items():
            told = picture.readers
            for user in STAFF:
                expected = book.database.call(life.recounted, room, user)
                assert (told.unread.get(user, told.everything), told.mentions.get(user, 0)) == expected, (room, user)
            log = book.database.call(entries.page, room, limit=10_000)
            said = [one for one in log if one.kind == "message"]
            by_staff = [one for one in said if one.by == "s_amy" and not one.redacted]
            assert (picture.last and picture.last.seq) == (said[-1].seq if said else None)
            assert picture.answer == ((by_staff[-1].seq, "s_amy") if by_staff else None)
            assert (picture.count, [one.user for one in picture.people]) == (2, ["ann", "ken"])
            assert picture.last_seq == log[-1].seq


async def test_what_one_had_read_when_one_stepped_out_stays_read(book):
    await book.write(creation(ANN, room="order-1", staff_lane="lane-1"))
    await book.journal.write(lambda c: ensure_users(c, [User("s_amy", "agent", "Amy")]))
    await book.together([post(ANN, f"{number}", room="order-1") for number in range(4)])
    await book.write(add(AGENT, room="order-1"))
    read = Fresh({("order-1", "s_amy"): (6, 6)}, {})
    await book.write(remove(AGENT, room="order-1"))
    await book.write(post(ANN, "and now?", room="order-1"))
    for fresh, unread in ((Fresh({}, {}), 5), (read, 1), (Fresh(read.cursors, {("order-1", "s_amy"): 99}), 0)):
        picture = (await book.database.read(inbox.pictures, ["order-1"], fresh))["order-1"]
        assert picture.readers.unread["s_amy"] == unread


async def test_unread_messages_are_counted_up_to_a_hundred(book):
    await book.write(creation(ANN, room="order-1", staff_lane="lane-1"))
    await book.together([post(ANN, f"{number}", room="order-1") for number in range(COUNTED + 5)])
    picture = (await book.database.read(inbox.pictures, ["order-1"]))["order-1"]
    assert picture.readers.everything == COUNTED
    assert picture.readers.unread == {}


async def test_rooms_that_stand_in_inboxes_are_listed_with_what_tells_whether_they_moved(book):
    await book.write(creation(ANN, room="order-1", staff_lane="lane-1"))
    await book.write(creation(ANN, room="order-2", staff_lane="lane-2"))
    listed = await book.database.read(inbox.listed)
    pictures = await book.database.read(inbox.pictures, list(listed))
    assert {room: picture.head for room, picture in pictures.items()} == listed
    assert listed.keys() == {"order-1", "order-2"}


async def test_a_crowd_is_not_read_whole(book):
    people = [Actor(f"u{number}", f"U{number}", "member") for number in range(260)]
    await book.write(creation(*people, room="town", kind="group", staff_lane="lane-1"))
    await book.journal.write(lambda c: ensure_users(c, [User("s_amy", "agent", "Amy")]))
    await book.write(add(AGENT, room="town"))
    await book.write(post(AGENT, room="town"))
    picture = (await book.database.read(inbox.pictures, ["town"]))["town"]
    assert (picture.count, len(picture.people), picture.answer) == (260, 8, None)
    assert picture.readers.part == {"s_amy"}
