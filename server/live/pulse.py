"""When to probe, when silence means trouble, how long to wait before the next try. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_DOUBLINGS: Final = 16


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds."""

    probe: float = 1.0
    silence: float = 4.0
    connect: float = 3.0
    retry_first: float = 0.1
    retry_most: float = 2.0
    look: float = 5.0  # how often the sentinels are asked whether the master is still where it was
    survey: float = 1.0  # how long each node of a cluster has to say who owns what
    farewell: float = 1.0  # how long close() waits for the last words to leave


TIMINGS: Final = Timings()


class Pulse:
    """Probes are numbered, so that one which returns from before a reconnect proves nothing."""

    def __init__(self, timings: Timings) -> None:
        self._timings = timings
        self._number = 0
        self._since = 1
        self.lag = 0.0  # seconds that the latest probe took
        self._sent = self._heard = self._due = 0.0

    def restart(self, now: float) -> None:
        self._since = self._number + 1
        self._heard = self._due = now

    def due(self, now: float) -> bool:
        return now >= self._due

    def send(self, now: float) -> int:
        """The number of the probe that leaves now."""
        self._number += 1
        self._sent = now
        self._due = now + self._timings.probe
        return self._number

    def hear(self, number: int, now: float) -> bool:
        """Whether the probe that came back proves anything."""
        if not self._since <= number <= self._number:
            return False
        self._heard = now
        if number == self._number:
            self.lag = now - self._sent
        return True

    def silent(self, now: float) -> bool:
        """Whether it was silent too long; a process that stood still itself first hears one probe more."""
        due = min(self._due, self._heard + self._timings.silence)
        if now - due > self._timings.probe:
            self._heard = max(self._heard, now - self._timings.silence + self._timings.probe)
        return now - self._heard >= self._timings.silence

    def wait(self, now: float) -> float:
        """Until there is something to send or to judge."""
        return max(0.0, min(self._due, self._heard + self._timings.silence) - now)


class Backoff:
    """Full jitter, so that nodes which lost Redis together do not return together."""

    def __init__(self, timings: Timings, chance: Callable[[], float]) -> None:
        self._timings = timings
        self._chance = chance
        self._tries = 0

    def reset(self) -> None:
        self._tries = 0

    def pause(self) -> float:
        ceiling = min(self._timings.retry_most, self._timings.retry_first * 2.0**self._tries)
        self._tries = min(self._tries + 1, _DOUBLINGS)
        return self._chance() * ceiling
