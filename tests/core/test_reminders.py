"""Whom a reminder is owed and when it is told: single cases, and any run of messages, reads and looks."""

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.reminders import (
    LOOK_AGAIN_MS,
    Pace,
    Reader,
    Reminder,
    Said,
    Standing,
    Verdict,
    judge,
    owed,
)

ONCE, AGAIN = Pace(30_000), Pace(3_000, 30_000)
KEN = Reader("ken", "driver", read=4, first=2, deaf_to=frozenset({"eve"}))
KEPT = Reminder(way="webhook", room="o", user="ken", seq=5, at=1_000, due_at=31_000)


def said(seq: int, by: str = "ann", at: int = 1_000) -> Said:
    return Said(seq, at, by)


def new(messages: list[Said], kept: Reminder | None = None, pace: Pace = ONCE, reader: Reader = KEN) -> Reminder | None:
    return owed("webhook", "o", kept, messages, (reader, pace))


def test_the_first_that_counts_rules_the_time():
    assert new([said(5), said(6, at=9_000)]) == KEPT
    assert new([said(4), said(5, by="ken"), said(6, by="eve")]) is None, "read, one's own, muted"
    assert new([said(3)], reader=Reader("ken", "driver", 0, first=4)) is None, "before they came"


def test_what_waits_stays_and_what_was_told_is_not_told_again_until_it_is_read():
    told = Reminder(way="webhook", room="o", user="ken", seq=5, at=1_000, due_at=31_000, told_at=31_500)
    more = [said(6, at=40_000)]
    assert new(more, KEPT) is None
    assert new(more, told) is None
    read = Reader("ken", "driver", read=5, first=2)
    assert new(more, told, reader=read) == Reminder(
        way="webhook", room="o", user="ken", seq=6, at=40_000, due_at=70_000
    )


def test_a_way_that_tells_again_does_so_of_what_came_after_and_not_at_once():
    told = Reminder(way="webhook", room="o", user="ken", seq=5, at=1_000, due_at=4_000, told_at=4_500)
    assert new([said(5)], told, AGAIN) is None
    found = new([said(5), said(6, at=5_000)], told, AGAIN)
    assert found is not None
    assert (found.seq, found.due_at, found.told_at) == (6, 34_500, None)
    late = new([said(6, at=90_000)], told, AGAIN)
    assert late is not None
    assert late.due_at == 93_000


@pytest.mark.parametrize(
    ("standing", "now", "in_view", "verdict", "due_at"),
    [
        (Standing(0, None), 31_000, False, Verdict.SETTLED, 31_000),
        (Standing(2, said(5)), 31_000, False, Verdict.TELL, 31_000),
        (Standing(2, said(5)), 31_000, True, Verdict.LATER, 61_000),
        (Standing(1, said(7, at=20_000)), 31_000, False, Verdict.LATER, 50_000),
        (Standing(1, said(7, at=1_500)), 32_000, False, Verdict.TELL, 31_500),
    ],
)
def test_what_becomes_of_one_that_is_due(standing, now, in_view, verdict, due_at):
    found, kept = judge(KEPT, standing, ONCE, now, in_view=in_view)
    assert (found, kept.due_at) == (verdict, due_at)
    assert kept.told_at == (now if verdict is Verdict.TELL else None)


def test_whoever_looks_is_looked_at_again_no_sooner_than_is_worth_it():
    _, kept = judge(KEPT, Standing(1, said(5)), AGAIN, 31_000, in_view=True)
    assert kept.due_at == 31_000 + LOOK_AGAIN_MS


@dataclass
class Life:
    """A room with one reader, a follower and a clock, as simple as they can be."""

    pace: Pace
    now: int = 0
    log: list[Said] = field(default_factory=list)
    followed: int = 0
    read: int = 0
    in_view: bool = False
    kept: Reminder | None = None
    told: list[tuple[int, int]] = field(default_factory=list)
    """When, and how far it was read then."""

    def unread(self) -> list[Said]:
        return [one for one in self.log if one.seq > self.read]

    def follow(self) -> None:
        found = new(self.log[self.followed :], self.kept, self.pace, Reader("ken", "driver", self.read, 1))
        self.followed = len(self.log)
        self.kept = found or self.kept

    def look(self) -> None:
        if self.kept is None or self.kept.told_at is not None or self.now < self.kept.due_at:
            return
        unread = self.unread()
        standing = Standing(len(unread), unread[0] if unread else None)
        verdict, kept = judge(self.kept, standing, self.pace, self.now, in_view=self.in_view)
        self.kept = None if verdict is Verdict.SETTLED else kept
        if verdict is Verdict.TELL:
            assert unread, "there is something to tell"
            assert self.now >= unread[0].at + self.pace.after or self.pace.again is not None
            assert not self.in_view
            self.told.append((self.now, self.read))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(1, 3)),
        st.tuples(st.just("read"), st.integers(0, 5)),
        st.tuples(st.just("pass"), st.integers(0, 40_000)),
        st.tuples(st.just("view"), st.booleans()),
        st.tuples(st.just("follow"), st.just(0)),
    ),
    max_size=40,
)


@given(STEPS, st.sampled_from([ONCE, AGAIN]))
def test_any_life_is_told_once_until_read_and_in_the_end(steps, pace):
    life = Life(pace)
    for step, much in steps:
        match step:
            case "say":
                life.log += [Said(len(life.log) + n + 1, life.now, "ann") for n in range(much)]
            case "read":
                life.read = min(len(life.log), life.read + much)
            case "pass":
                life.now += much
            case "view":
                life.in_view = bool(much)
            case _:
                life.follow()
        life.look()
    told = life.told
    apart = [(later[0] - sooner[0], later[1] > sooner[1]) for sooner, later in itertools.pairwise(told)]
    assert all(read or (pace.again is not None and ms >= pace.again) for ms, read in apart)
    life.in_view = False
    life.follow()
    for _ in range(10):
        life.now += 60_000
        life.look()
    if life.unread():
        assert life.told, "who has something unread, and looks at nothing, is told in the end"
