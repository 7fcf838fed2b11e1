"""When the house is open, and when it opens next. Pure.

Hours are local: minutes since midnight in the house's time zone, by weekday; an end past 1440 lies in the next day.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.core.choices import Opening

DAY_MINUTES: Final = 24 * 60
WEEK: Final = 7
LOOKED_AHEAD: Final = 400
"""So many days ahead it is looked for the next opening."""

Span = tuple[int, int]
"""From which minute of the day on, until before which."""


class Hours(Struct, frozen=True, kw_only=True):
    """Spans by weekday, Monday first; `days` are other hours of single days, () for a holiday."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    days: Mapping[date, tuple[Span, ...]] = {}

    def __post_init__(self) -> None:
        """Refuse what is no week, no span, no zone. Raises ValueError."""
        if len(self.week) != WEEK:
            message = "a week has seven days"
            raise ValueError(message)
        for spans in (*self.week, *self.days.values()):
            for begin, end in spans:
                if not (0 <= begin < DAY_MINUTES and begin < end <= begin + DAY_MINUTES):
                    message = f"no hours of a day: {begin} to {end}"
                    raise ValueError(message)
        _zone(self.zone)


def of_house(opening: Opening) -> Hours:
    """Return the hours that an admin chose. Raises ValueError."""
    week = tuple(tuple(day) for day in opening.week)
    return Hours(zone=opening.zone, week=week, days={day: tuple(spans) for day, spans in opening.days.items()})


def is_open(hours: Hours, now: int) -> bool:
    """Tell whether the house is open now (milliseconds)."""
    here = _local_day(hours, now)
    return any(begin <= now < end for day in (here - timedelta(1), here) for begin, end in _spans(hours, day))


def opens_at(hours: Hours, now: int) -> int | None:
    """Return when the house opens next, now when it is open (milliseconds); None if it does not."""
    if is_open(hours, now):
        return now
    here = _local_day(hours, now)
    for ahead in range(LOOKED_AHEAD):
        later = [begin for begin, end in _spans(hours, here + timedelta(ahead)) if begin >= now and begin < end]
        if later:
            return min(later)
    return None


def _spans(hours: Hours, day: date) -> list[Span]:
    """Return one day's hours in milliseconds since 1970."""
    zone = _zone(hours.zone)
    spans = hours.days.get(day, hours.week[day.weekday()])
    return [(_instant(zone, day, begin), _instant(zone, day, end)) for begin, end in spans]


def _instant(zone: ZoneInfo, day: date, minute: int) -> int:
    """Return when a clock on that wall shows this minute; one that is left out in spring is as much later."""
    local = datetime.combine(day + timedelta(minute // DAY_MINUTES), time(tzinfo=zone))
    local = local.replace(hour=minute % DAY_MINUTES // 60, minute=minute % 60)
    return int(local.astimezone(UTC).timestamp()) * 1000


def _local_day(hours: Hours, now: int) -> date:
    return datetime.fromtimestamp(now / 1000, _zone(hours.zone)).date()


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    """Return a time zone. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        message = f"no such time zone: {name}"
        raise ValueError(message) from error
