"""Times on the wire: RFC 3339 in UTC with milliseconds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import times

LAST = times.parse("9999-12-30T23:59:59.999Z")


@given(st.integers(0, LAST))
def test_a_time_comes_back_to_the_millisecond(ms):
    written = times.text(ms)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", written)
    assert times.parse(written) == ms


@given(st.integers(0, LAST), st.integers(0, LAST))
def test_times_sort_as_texts(one, other):
    assert (one < other) == (times.text(one) < times.text(other))


@pytest.mark.parametrize(
    ("moment", "same"),
    [
        ("2026-11-21T20:37:44.123Z", "2026-11-21T20:37:44.123Z"),
        ("2026-11-21T20:37:44Z", "2026-11-21T20:37:44.000Z"),
        ("2026-11-22T05:37:44.5+09:00", "2026-11-21T20:37:44.500Z"),
        ("2026-11-21T20:37:44.1234Z", "2026-11-21T20:37:44.123Z"),
        ("2026-11-21T20:37:44.1235Z", "2026-11-21T20:37:44.124Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
    ],
)
def test_other_spellings_of_a_time_are_read(moment, same):
    assert times.text(times.parse(moment)) == same


@pytest.mark.parametrize(
    "moment",
    [
        "",
        "tomorrow",
        "2026-11-21",
        "2026-11-21T20:37:44",
        "2026-13-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_what_is_no_time_or_could_not_be_written_again_is_refused(moment):
    with pytest.raises(ValueError):  # noqa: PT011 - the standard library's words differ by version
        times.parse(moment)
