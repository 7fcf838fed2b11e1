"""Times on the wire: RFC 3339 UTC with milliseconds; inside, integer milliseconds since 1970."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_END: Final = datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH
_MILLISECOND: Final = timedelta(milliseconds=1)
_HALF: Final = timedelta(microseconds=500)


@lru_cache(maxsize=256)
def text(ms: int) -> str:
    """Write milliseconds since 1970 as `2026-11-21T20:37:44.123Z`; a batch has one time for all that it writes."""
    return f"{_second(ms // SECOND)}.{ms % SECOND:03d}Z"


def parse(moment: str) -> int:
    """Read an RFC 3339 time back into milliseconds. Raises ValueError, also for what `text` could not write."""
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None:
        message = "a time needs its offset from UTC"
        raise ValueError(message)
    since = read - _EPOCH
    if not timedelta() <= since < _END:
        message = "a time between 1970 and 9999"
        raise ValueError(message)
    return (since + _HALF) // _MILLISECOND


@lru_cache(maxsize=256)
def _second(second: int) -> str:
    """Write a whole second; most of what is told in one turn happened in the same one."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}"
