"""When something is tried again: growing, with jitter, bounded, and as late as it was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.retries import ASKED_MOST, ATTEMPTS, JITTER, WAITS, retry_after, wait_ms

NOW = 1_795_293_464_000


@given(st.integers(1, ATTEMPTS - 1), st.floats(0, 1), st.none() | st.integers(0, 10 * ASKED_MOST))
def test_a_wait_lies_around_its_place_on_the_list_and_is_never_shorter_than_asked(attempts, drawn, asked):
    wait = wait_ms(attempts, drawn, asked)
    assert wait is not None
    usual = WAITS[attempts - 1]
    assert wait >= usual * (1 - JITTER) - 1
    assert wait >= min(asked or 0, ASKED_MOST)
    assert wait <= max(usual * (1 + JITTER) + 1, min(asked or 0, ASKED_MOST))


def test_the_list_grows_and_ends():
    assert list(WAITS) == sorted(WAITS)
    assert wait_ms(ATTEMPTS, 0.5) is None
    assert wait_ms(ATTEMPTS, 0.5, 1_000) is None, "asked or not, there is an end"
    assert {wait_ms(1, 0.0), wait_ms(1, 1.0)} == {4_000, 6_000}


@pytest.mark.parametrize(
    ("said", "ms"),
    [
        ("120", 120_000),
        (" 0 ", 0),
        ("Sat, 21 Nov 2026 00:00:00 GMT", 0),
        ("99999999999999999999", ASKED_MOST),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("1.5", None),
    ],
)
def test_what_the_other_side_asks_for_is_read(said, ms):
    assert retry_after(said, NOW) == ms


def test_a_date_is_read_as_what_is_left_until_then():
    assert retry_after("Sat, 21 Nov 2026 20:38:44 GMT", NOW) == pytest.approx(60_000, abs=1_000)
    assert retry_after("Sat, 21 Nov 2026 20:38:44 -0000", NOW) == pytest.approx(60_000, abs=1_000)


@given(st.text(max_size=40))
def test_nothing_that_can_be_said_there_breaks_us(said):
    found = retry_after(said, NOW)
    assert found is None or 0 <= found <= ASKED_MOST
