"""Those who are away, on both databases: heads followed, reminders owed and due, deliveries claimed, browsers kept."""

import asyncio
from dataclasses import replace

import pytest

from server.core.back import Awaited, Wish
from server.core.deliveries import KEPT_MS, Delivery, Outcome
from server.core.invites import Device, Invite
from server.core.reminders import Reminder, Said, Standing
from server.core.subscriptions import MOST, Subscription
from server.storage import awaited, cursors, deliveries, follow, invites, leases, mutes, reminders, subscriptions
from tests.storage.book import ANN, BOB, KEN, MIA, ROOM, add, creation, erase, post, remove

NOW = 1_000_000
OWED = Reminder(way="webhook", room=ROOM, user="ken", seq=5, at=NOW, due_at=NOW + 30)
EVENT = Delivery(id="msg_1", way="webhook", event="message.unread", room=ROOM, user="ken", seq=5,
                 body={"type": "x", "data": {"subject": "Ordér"}}, made_at=NOW, next_at=NOW)  # fmt: skip
PHONE = Subscription(id="s1", user="ken", endpoint="https://push.example/1", p256dh="p", auth="a", key="k", made_at=1)


@pytest.fixture
async def room(book):
    await book.write(creation(ANN, KEN, MIA))
    return book


async def write(book, fn, *args):
    return await book.journal.write(lambda c: fn(c, *args))


async def test_heads_are_followed_in_order_to_the_end(room):
    for by in (ANN, KEN, ANN):
        await room.write(post(by))
    read = room.database.read
    first = await read(follow.heads_after, follow.Place(), 5)
    rest = await read(follow.heads_after, first[-1].place, 5)
    assert [(one.seq, one.kind, one.by) for one in (*first, *rest)][-3:] == [
        (5, "message", "ann"), (6, "message", "ken"), (7, "message", "ann"),
    ]  # fmt: skip
    assert await read(follow.newest) == rest[-1].place
    assert await read(follow.known_place, "away") is None
    assert rest[-1].at == room.now


async def test_of_nothing_the_newest_is_the_beginning(book):
    assert await book.database.read(follow.newest) == follow.Place()


async def test_a_lease_has_one_owner_until_it_is_let_go(room):
    read = room.database.read
    assert await write(room, leases.take_lease, "away", "n1", NOW, 100)
    assert await read(leases.holder, "away", NOW + 99) == "n1"
    assert not await write(room, leases.take_lease, "away", "n2", NOW + 99, 100)
    await write(room, leases.let_go, "away", "n2")
    assert await read(leases.holder, "away", NOW + 99) == "n1"
    await write(room, leases.let_go, "away", "n1")
    assert await read(leases.holder, "away", NOW + 99) is None
    assert await write(room, leases.take_lease, "away", "n2", NOW + 99, 100)


async def test_who_might_be_reminded(room):
    await write(room, mutes.mute, "ken", "mia")
    await room.write(post(ANN))
    await write(room, cursors.save_cursors, [(ROOM, "ken", 5, 4)])
    await room.write(remove(MIA))
    await room.write(add(BOB, history="from_assignment"))
    found = await room.database.read(reminders.readers, [ROOM, "nowhere"])
    assert [(one.user, one.role, one.read, one.first, one.deaf_to) for one in sorted(found[ROOM], key=str)] == [
        ("ann", "customer", 0, 3, frozenset()),
        ("bob", "driver", 0, 8, frozenset()),
        ("ken", "driver", 4, 4, frozenset({"mia"})),
    ]
    assert "nowhere" not in found


async def test_what_is_owed_is_kept_and_due_with_how_it_stands(room):
    for by in (ANN, KEN, ANN):
        await room.write(post(by))
    await write(room, reminders.put_all, [OWED, replace(OWED, user="mia", due_at=NOW + 40), replace(OWED, user="eve")])
    read = room.database.read
    assert (await read(reminders.of_rooms, [ROOM]))["webhook", ROOM, "ken"] == OWED
    assert await read(reminders.due, NOW + 29, 10) == []
    assert [one.reminder.user for one in await read(reminders.due, NOW + 40, 10)][-1] == "mia"
    due = {one.reminder.user: one for one in await read(reminders.due, NOW + 40, 10)}
    assert due["ken"].standing == Standing(2, Said(5, room.now, "ann"))
    assert due["mia"].standing == Standing(3, Said(5, room.now, "ann"))
    assert due["eve"].standing == Standing(0, None)
    assert (due["ken"].summary.subject, due["ken"].summary.role) == ("Order", "driver")
    assert due["eve"].summary.role is None
    await write(room, cursors.save_cursors, [(ROOM, "mia", 7, 5)])
    await room.write(erase(ANN, 5))
    due = {one.reminder.user: one for one in await read(reminders.due, NOW + 40, 10)}
    assert due["ken"].standing == Standing(1, Said(7, room.now, "ann"))
    assert due["mia"].standing == Standing(2, Said(6, room.now, "ken"))
    await room.write(remove(KEN))
    due = {one.reminder.user: one for one in await read(reminders.due, NOW + 40, 10)}
    assert due["ken"].standing == Standing(0, None)


