"""Rates as they are written, and the bucket that counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.limits import Bucket, Limits, Rate, parse_rate

T0 = 1_000_000


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("5/s burst 20", Rate(5, 20)),
        ("5/s", Rate(5, 5)),
        ("0.5/s", Rate(0.5, 1)),
        ("0.5/s burst 3", Rate(0.5, 3)),
        ("off", None),
    ],
)
def test_a_rate_is_read(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "5/m",
        "5 /s",
        "-5/s",
        "5/s burst",
        "5/s burst -1",
        "0/s",
        "0.0/s burst 5",
        "5/s burst 0",
        "5/s\n",
        "٥/s",
    ],
)
def test_what_is_no_rate_is_said_to_be_none(text):
    with pytest.raises(ValueError, match="not a rate"):
        parse_rate(text)


def test_a_bucket_gives_its_burst_at_once_and_then_one_by_one():
    bucket = Bucket(Rate(5, 20), T0)
    assert [bucket.take(T0) for _ in range(20)] == [0] * 20
    wait = bucket.take(T0)
    assert 200 <= wait <= 201
    assert bucket.take(T0 + 100) > 0
    assert bucket.take(T0 + wait) == 0
    assert bucket.take(T0 + wait) > 0


def test_a_bucket_fills_up_to_its_burst_and_no_further():
    bucket = Bucket(Rate(5, 3), T0)
    assert [bucket.take(T0 + 60_000) for _ in range(4)].count(0) == 3


def test_what_was_a_repeat_costs_nothing():
    bucket = Bucket(Rate(1, 1), T0)
    assert bucket.take(T0) == 0
    bucket.give_back()
    assert bucket.take(T0) == 0
    bucket.give_back()
    bucket.give_back()
    assert [bucket.take(T0), bucket.take(T0) > 0] == [0, True]


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing():
    bucket = Bucket(Rate(1, 1), T0)
    assert bucket.take(T0) == 0
    assert bucket.wait(T0 - 10_000) > 0
    assert bucket.take(T0 + 1_001) == 0


@given(st.floats(0.1, 50), st.integers(1, 40), st.lists(st.integers(0, 2_000), max_size=60))
def test_no_more_passes_than_burst_and_rate_allow(per_s, burst, steps):
    bucket, now, passed = Bucket(Rate(per_s, burst), T0), T0, 0
    for step in steps:
        now += step
        wait = bucket.take(now)
        passed += wait == 0
        if wait:
            assert Bucket.wait(bucket, now + wait) == 0, "after the wait that was named there is one"
            now += wait
    assert passed <= burst + (now - T0) * per_s / 1000 + 1


def test_the_numbers_told_in_welcome_are_those_of_the_design():
    limits = Limits()
    assert (limits.text, limits.frame, limits.answer, limits.entries) == (4_096, 65_536, 262_144, 500)
    assert (limits.rooms, limits.page, limits.recent, limits.typing_every_ms) == (500, 100, 50, 3_000)
    assert (limits.hello_ms, limits.heartbeat_ms, limits.bad_messages, limits.bad_window_ms) == (
        10_000,
        20_000,
        10,
        60_000,
    )
