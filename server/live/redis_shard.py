"""One Redis seen from one node: what it publishes there, what it hears, and whether the two still meet."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog

from server.live.bus import Counters, Listener
from server.live.envelope import opened, opening
from server.live.kept_link import KeptLink, Way
from server.live.outbox import Outbox
from server.live.pulse import Backoff, Pulse, Timings
from server.live.redis_publisher import Publisher
from server.live.redis_subscriber import Ear, Subscriber, strange
from server.live.resp import PLAIN, Dialect

_DIGITS: Final = 20

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tempo:
    clock: Callable[[], float]
    chance: Callable[[], float]
    timings: Timings


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics one Redis carries, and the node's own, to which it sends its probes."""

    shared: Sequence[bytes]
    own: bytes
    dialect: Dialect = PLAIN

    @property
    def all(self) -> list[bytes]:
        return [*self.shared, self.own]


class Shard:
    """A subscriber and a publisher; healthy once a probe has left by one and come back by the other."""

    def __init__(
        self,
        node: str,
        topics: Topics,
        way: Way,
        tempo: Tempo,
        counters: Counters,
        doubt: Callable[[], None] = lambda: None,
    ) -> None:
        """`doubt` is called whenever a topic may live elsewhere than here."""
        self._trouble: str | None = "bus_disconnected"
        self._node = node
        self._topics = topics
        self._clock = tempo.clock
        self._timings = tempo.timings
        self._counters = counters
        self._pulse = Pulse(tempo.timings)
        self._own_opening = opening(node)
        self._healthy = asyncio.Event()
        self._beat_timer: asyncio.TimerHandle | None = None
        self._listener: Listener | None = None
        self._closed = False
        self._doubt = doubt
        self._made_again = 0
        self._gap_due = False
        self._tasks: list[asyncio.Task[None]] = []
        self._publisher = Publisher(node, counters, Outbox(), topics.dialect, doubt)
        self._subscriber = Subscriber(node, topics.all, topics.dialect, Ear(self._heard, self._whole, doubt), counters)
        self._kept = [
            KeptLink(end, way, Backoff(tempo.timings, tempo.chance), tempo.timings, self._changed)
            for end in (self._subscriber, self._publisher)
        ]

    @property
    def trouble(self) -> str | None:
        return self._trouble or ("bus_disconnected" if self._subscriber.deaf else None)

    async def start(self, listener: Listener) -> None:
        self.begin(listener)
        await self.settle()

    def begin(self, listener: Listener) -> None:
        self._listener = listener
        self._tasks = [asyncio.create_task(kept.run()) for kept in self._kept]

    async def settle(self) -> None:
        """Returns once healthy, or when that takes too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timings.connect):
                await self._healthy.wait()

    def publish(self, topic: bytes, item: bytes) -> None:
        if not self._closed:
            self._publisher.publish(topic, item)

    def carry(self, topics: Topics) -> list[tuple[bytes, bytes]]:
        """From now on these; gives back what still waits for shared ones that are not among them."""
        before, self._topics = self._topics, topics
        self._subscriber.want(topics.all)
        return [one for one in self._publisher.sift(topics.all) if one[0] in before.shared]

    def unload(self) -> list[tuple[bytes, bytes]]:
        """Gives back all that waits here, before this is closed for good."""
        return [one for one in self._publisher.sift(()) if one[0] in self._topics.shared]

    @property
    def owes(self) -> bool:
        return self._publisher.owes

    def owe(self) -> None:
        self._publisher.owe()

    async def close(self) -> None:
        """What was published leaves, if Redis takes it in time; then both tasks end."""
        self._publisher.flush()
        self._closed = True
        self._listener = None
        self._stop_beat()
        await asyncio.gather(*(kept.finish(self._timings.farewell) for kept in self._kept))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._fall("bus_disconnected")

    # --- from the connections

    def _changed(self) -> None:
        """A connection was made or lost. Silence is judged only while both are there."""
        self._stop_beat()
        if self._closed:
            return
        made_again = sum(max(0, kept.made - 1) for kept in self._kept)
        self._counters.reconnects += made_again - self._made_again
        self._made_again = made_again
        if all(kept.link is not None for kept in self._kept):
            self._pulse.restart(self._clock())
            self._beat()
        else:
            self._fall("bus_disconnected")

    def _whole(self) -> None:
        """One gap() for all the confirmations that came together."""
        if not self._gap_due:
            self._gap_due = True
            asyncio.get_running_loop().call_soon(self._tell_gap)

    def _heard(self, topic: bytes, message: bytes) -> None:
        if topic == self._topics.own:
            self._probed(message)
            return
        if message.startswith(self._own_opening):
            return
        envelope = opened(message)
        if envelope is None or envelope[0] == self._node:
            strange(self._counters, "message")
        elif envelope[1]:
            self._tell(*envelope)
        else:
            _log.info("bus.peer_lost_some", node=envelope[0])
            self._whole()

    # --- to the node

    def _tell(self, node: str, items: list[bytes]) -> None:
        if self._listener is not None:
            self._listener.tell(node, items)

    def _tell_gap(self) -> None:
        self._gap_due = False
        if self._listener is not None:
            self._listener.tell_gap()

    # --- health

    def _beat(self) -> None:
        now = self._clock()
        if self._pulse.silent(now):
            self._silent()
            return
        if self._pulse.due(now):
            self._publisher.confess(self._topics.shared[0])
            self._publisher.publish(self._topics.own, b"%d" % self._pulse.send(now))
        self._beat_timer = asyncio.get_running_loop().call_later(self._pulse.wait(now), self._beat)

    def _stop_beat(self) -> None:
        if self._beat_timer is not None:
            self._beat_timer.cancel()
            self._beat_timer = None

    def _silent(self) -> None:
        self._counters.silences += 1
        _log.error("bus.silent", seconds=self._timings.silence)
        self._fall("bus_silent")
        for kept in self._kept:
            kept.abort("silent")

    def _fall(self, reason: str) -> None:
        """The first reason stands until a probe comes back."""
        self._healthy.clear()
        self._trouble = self._trouble or reason
        if not self._closed:
            self._doubt()

    def _probed(self, message: bytes) -> None:
        number = self._probe_number(message)
        if number is None:
            strange(self._counters, "probe")
        elif self._pulse.hear(number, self._clock()):
            self._counters.probe_us = int(self._pulse.lag * 1e6)
            for kept in self._kept:
                kept.backoff.reset()
            if self._trouble is not None:
                _log.info("bus.healthy", after=self._trouble)
            self._trouble = None
            self._healthy.set()

    def _probe_number(self, message: bytes) -> int | None:
        envelope = opened(message)
        if envelope is None or envelope[0] != self._node or not envelope[1]:
            return None
        latest = envelope[1][-1]
        return int(latest) if latest.isdigit() and len(latest) < _DIGITS else None
