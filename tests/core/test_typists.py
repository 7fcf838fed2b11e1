"""Who is writing: told at once, not too often, again while it lasts, and everybody falls out."""

from hypothesis import given
from hypothesis import strategies as st

from server.core.typists import AGAIN_MS, APART_MS, LASTS_MS, Typists

T0 = 1_000_000


def test_a_start_is_told_at_once_and_the_next_change_250_ms_later():
    typists = Typists()
    typists.started("ken", T0)
    assert typists.due(T0) == ("ken",)
    typists.started("ann", T0 + 1)
    assert typists.due(T0 + 1) is None
    assert typists.wakes(T0 + 1) == APART_MS - 1
    assert typists.due(T0 + APART_MS) == ("ann", "ken")


def test_a_list_that_stays_is_told_again_after_four_seconds():
    typists = Typists()
    typists.started("ken", T0)
    typists.due(T0)
    typists.started("ken", T0 + 3_000)
    assert typists.due(T0 + AGAIN_MS - 1) is None
    assert typists.due(T0 + AGAIN_MS) == ("ken",)


def test_who_says_nothing_more_falls_out_after_six_seconds():
    typists = Typists()
    typists.started("ken", T0)
    assert typists.due(T0) == ("ken",)
    assert typists.due(T0 + AGAIN_MS) == ("ken",)
    assert typists.due(T0 + LASTS_MS - 1) is None
    assert typists.due(T0 + LASTS_MS) == ()
    assert typists.idle


def test_it_wakes_to_tell_again_or_when_somebody_falls_out_whichever_comes_first():
    typists = Typists()
    typists.started("ken", T0)
    typists.due(T0)
    assert typists.wakes(T0) == AGAIN_MS
    typists.due(T0 + AGAIN_MS)
    assert typists.wakes(T0 + AGAIN_MS) == LASTS_MS - AGAIN_MS


def test_a_stop_is_told_and_then_there_is_nothing_more_to_tell():
    typists = Typists()
    typists.started("ken", T0)
    typists.due(T0)
    typists.stopped("ken")
    typists.stopped("nobody")
    assert not typists.idle
    assert typists.due(T0 + 300) == ()
    assert typists.idle
    assert typists.wakes(T0 + 300) is None
    assert typists.due(T0 + 60_000) is None


def test_a_start_and_stop_between_two_tellings_is_never_told():
    typists = Typists()
    typists.started("ken", T0)
    assert "ken" in typists
    typists.stopped("ken")
    assert "ken" not in typists
    assert typists.due(T0) is None


def test_a_crowd_is_told_as_seldom_as_it_is_told_to():
    typists = Typists()
    typists.started("ken", T0)
    assert typists.due(T0, 1_000) == ("ken",)
    typists.started("ann", T0 + 1)
    assert typists.due(T0 + 999, 1_000) is None
    assert typists.wakes(T0 + 999, 1_000) == 1
    assert typists.due(T0 + 1_000, 1_000) == ("ann", "ken")


def test_who_falls_out_just_after_a_telling_is_waited_for_once():
    typists = Typists()
    typists.started("ken", T0)
    typists.started("ann", T0 + LASTS_MS - 10)
    assert typists.due(T0 + LASTS_MS - 10) == ("ann", "ken")
    assert typists.wakes(T0 + LASTS_MS - 10) == APART_MS
    assert typists.due(T0 + LASTS_MS - 10 + APART_MS) == ("ann",)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(0, 2_000)), max_size=40))
def test_waking_when_told_to_tells_the_whole_story(steps):
    """A reader that forgets a list 6 s after it was last told is never wrong for longer than 250 ms."""
    typists, now, shown, told_at, starts = Typists(), T0, (), T0, {}
    for user, on, wait in [*steps, ("a", False, 20_000)]:
        if on:
            typists.started(user, now)
            starts[user] = now
        else:
            typists.stopped(user)
            starts.pop(user, None)
        until = now + wait
        while True:
            names = typists.due(now)
            if names is not None:
                assert names == shown or now - told_at >= APART_MS or told_at == T0
                shown, told_at = names, now
            assert not shown or now - told_at < LASTS_MS, "the reader has not forgotten it"
            writing = tuple(sorted(user for user, at in starts.items() if now - at < LASTS_MS))
            assert writing == shown or now - told_at < APART_MS
            after = typists.wakes(now)
            if after is None or now + after > until:
                break
            now += after
        now = until
    assert typists.idle
    assert shown == ()
