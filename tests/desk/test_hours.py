"""Opening hours: weekdays, holidays, nights, changes of the clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.desk.hours import Hours, is_open, opens_at

OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
TOKYO = Hours(zone="Asia/Tokyo", week=(OFFICE,) * 5 + ((), ()), days={date(2026, 11, 23): ()})
BERLIN = Hours(zone="Europe/Berlin", week=(((2 * 60 + 30, 6 * 60),),) * 7)
NIGHT = Hours(zone="Europe/Berlin", week=((), (), (), (), ((22 * 60, 30 * 60),), ((22 * 60, 30 * 60),), ()))


def at(zone: str, said: str) -> int:
    return int(datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-20 08:59", "2026-11-20 09:00"),
        ("2026-11-20 09:00", "2026-11-20 09:00"),
        ("2026-11-20 11:59", "2026-11-20 11:59"),
        ("2026-11-20 12:00", "2026-11-20 13:00"),
        ("2026-11-20 17:59", "2026-11-20 17:59"),
        ("2026-11-20 18:00", "2026-11-24 09:00"),  # over a weekend and a holiday
        ("2026-11-22 12:00", "2026-11-24 09:00"),
        ("2026-11-23 10:00", "2026-11-24 09:00"),
    ],
)
def test_weekdays_and_holidays(now, opens):
    moment = at("Asia/Tokyo", now)
    assert opens_at(TOKYO, moment) == at("Asia/Tokyo", opens)
    assert is_open(TOKYO, moment) is (now == opens)


def test_a_night_belongs_to_the_day_it_began():
    assert is_open(NIGHT, at("Europe/Berlin", "2026-11-21 05:59"))
    assert not is_open(NIGHT, at("Europe/Berlin", "2026-11-21 06:00"))
    assert opens_at(NIGHT, at("Europe/Berlin", "2026-11-22 06:00")) == at("Europe/Berlin", "2026-11-27 22:00")


def test_half_past_two_on_the_day_without_it():
    """In Berlin 2026-03-29 goes from 02:00 to 03:00: who opens at 2:30 opens at 3:30."""
    before = at("Europe/Berlin", "2026-03-29 00:00")
    assert opens_at(BERLIN, before) == at("Europe/Berlin", "2026-03-29 03:30")


def test_half_past_two_on_the_day_that_has_it_twice():
    """In Berlin 2026-10-25 goes from 03:00 back to 02:00: the first 2:30 counts, and the hours are one longer."""
    opens = opens_at(BERLIN, at("Europe/Berlin", "2026-10-25 00:00"))
    assert at("Europe/Berlin", "2026-10-25 06:00") - opens == 4.5 * 3_600_000


def test_the_same_hour_in_another_zone_is_another_moment():
    other = Hours(zone="America/New_York", week=TOKYO.week)
    assert is_open(TOKYO, at("Asia/Tokyo", "2026-11-20 10:00"))
    assert not is_open(other, at("Asia/Tokyo", "2026-11-20 10:00"))


def test_a_house_that_never_opens():
    assert opens_at(Hours(zone="UTC", week=((),) * 7), 0) is None


def test_other_hours_of_one_day():
    short = Hours(zone="UTC", week=((),) * 7, days={date(2026, 12, 24): ((600, 720),)})
    assert opens_at(short, at("UTC", "2026-11-22 00:00")) == at("UTC", "2026-12-24 10:00")


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Mars/Olympus", "week": ((),) * 7},
        {"zone": "../../etc/passwd", "week": ((),) * 7},
        {"zone": "UTC", "week": ((),) * 6},
        {"zone": "UTC", "week": (((600, 600),),) * 7},
        {"zone": "UTC", "week": (((-1, 600),),) * 7},
        {"zone": "UTC", "week": (((1440, 1500),),) * 7},
        {"zone": "UTC", "week": (((60, 1501),),) * 7},
    ],
)
def test_what_is_no_hours_is_refused(wrong):
    with pytest.raises(ValueError, match=r"day|no such time zone"):
        Hours(**wrong)


@given(st.integers(1_700_000_000, 1_900_000_000), st.sampled_from((TOKYO, BERLIN, NIGHT)))
def test_when_it_opens_it_is_open_and_not_a_moment_before(second, hours):
    now = second * 1000
    opens = opens_at(hours, now)
    assert opens >= now
    assert is_open(hours, opens)
    assert opens == now or not is_open(hours, opens - 1)
