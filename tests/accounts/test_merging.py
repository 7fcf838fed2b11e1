"""A visitor becomes a user: what the user sees, owns and is told; repeats, crashes, races, and who may not."""

import asyncio
from dataclasses import replace

import pytest

from server.accounts.merging import PATIENCE_MS, Proof
from server.accounts.rotation import OVERLAP_MS
from server.core import ids
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.users import User
from server.storage import entries as stored_entries
from server.storage import rooms as stored_rooms
from server.storage import visitors as stored
from tests.accounts.guest import Guest

TEXT = {"type": "text", "text": "hello"}


async def talk(guest: Guest):
    """A room where the guest and Amy of staff have spoken; return its id and both devices."""
    bench = guest.bench
    room = await guest.room()
    await bench.staff()
    await bench.add("amy", "agent", room)
    device, amy = await guest.device(room), await bench.person("amy", "agent", room)
    await device.sent(room, "Is anybody there?", "cid-of-guest")
    await amy.sent(room, "Yes, Amy here.")
    await device.hears("entries")
    return room, device, amy


def log(bench, room):
    return bench.node.parts.database.call(stored_entries.page, room, limit=500)


def loaded(bench, room):
    return bench.node.parts.database.call(stored_rooms.load, room)


async def test_the_user_has_what_the_visitor_had(bench, guest):
    room, device, amy = await talk(guest)
    device.say("seen", room=room, delivered=5, read=4)
    await bench.skip(300)
    await guest.becomes("ann")
    await bench.quiet()
    entry = log(bench, room)[-1]
    assert (entry.kind, entry.by, entry.cid) == ("join", "ann", f"merge-{guest.id}")
    assert entry.body == {
        "user": "ann", "role": "customer", "name": "Ann", "verified": "host", "history": "all",
        "replaces": guest.id, "was": [guest.id],
    }  # fmt: skip
    assert (await amy.hears("entries"))["entries"][-1]["body"] == entry.body
    assert device.closed.code == 4401
    ann = await bench.device("ann").entered(room)
    joined = ann.told("joined")[0]
    assert [one["seq"] for one in joined["entries"]] == [1, 2, 3, 4, 5, 6]
    people = {person["user"]: person for person in joined["participants"]}
    assert (people["ann"]["was"], people["ann"]["verified"]) == ([guest.id], "host")
    assert (people[guest.id]["verified"], people[guest.id]["left_seq"]) == ("none", 6)
    assert (people["ann"]["delivered"], people["ann"]["read"]) == (5, 4)


async def test_cursors_are_on_disk_with_the_entry(bench, guest):
    room, device, _ = await talk(guest)
    device.say("seen", room=room, delivered=5, read=5)
    await bench.skip(100)
    await guest.becomes("ann")
    assert loaded(bench, room).cursors["ann"] == (5, 5)


async def test_ones_own_words_as_a_visitor_are_ones_own(bench, guest):
    room, *_ = await talk(guest)
    await guest.becomes("ann")
    ann = await bench.device("ann").entered()
    summary = (await ann.hears("welcome"))["rooms"][0]
    assert (summary["room"], summary["unread"]) == (room, 1), "Amy's answer, and not one's own question"
    await ann.ask("join", room=room)
    edited = await ann.ask("edit", room=room, cid="cid-edit-1", target=4, body={**TEXT, "text": "better"})
    assert edited["t"] == "ack"
    others = await ann.ask("edit", room=room, cid="cid-edit-2", target=5, body=TEXT)
    assert others["code"] == "forbidden"


async def test_what_the_outbox_still_holds_is_not_written_twice(bench, guest):
    """The visitor's message was written, its ack lost; the same cid comes again from the user."""
    room, *_ = await talk(guest)
    await guest.becomes("ann")
    ann = await bench.device("ann").entered(room)
    again = await ann.sent(room, "Is anybody there?", "cid-of-guest")
    assert (again["t"], again["seq"]) == ("ack", 4)
    other = await ann.sent(room, "Something else", "cid-of-guest")
    assert other["code"] == "cid_reused"
    assert [entry.kind for entry in log(bench, room)].count("message") == 2


async def test_help_that_the_visitor_called_is_the_users_to_withdraw(bench, guest):
    room, device, _ = await talk(guest)
    await device.ask("help", room=room, cid="cid-help-1", reason="late")
    await guest.becomes("ann")
    ann = await bench.device("ann").entered(room)
    assert (await ann.ask("help", room=room, cid="cid-help-2", withdraw=True))["t"] == "ack"
    assert loaded(bench, room).room.waiting is None