async def test_a_reminder_is_changed_only_as_it_was_found(room):
    await write(room, reminders.put_all, [OWED])
    told = replace(OWED, told_at=NOW + 31)
    assert await write(room, reminders.change, OWED, told)
    assert not await write(room, reminders.change, OWED, told), "it was told already"
    assert not await write(room, reminders.change, OWED, None)
    assert await room.database.read(reminders.due, NOW + 100, 10) == []
    newer = replace(OWED, seq=8, due_at=NOW + 60)
    await write(room, reminders.put_all, [newer])
    assert not await write(room, reminders.change, OWED, None), "another has taken its place"
    assert await write(room, reminders.change, newer, None)
    await write(room, reminders.put_all, [told])
    await write(room, reminders.forget, NOW + 31)
    assert len(await room.database.read(reminders.of_rooms, [ROOM])) == 1
    await write(room, reminders.forget, NOW + 32)
    assert await room.database.read(reminders.of_rooms, [ROOM]) == {}


async def test_whether_it_is_unread_still(room):
    read = room.database.read
    await room.write(post(ANN))
    assert await read(reminders.is_unread, ROOM, "ken", 5)
    assert not await read(reminders.is_unread, ROOM, "eve", 5)
    await write(room, cursors.save_cursors, [(ROOM, "ken", 5, 5)])
    assert not await read(reminders.is_unread, ROOM, "ken", 5)


async def test_an_event_is_put_down_once_and_claimed_by_one(room):
    assert await write(room, deliveries.put, EVENT)
    assert not await write(room, deliveries.put, replace(EVENT, body={}))
    assert await room.database.read(deliveries.ways, NOW - 1) == set()
    assert await room.database.read(deliveries.ways, NOW) == {"webhook"}
    (claimed,) = await write(room, deliveries.claim, "webhook", NOW, NOW + 60, 10)
    assert claimed == replace(EVENT, attempts=1, next_at=NOW + 60)
    assert await write(room, deliveries.claim, "webhook", NOW, NOW + 60, 10) == []
    assert await write(room, deliveries.claim, "push", NOW, NOW + 60, 10) == []
    (again,) = await write(room, deliveries.claim, "webhook", NOW + 60, NOW + 120, 10)
    late = await write(room, deliveries.settle, claimed, Outcome("done", 200), NOW + 61, None)
    assert late.state == "done"
    assert (await room.database.read(deliveries.latest, "webhook"))[0].state == "waiting", "a claim that has run out"
    await write(room, deliveries.settle, again, Outcome("waiting", 503, "refused"), NOW + 61, NOW + 99)
    (third,) = await write(room, deliveries.claim, "webhook", NOW + 99, NOW + 200, 10)
    given_up = await write(room, deliveries.settle, third, Outcome("waiting", None, "timeout"), NOW + 100, None)
    assert (given_up.state, given_up.reason, given_up.done_at) == ("failed", "timeout", NOW + 100)
    assert await room.database.read(deliveries.latest, "webhook") == [given_up]
    assert await write(room, deliveries.claim, "webhook", NOW * 2, NOW * 2, 10) == []


async def test_the_oldest_are_claimed_first_and_no_more_than_asked(room):
    for number in range(5):
        await write(
            room, deliveries.put, replace(EVENT, id=f"msg_{number}", made_at=NOW - number, next_at=NOW - number)
        )
    assert [one.id for one in await write(room, deliveries.claim, "webhook", NOW, NOW + 60, 3)] == [
        "msg_4", "msg_3", "msg_2",
    ]  # fmt: skip
    await write(room, deliveries.forget, NOW + KEPT_MS - 3)
    assert len(await room.database.read(deliveries.latest, "webhook")) == 4


