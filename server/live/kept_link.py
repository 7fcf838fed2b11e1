"""A connection that is made again whenever it is lost: one task, owned by the bus."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from server.live.pulse import Backoff, Timings
from server.live.redis_link import Endpoint, RedisLink, connect, greet
from server.live.resp import Parser, RedisFault

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Way(Protocol):
    """How to reach Redis; asked for every connection and then now and again: the master may move."""

    def parser(self) -> Parser: ...

    async def find(self) -> Endpoint: ...


class End(Protocol):
    """What our end of a connection does: `prepare` may wait, all else decides at once."""

    @property
    def name(self) -> str: ...

    def told(self, reply: object) -> None: ...

    def eased(self) -> None:
        """There is room to write again."""

    async def prepare(self, link: RedisLink) -> None: ...

    def ready(self, link: RedisLink) -> None: ...

    def gone(self) -> None: ...


class KeptLink:
    def __init__(self, end: End, way: Way, backoff: Backoff, timings: Timings, changed: Callable[[], None]) -> None:
        self.link: RedisLink | None = None
        self.backoff = backoff
        self.made = 0
        self._end = end
        self._way = way
        self._timings = timings
        self._changed = changed
        self._complained = False
        self._ending = False

    async def run(self) -> None:
        while not self._ending:
            try:
                reason = await self._once()
                if self._over():
                    return
                _log.warning("bus.lost", connection=self._end.name, reason=reason)
            except (OSError, RedisFault) as fault:
                self._complain(repr(fault))
            except Exception:  # noqa: BLE001 - a bug here must not end what carries every room
                _log.exception("bus.failed", connection=self._end.name)
            await asyncio.sleep(self.backoff.pause())

    def _over(self) -> bool:
        return self._ending

    async def finish(self, patience: float) -> None:
        """What was written leaves, if Redis takes it in time; then the task ends, or may be cancelled."""
        self._ending = True
        if self.link is not None:
            await self.link.finish(patience)

    def abort(self, reason: str) -> None:
        if self.link is not None:
            self.link.abort(reason)

    async def _once(self) -> str:
        """One connection from its making to its loss, and the reason of that."""
        link = RedisLink(self._way.parser(), self._end.told, self._end.eased)
        try:
            async with asyncio.timeout(self._timings.connect):
                endpoint = await self._establish(link)
            self._settle(link, endpoint)
            await self._stay(link, endpoint)
            return link.lost.result()
        finally:
            link.abort("given up")
            if self.link is not None:
                self.link = None
                self._end.gone()
                self._changed()

    async def _stay(self, link: RedisLink, endpoint: Endpoint) -> None:
        """Until it is lost, or the master has moved: who stays at the old one hears nobody, in perfect health."""
        while not link.lost.done():
            await asyncio.wait({link.lost}, timeout=self._timings.look)
            if not link.lost.done() and await self._moved(endpoint):
                link.abort("the master moved")

    async def _moved(self, endpoint: Endpoint) -> bool:
        try:
            async with asyncio.timeout(self._timings.connect):
                return await self._way.find() != endpoint
        except (OSError, RedisFault):
            return False

    async def _establish(self, link: RedisLink) -> Endpoint:
        endpoint = await self._way.find()
        await connect(link, endpoint)
        await greet(link, endpoint, self._end.name)
        await self._end.prepare(link)
        return endpoint

    def _settle(self, link: RedisLink, endpoint: Endpoint) -> None:
        self.link = link
        self.made += 1
        self._complained = False
        _log.info("bus.connected", connection=self._end.name, address=endpoint.address)
        self._end.ready(link)
        self._changed()

    def _complain(self, reason: str) -> None:
        """Once per outage: it is tried again every second or two, perhaps for hours."""
        if not self._complained:
            self._complained = True
            _log.warning("bus.unreachable", connection=self._end.name, reason=reason)
