"""Asks the nodes of a Redis Cluster which master owns which topics, and believes the one that knows the latest."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from server.live.redis_link import Endpoint, RedisLink, connect, greet
from server.live.resp import Parser, RedisFault, command
from server.live.slots import Chart, read_chart

_INFO = command(b"CLUSTER", b"INFO")
_SLOTS = command(b"CLUSTER", b"SLOTS")

Homes = dict[Endpoint, list[bytes]]
"""Topics by the master that carries them."""


class Survey:
    def __init__(self, seeds: Sequence[Endpoint], parser: Callable[[], Parser], name: str, patience: float) -> None:
        self._seeds = seeds
        self._parser = parser
        self._name = name
        self._patience = patience

    async def take(self, topics: Iterable[bytes], known: Iterable[Endpoint]) -> Homes:
        """All are asked at once, the seeds and those known: one that is frozen, gone or cut off decides nothing."""
        asked = dict.fromkeys([*self._seeds, *known])
        answers = await asyncio.gather(*(self._ask(endpoint) for endpoint in asked))
        charts = [answer for answer in answers if isinstance(answer, Chart)]
        if not charts:
            raise RedisFault(f"no node of the cluster answers: {answers[0]!r}")
        homes = max(charts, key=lambda chart: chart.worth).homes(topics)
        return {replace(self._seeds[0], host=host, port=port): share for (host, port), share in homes.items()}

    async def _ask(self, endpoint: Endpoint) -> Chart | Exception:
        link = RedisLink(self._parser(), _unasked, _eased)
        try:
            async with asyncio.timeout(self._patience):
                await connect(link, endpoint)
                await greet(link, endpoint, self._name)
                info, slots = await link.ask(_INFO, _SLOTS)
                return read_chart(info, slots, endpoint.host)
        except (OSError, RedisFault) as fault:
            return fault
        finally:
            link.abort("asked")


def _unasked(_reply: object) -> None:
    """Nothing is told here but what was asked for."""


def _eased() -> None:
    """Nothing waits here to be written."""