async def test_an_address_that_is_gone_is_remembered(room):
    read = room.database.read
    assert await read(deliveries.halted, "webhook") is None
    await write(room, deliveries.halt, "webhook", "https://hooks.example/")
    assert await read(deliveries.halted, "webhook") == "https://hooks.example/"
    await write(room, deliveries.halt, "webhook", "")
    assert await read(deliveries.halted, "webhook") == ""


async def test_a_browser_tells_one_person_and_a_person_has_so_many(room):
    read = room.database.read
    assert not await read(subscriptions.any_at_all)
    await write(room, subscriptions.put, PHONE)
    await write(room, subscriptions.put, replace(PHONE, user="mia", lang="ja"))
    assert await read(subscriptions.any_at_all)
    assert await read(subscriptions.of_users, ["ken"]) == []
    assert await read(subscriptions.of_users, ["ken", "mia"]) == [replace(PHONE, user="mia", lang="ja")]
    await write(room, subscriptions.drop, "s1", "ken")
    assert await read(subscriptions.get, "s1") is not None, "it is another's now"
    await write(room, subscriptions.drop, "s1", "mia")
    assert await read(subscriptions.get, "s1") is None
    for number in range(MOST + 2):
        await write(room, subscriptions.put, replace(PHONE, id=f"b{number:02}", made_at=number))
    held = sorted(one.id for one in await read(subscriptions.of_users, ["ken"]))
    assert held == [f"b{number:02}" for number in range(2, MOST + 2)]


async def test_whose_invitation_or_visit_is_over(room):
    invite = Invite(id="i_1", user="ken", secret="0" * 64, devices=3, made_at=1, expires_at=NOW)
    await write(room, invites.put_invite, invite)
    await write(room, invites.put_device, Device(id="d_1", invite="i_1", current="1" * 64, made_at=1))
    invited, visitor = replace(PHONE, id="s2", device="d_1"), replace(PHONE, id="s3", user="v_1")
    found = [PHONE, invited, visitor]
    for one in found:
        await write(room, subscriptions.put, one)
    assert await room.database.read(subscriptions.oldest_bound, 10) == [invited, visitor]
    crowd = [f"user-{number}" for number in range(40_000)]
    assert await room.database.read(subscriptions.of_users, [*crowd, "v_1"]) == [visitor]
    assert await room.database.read(subscriptions.over, found, NOW - 1) == {"s3"}
    assert await room.database.read(subscriptions.over, found, NOW) == {"s2", "s3"}


async def test_two_nodes_claim_each_event_once(open_book, postgresql_url):
    nodes = open_book(postgresql_url), open_book(postgresql_url)
    for number in range(60):
        await write(nodes[0], deliveries.put, replace(EVENT, id=f"msg_{number:02}"))

    async def claims(node) -> list[str]:
        found: list[str] = []
        while mine := await write(node, deliveries.claim, "webhook", NOW, NOW + 60, 3):
            found += [one.id for one in mine]
        return found

    claimed = await asyncio.gather(*(claims(node) for node in nodes * 2))
    assert sorted(one for found in claimed for one in found) == [f"msg_{number:02}" for number in range(60)]


async def test_who_waits_and_asked_in_a_browser(book):
    for room in ("s-1", "s-2"):
        await book.write(creation(ANN, BOB, room=room, kind="support"))
        await book.write(post(ANN, room=room))
    await book.write(creation(ANN, KEN))
    since = book.now
    for user, of, at in (("ann", "s-1", 7), ("ann", "s-1", 9), ("ann", None, 5), ("ken", None, 3)):
        await write(book, subscriptions.put, replace(PHONE, id=f"{user}{at}", user=user, room=of, made_at=at))
    found = await book.database.read(awaited.wishes)
    assert [(one.room, one.user, one.asked_at) for one in found] == [("s-1", "ann", 9), ("s-2", "ann", 5)]
    assert all(isinstance(one, Wish) and 0 < one.since <= since for one in found)
    one = Awaited(room="s-1", user="ann", since=1, here=False, turned_at=2)
    for kept in (one, replace(one, here=True, told_at=3)):
        await write(book, awaited.put, kept)
        assert await book.database.read(awaited.kept) == {("s-1", "ann"): kept}
    await write(book, awaited.drop, [("s-1", "ann"), ("s-2", "eve")])
    assert await book.database.read(awaited.kept) == {}
    read = book.database.read
    assert [await read(awaited.waits, room, "ann") for room in ("s-1", ROOM, "nowhere")] == [True, False, False]
    await book.write(remove(ANN, room="s-1"))
    assert not await read(awaited.waits, "s-1", "ann")
