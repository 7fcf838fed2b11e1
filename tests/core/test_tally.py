"""A tally that is moved step by step says what counting anew would say, however cursors and entries arrive."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.core.cursors import Cursors, audience
from server.core.refusals import Refusal
from server.core.room import STAFF_ROLES, Room
from server.core.tally import LAST, Tally
from tests.core import model
from tests.core.model import AMY, ANN, BOB, BOT, DAN, HOST, KEN, MIA, SAM, Log, person

PEOPLE = [ANN, KEN, MIA, BOB, DAN, BOT, AMY]
who = st.sampled_from(PEOPLE)
CHANGES = st.one_of(
    st.builds(model.post, st.sampled_from([*PEOPLE, HOST, SAM])),
    st.builds(model.post, st.sampled_from([ANN, KEN])),
    st.builds(model.add, who, st.sampled_from(["member", "bot", "agent"])),
    st.builds(lambda new, old: model.add(new, replaces=old), who, who),
    st.builds(model.remove, who),
    st.builds(model.redact, st.just(AMY), st.integers(1, 40)),
)
MOVES = st.tuples(who, st.integers(0, 3), st.integers(0, 3))
STEPS = st.lists(st.one_of(CHANGES, CHANGES, MOVES, MOVES, st.sampled_from(["catch up", "born"])), max_size=90)


class Node:
    """One node: hears every cursor at once, and entries when it catches up; counted from `born` on."""

    def __init__(self, log: Log, at: int = 0, cursors: dict[str, tuple[int, int]] | None = None) -> None:
        self.log = log
        self.room = Room(model.ROOM, "group")
        for entry in log.entries[:at]:
            self.room.apply(entry)
        self.cursors = Cursors(cursors)
        self.tally = Tally(self.room, self.cursors)
        self.tally.learn(self.stored())

    def stored(self) -> list[tuple[int, str | None]]:
        said = [(entry.seq, entry.by) for entry in self.log.entries if entry.kind == "message"]
        return said[::-1][:LAST]

    def catch_up(self) -> None:
        for entry in self.log.entries[self.room.last_seq :]:
            self.tally.apply(entry)

    def check(self) -> None:
        entries = [e for e in self.log.entries[: self.room.last_seq] if e.kind == "message"]
        told = self.tally.counts()
        assert told == [anew(self.room, self.cursors, entry) for entry in entries[-LAST:]][-len(told) :]
        members = self.room.members.values()
        assert self.tally.present == sum(member.present for member in members)
        assert self.tally.staff == {member.user for member in members if member.role in STAFF_ROLES}


def anew(room: Room, cursors: Cursors, entry: Any) -> dict[str, int]:
    people = [cursors[member.user] for member in audience(room, entry)]
    return {
        "seq": entry.seq,
        "delivered": sum(cursor.delivered >= entry.seq for cursor in people),
        "read": sum(cursor.read >= entry.seq for cursor in people),
        "of": len(people),
    }


@given(STEPS)
def test_moved_step_by_step_it_says_what_counting_anew_says_on_every_node(steps):
    log = Log(person(ANN), person(KEN), person(MIA), person(AMY), kind="group")
    ahead, behind = Node(log), Node(log)
    nodes = [ahead, behind]
    for step in steps:
        if step == "born":
            rows = {one.user: (ahead.cursors[one.user].delivered, ahead.cursors[one.user].read) for one in PEOPLE}
            nodes.append(Node(log, behind.room.last_seq, rows))
        elif step == "catch up":
            behind.catch_up()
        elif isinstance(step, tuple):
            actor, short, unread = step
            delivered = max(0, len(log.entries) - short)
            for node in nodes:
                node.tally.move(actor.user, delivered, max(0, delivered - unread))
        else:
            write(log, step)
            ahead.catch_up()
        for node in nodes:
            node.check()
    for node in nodes:
        node.catch_up()
        node.check()
    assert all(node.tally.counts() == ahead.tally.counts() for node in nodes if len(node.tally.counts()) == LAST)
    assert ahead.tally.counts() == behind.tally.counts()


def write(log: Log, change: Any) -> None:
    try:
        log.write(change)
    except Refusal:
        return


def crowd(members: int = 300, messages: int = 30) -> tuple[Room, Cursors, Tally]:
    room, cursors = Room(model.ROOM, "group"), Cursors()
    tally = Tally(room, cursors)
    for seq in range(1, members + messages + 1):
        name = f"m{seq:04}"
        joins = {"kind": "join", "body": {"user": name, "role": "member", "name": name}}
        tally.apply(model.Entry(seq=seq, at=seq, **(joins if seq <= members else {"kind": "message", "by": "m0001"})))
    return room, cursors, tally


def test_only_the_last_twenty_messages_are_counted_and_told_from_where_the_reader_may_see():
    room, _, tally = crowd()
    assert [row["seq"] for row in tally.counts()] == list(range(room.last_seq - LAST + 1, room.last_seq + 1))
    assert {row["of"] for row in tally.counts()} == {299}
    assert [row["seq"] for row in tally.counts(room.last_seq)] == [room.last_seq]


def test_what_was_told_is_news_again_only_when_something_counted_moves():
    room, _, tally = crowd()
    tally.changed = False
    tally.move("m0002", room.last_seq - LAST, 0)
    tally.move("m0001", room.last_seq, room.last_seq)
    tally.move("stranger", room.last_seq, room.last_seq)
    assert not tally.changed, "an old message, the author, one who takes no part"
    assert tally.move("m0002", room.last_seq, 0)
    assert tally.changed
    tally.changed = False
    assert not tally.move("m0002", room.last_seq, 0)
    tally.apply(model.Entry(seq=room.last_seq + 1, kind="leave", at=1, body={"user": "m0003"}))
    assert not tally.changed, "who leaves was there"
    back = {"user": "m0003", "role": "member", "name": "back"}
    tally.apply(model.Entry(seq=room.last_seq + 1, kind="join", at=1, body=back))
    assert tally.changed, "who comes back owes no receipt for what was said before"
    assert {row["of"] for row in tally.counts()} == {298}


def test_a_cursor_that_moves_costs_a_look_at_the_messages_it_passed_whatever_the_members():
    looks = {}
    for members in (300, 3_000):
        room, _, tally = crowd(members)
        seen: list[int] = []
        tally._rows = Counted(tally._rows, seen)
        tally.move("m0002", room.last_seq, room.last_seq - 5)
        tally.move("m0003", room.last_seq - 15, 0)
        looks[members] = len(seen)
    assert looks[300] == looks[3_000] <= 4 * (LAST + 1)


class Counted(list):
    """Rows that note when one is looked at."""

    def __init__(self, rows, seen):
        super().__init__(rows)
        self.seen = seen

    def __reversed__(self):
        for row in super().__reversed__():
            self.seen.append(row.seq)
            yield row
