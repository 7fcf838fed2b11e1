"""Who asked is told once that somebody is there again; never while nobody is, never of one who came and went."""

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.core.back import STEADY_MS, Awaited, Wish, judge

SMALL = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
WISH = Wish("r", "u", 0, 0)
WAITS = Awaited(room="r", user="u", since=0, here=False, turned_at=5)


def test_who_asks_while_somebody_is_there_has_nothing_to_be_told():
    assert judge(WISH, None, 5, here=True) == (None, False)
    assert judge(WISH, None, 5, here=None) == (None, False)
    assert judge(WISH, None, 5, here=True, was=True) == (None, False)
    assert judge(WISH, None, 5, here=False) == (WAITS, False)


def test_who_asked_a_moment_before_somebody_came_is_told():
    kept, told = judge(WISH, None, 5, here=True, was=False)
    assert (kept, told) == (Awaited(room="r", user="u", since=0, here=True, turned_at=5), False)
    assert judge(WISH, kept, 5 + STEADY_MS, here=True, was=True)[1]


def test_nobody_knows_is_no_news():
    assert judge(WISH, WAITS, 50_000, here=None) == (WAITS, False)


def test_another_question_is_another_wait():
    told = Awaited(room="r", user="u", since=0, here=True, turned_at=5, told_at=STEADY_MS)
    fresh = Awaited(room="r", user="u", since=7, here=False, turned_at=90_000)
    assert judge(Wish("r", "u", 7, 0), told, 90_000, here=False) == (fresh, False)
    assert judge(Wish("r", "u", 7, 0), told, 90_000, here=True) == (None, False)


@dataclass
class Life:
    """What happened so far, as the person knows it."""

    now: int = 0
    asked: int = 0
    gone_at: int | None = None
    """Since when nobody is there."""
    back_at: int | None = None
    owed: bool = False
    """They asked, and nobody was there since."""
    kept: Awaited | None = None
    told: int = 0


STEPS = st.lists(
    st.tuples(st.sampled_from(("here", "gone", "unknown", "asks")), st.sampled_from((1, 3_000, STEADY_MS, 3_600_000))),
    max_size=40,
)


@SMALL
@given(STEPS)
def test_each_time_one_asks_is_answered_once(steps):
    life, here = Life(), None
    for what, passed in steps:
        life.now += passed
        if what == "asks":
            life.asked = life.now
            life.owed = life.owed or (here is False and life.now > (life.gone_at or 0))
        else:
            here = {"here": True, "gone": False}.get(what)
        if here is False and life.gone_at is None:
            life.gone_at, life.back_at = life.now, None
            life.owed = life.owed or life.kept is None
        if here is True and life.back_at is None:
            life.back_at, life.gone_at = life.now, None
        life.kept, tell = judge(Wish("r", "u", 0, life.asked), life.kept, life.now, here=here)
        steady = here is True and life.back_at is not None and life.now - life.back_at >= STEADY_MS
        assert tell == (life.owed and steady), (what, life)
        if tell:
            life.owed = False
            life.told += 1
    assert life.told <= 1 + sum(what == "asks" for what, _ in steps)
