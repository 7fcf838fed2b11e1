"""A Redis Cluster seen from one node: which master carries which topics, and what moves when that changes."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from server.live.bus import Counters, Listener
from server.live.kept_link import Way
from server.live.outbox import Outbox
from server.live.pulse import Backoff
from server.live.redis_link import Endpoint
from server.live.redis_shard import Shard, Tempo, Topics
from server.live.redis_survey import Homes, Survey
from server.live.resp import SHARDED, RedisFault

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_Waiting = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is carried for which node, and how a master is reached whose place is known."""

    node: str
    topics: Sequence[bytes]
    way: Callable[[Endpoint], Way]

    def share(self, topics: Sequence[bytes]) -> Topics:
        """The node's own topic lives in the slot of the first of these: the probe goes where they go."""
        return Topics(topics, b"%b:node:%b" % (topics[0], self.node.encode()), SHARDED)


class Cluster:
    """One shard for each master that owns a topic of ours; the map is read again whenever it is doubted."""

    def __init__(self, plan: Plan, survey: Survey, tempo: Tempo, counters: Counters) -> None:
        self._plan = plan
        self._survey = survey
        self._tempo = tempo
        self._counters = counters
        self._backoff = Backoff(tempo.timings, tempo.chance)
        self._shards: dict[Endpoint, Shard] = {}
        self._leaving: list[Shard] = []
        self._home: dict[bytes, Shard] = {}
        self._homeless = Outbox()
        self._owes = False
        self._doubted = asyncio.Event()
        self._listener: Listener | None = None
        self._watch: asyncio.Task[None] | None = None
        self._closed = False
        self._complained = False

    @property
    def trouble(self) -> str | None:
        if len(self._home) < len(self._plan.topics):
            return "bus_disconnected"
        return next((shard.trouble for shard in self._shards.values() if shard.trouble), None)

    async def start(self, listener: Listener) -> None:
        self._listener = listener
        listener.hold_gaps()
        await self._look()
        await asyncio.gather(*(shard.settle() for shard in self._shards.values()))
        listener.release_gaps()
        self._watch = asyncio.create_task(self._watch_over())

    def publish(self, topic: bytes, item: bytes) -> None:
        """What nobody carries at the moment waits until somebody does."""
        home = self._home.get(topic)
        if home is not None:
            home.publish(topic, item)
        elif not self._closed:
            dropped = self._homeless.add(topic, item)
            self._counters.dropped += dropped
            self._owes = self._owes or dropped > 0

    async def close(self) -> None:
        self._closed = True
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await asyncio.gather(*(shard.close() for shard in [*self._shards.values(), *self._leaving]))
        self._home.clear()

    # --- the map

    async def _watch_over(self) -> None:
        """Now and again, at once when in doubt, and in growing pauses for as long as something is wrong."""
        while True:
            if self.trouble is None:
                self._backoff.reset()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._tempo.timings.look):
                        await self._doubted.wait()
            await asyncio.sleep(self._backoff.pause())
            await self._look()

    async def _look(self) -> None:
        self._doubted.clear()
        try:
            homes = await self._survey.take(self._plan.topics, self._shards)
            self._complained = False
            self._settle(homes)
            await self._see_off()
        except RedisFault as fault:
            self._complain(str(fault))
        except Exception:  # noqa: BLE001 - a bug here must not end what finds the masters
            _log.exception("bus.failed", connection="map")

    def _settle(self, homes: Homes) -> None:
        """Moves only what changed: topics that stay where they are notice nothing."""
        waiting = self._unload(homes)
        shares = {endpoint: self._plan.share(topics) for endpoint, topics in homes.items()}
        for endpoint, topics in shares.items():
            shard = self._shards.get(endpoint)
            if shard is None:
                self._shards[endpoint] = self._begin(endpoint, topics)
            else:
                waiting += shard.carry(topics)
        self._home = {topic: self._shards[endpoint] for endpoint, topics in homes.items() for topic in topics}
        self._hand_over(waiting)

    def _begin(self, endpoint: Endpoint, topics: Topics) -> Shard:
        _log.info("bus.carries", address=endpoint.address, topics=len(topics.shared))
        shard = Shard(self._plan.node, topics, self._plan.way(endpoint), self._tempo, self._counters, self._doubted.set)
        if self._listener is not None:
            shard.begin(self._listener)
        return shard

    def _unload(self, homes: Homes) -> _Waiting:
        """Masters that carry nothing any more go; what waits for them, and what they lost, goes on elsewhere."""
        waiting: _Waiting = []
        for endpoint in self._shards.keys() - homes.keys():
            shard = self._shards.pop(endpoint)
            _log.info("bus.carries", address=endpoint.address, topics=0)
            waiting += shard.unload()
            self._owes = self._owes or shard.owes
            self._leaving.append(shard)
        return waiting

    def _hand_over(self, waiting: _Waiting) -> None:
        homeless = self._homeless.take(self._homeless.size)
        for topic, items in homeless.items():
            waiting += [(topic, item) for item in items]
        for topic, item in waiting:
            self.publish(topic, item)
        if self._owes and self._shards:
            self._owes = False
            next(iter(self._shards.values())).owe()

    async def _see_off(self) -> None:
        await asyncio.gather(*(shard.close() for shard in self._leaving))
        self._leaving.clear()

    def _complain(self, reason: str) -> None:
        """Once per outage."""
        if not self._complained:
            self._complained = True
            _log.warning("bus.unreachable", connection="map", reason=reason)
