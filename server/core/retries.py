"""When something that could not be delivered is tried again. Pure; the draw between 0 and 1 is an argument."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from server.core.times import HOUR, MINUTE, SECOND

WAITS: Final = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR)
"""After the first attempt, the second …; after the one behind the last, it is given up."""
ATTEMPTS: Final = len(WAITS) + 1
JITTER: Final = 0.2
ASKED_MOST: Final = 6 * HOUR
"""How long we let the other side keep us waiting by `Retry-After`."""


def wait_ms(attempts: int, drawn: float, asked_ms: int | None = None) -> int | None:
    """Return how long to wait after that many attempts, at least what the other side asked for; None: give up."""
    if attempts >= ATTEMPTS:
        return None
    usual = round(WAITS[attempts - 1] * (1 - JITTER + 2 * JITTER * drawn))
    return max(usual, min(asked_ms or 0, ASKED_MOST))


def retry_after(said: str | None, now: int) -> int | None:
    """Read `Retry-After`, seconds or a date, as milliseconds from now; None when it says nothing of use."""
    said = (said or "").strip()
    if said.isascii() and said.isdigit():
        return min(int(said[:9]) * SECOND, ASKED_MOST)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    zoned = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    left = zoned - datetime.fromtimestamp(now / SECOND, UTC)
    return min(max(0, round(left.total_seconds() * SECOND)), ASKED_MOST)
