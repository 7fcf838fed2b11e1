"""Numbers that bound what one client may do, and the bucket that counts it."""

import re
from dataclasses import dataclass

from server.core.times import DAY
from server.core.uploads import MOST_IN_ONE

_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)/s(?: burst ([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second, with so many at once."""

    per_s: float
    burst: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of docs/wire.md, as told in `welcome.limits`."""

    text: int = 4096
    frame: int = 64 * 1024
    answer: int = 256 * 1024
    entries: int = 500
    rooms: int = 500
    page: int = 100
    recent: int = 50
    upload: int = 25 * 1024 * 1024
    files: int = MOST_IN_ONE
    typing_every_ms: int = 3_000
    bad_messages: int = 10
    bad_window_ms: int = 60_000
    hello_ms: int = 10_000
    heartbeat_ms: int = 20_000
    edit_ms: int = DAY

    @property
    def dead_ms(self) -> int:
        """Silence after which a peer counts as gone."""
        return 2 * self.heartbeat_ms + 5_000


def parse_rate(text: str) -> Rate | None:
    """Read `5/s burst 20` or `off`. Raises ValueError."""
    if text == "off":
        return None
    match = _RATE.fullmatch(text)
    rate = None if match is None else Rate(float(match[1]), int(match[2] or max(1, int(float(match[1])))))
    if rate is None or not rate.per_s or not rate.burst:
        message = f"not a rate: {text!r} (such as `5/s burst 20`, or `off`)"
        raise ValueError(message)
    return rate


class Bucket:
    """A token bucket; `now` in milliseconds."""

    __slots__ = ("_at", "_rate", "_tokens")

    def __init__(self, rate: Rate, now: int) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._at = now

    def take(self, now: int) -> int:
        """Take one token; return 0, or how many milliseconds until there is one."""
        wait = self.wait(now)
        if not wait:
            self._tokens -= 1
        return wait

    def wait(self, now: int) -> int:
        """Return how many milliseconds until there is a token."""
        passed = max(0, now - self._at)
        self._at = max(self._at, now)
        self._tokens = min(self._rate.burst, self._tokens + passed * self._rate.per_s / 1000)
        if self._tokens >= 1:
            return 0
        return int((1 - self._tokens) * 1000 / self._rate.per_s) + 1

    def give_back(self) -> None:
        """Return a token: what turned out to be a repeat costs nothing."""
        self._tokens = min(self._rate.burst, self._tokens + 1)