async def test_a_narrow_window_stays_as_wide_as_it_was(bench, guest):
    await bench.room()
    ann = await bench.person("ann")
    for number in range(5):
        await ann.sent("order-1042", f"message {number}")
    await bench.add(guest.id, "customer", history="last:2")
    first = loaded(bench, "order-1042").room.members[guest.id].first_seq
    await ann.sent("order-1042", "and one more")
    await guest.becomes("dan")
    member = loaded(bench, "order-1042").room.members["dan"]
    assert (first, member.first_seq, member.role) == (8, 8, "customer")


async def test_lanes_go_with_their_room(bench, guest):
    room, _, amy = await talk(guest)
    people = bench.node.machine.house.people
    told, _ = await people.lane(Actor("amy", "Amy", "agent", staff=True), room, [guest.id], ids.fresh("c"))
    lane = told["room"]
    await guest.becomes("ann")
    await bench.quiet()
    assert [entry.kind for entry in log(bench, lane)] == ["room", "join", "join"]
    assert log(bench, lane)[-1].body["replaces"] == guest.id
    ann = await bench.device("ann").entered(room, lane)
    assert [row["participants"] for row in ann.told("joined")[0]["lanes"]] == [["ann"]]
    assert (await amy.hears("room"))["lanes"]


async def test_one_who_takes_part_already_keeps_their_role(bench, guest):
    await bench.room(people={"mia": "merchant"})
    await bench.add(guest.id, "customer")
    await guest.becomes("mia")
    member = loaded(bench, "order-1042").room.members["mia"]
    assert (member.role, member.was, member.present) == ("merchant", (guest.id,), True)
    assert loaded(bench, "order-1042").room.present(guest.id) is None


async def test_two_visitors_become_one_user(bench, guest):
    other = await Guest.comes(bench)
    await bench.room(people={"mia": "merchant"})
    for one in (guest, other):
        await bench.add(one.id, "customer")
        await one.becomes("ann")
    assert loaded(bench, "order-1042").room.members["ann"].was == (guest.id, other.id)


async def test_the_open_support_room_is_the_users_open_room(bench, guest):
    room, *_ = await talk(guest)
    user = await guest.becomes("ann")
    found, created = await guest.house().support.open(user.actor(), "", ids.fresh("c"), lambda: None)
    assert (found["id"], created) == (room, False)


async def test_mutes_are_carried_over(bench, guest):
    mutes = guest.house().mutes
    await mutes.mute(guest.user.actor(), "ken")
    await mutes.mute(Actor("mia"), guest.id)
    await guest.becomes("ann")
    assert await mutes.listing("ann") == {"mutes": ["ken"]}
    assert await mutes.listing("mia") == {"mutes": sorted(["ann", guest.id])}


async def test_a_repeat_changes_nothing_and_is_answered_alike(bench, guest):
    room, *_ = await talk(guest)
    for proof in (None, None, Proof(guest.id)):
        await guest.becomes("ann", by=proof)
    assert [entry.kind for entry in log(bench, room)].count("join") == 3
    assert await guest.refused(guest.secrets[-1]) == "unauthenticated"


async def refusal(guest: Guest, user: User, proof: Proof) -> str:
    with pytest.raises(Refusal) as caught:
        await guest.house().merging.merge(proof, user)
    return caught.value.code


async def test_who_may_not(bench, guest):
    await guest.refresh()
    await guest.refresh()
    ann = User("ann", "customer", "Ann")
    good = guest.house().merging.proof(guest.secrets[-1])
    assert await refusal(guest, User("s_amy", "agent", "Amy"), good) == "forbidden"
    assert await refusal(guest, User("boss", "supervisor", "Boss"), good) == "forbidden"
    assert await refusal(guest, (await Guest.comes(bench)).user, good) == "forbidden"
    assert await refusal(guest, ann, Proof("v_nobody")) == "unauthenticated"
    made_up = replace(good, secret=replace(good.secret, text=f"{guest.secrets[-1]}x", genuine=False))
    assert await refusal(guest, ann, made_up) == "unauthenticated"
    await guest.becomes("ann")
    assert await refusal(guest, User("dan", "customer", "Dan"), good) == "unauthenticated", "once"
    assert await refusal(guest, ann, made_up) == "unauthenticated"


async def test_a_copied_secret_merges_nothing_and_ends_the_visit(bench, guest):
    await guest.refresh()
    await guest.refresh()
    bench.clock.passed(OVERLAP_MS + 1)
    old = guest.house().merging.proof(guest.secrets[0])
    assert await refusal(guest, User("eve", "customer", "Eve"), old) == "unauthenticated"
    assert await guest.refused(guest.secrets[-1]) == "unauthenticated"


async def test_one_who_logged_out_is_merged_no_more(bench, guest):
    await guest.house().visitors.logout(guest.secrets[-1])
    for proof in (guest.house().merging.proof(guest.secrets[-1]), Proof(guest.id)):
        assert await refusal(guest, User("ann", "customer", "Ann"), proof) == "unauthenticated"


async def half_merged(guest: Guest) -> list[str]:
    """Begin a merge of two rooms on a node that dies between them; return the rooms."""
    bench = guest.bench
    rooms = [await guest.room(), "order-1042"]
    await bench.room(people={"ken": "driver"})
    await bench.add(guest.id, "member")
    merging = guest.house().merging
    hand_over, handed = merging._hand_over, []

    async def dies(room, *rest):
        if handed:
            raise RuntimeError("the node is gone")
        handed.append(room)
        return await hand_over(room, *rest)

    merging._hand_over = dies
    with pytest.raises(RuntimeError):
        await guest.becomes("ann")
    merging._hand_over = hand_over
    assert [bool(loaded(bench, room).room.present("ann")) for room in rooms].count(True) == 1
    return rooms


def whole(guest: Guest, rooms: list[str]) -> bool:
    found = [loaded(guest.bench, room).room for room in rooms]
    return all(guest.id in room.members["ann"].was and not room.present(guest.id) for room in found)


async def test_a_merge_that_was_cut_short_is_finished_when_it_is_asked_for_again(bench, guest):
    rooms = await half_merged(guest)
    await guest.becomes("ann")
    assert whole(guest, rooms)


async def test_a_merge_that_was_cut_short_is_finished_by_whoever_comes_by(pair):
    guest = await Guest.comes(pair)
    rooms = await half_merged(guest)
    assert await pair.nodes[1].machine.house.merging.finish_all() == 0, "it may still be under way"
    await pair.nodes[0].machine.sweep.close()
    await pair.skip(PATIENCE_MS + 6_000, 1_000)
    assert whole(guest, rooms)
    assert pair.node.parts.database.call(stored.unfinished, 10) == []


async def test_two_nodes_that_merge_at_once_write_one_entry(pair):
    guest = await Guest.comes(pair)
    room = await guest.room()
    await asyncio.gather(*(guest.becomes("ann", at=at) for at in (0, 1, 0, 1)))
    assert [entry.kind for entry in log(pair, room)] == ["room", "join", "join"]


async def test_of_two_users_at_once_one_gets_everything(pair):
    guest = await Guest.comes(pair)
    room = await guest.room()
    done = await asyncio.gather(guest.becomes("ann", at=0), guest.becomes("dan", at=1), return_exceptions=True)
    winners = [user.id for user in done if isinstance(user, User)]
    assert len(winners) == 1
    assert [getattr(one, "code", "") for one in done if not isinstance(one, User)] == ["unauthenticated"]
    members = loaded(pair, room).room.members
    assert [user for user, member in members.items() if member.present] == winners


async def test_sends_that_race_the_merge_are_written_before_it_or_not_at_all(pair):
    guest = await Guest.comes(pair)
    room = await guest.room()
    device = await guest.device(room, at=1)
    cids = [f"cid-race-{number:04d}" for number in range(40)]
    for cid in cids[:20]:
        device.text(room, cid, cid)
    merging = asyncio.create_task(guest.becomes("ann"))
    for cid in cids[20:]:
        await asyncio.sleep(0)
        device.text(room, cid, cid)
    await merging
    await pair.quiet()
    seqs = {entry.cid: entry.seq for entry in log(pair, room) if entry.kind == "message"}
    merged = next(entry.seq for entry in log(pair, room) if entry.body.get("was"))
    assert all(seq < merged for seq in seqs.values())
    ann = await pair.device("ann", at=0).entered(room)
    for cid in cids:
        assert (await ann.sent(room, cid, cid))["t"] == "ack"
    written = [entry.cid for entry in log(pair, room) if entry.kind == "message"]
    assert sorted(written) == cids, "each once, whoever wrote it"
