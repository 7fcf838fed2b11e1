"""A node goes away without a stampede: everybody is told when to come back, and closed in waves."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from server.core import replies
from server.core.encoded import Encoded
from server.core.refusals import GOING_AWAY
from server.live.connection import Connection
from server.live.node import Node

WAVE_S: Final = 0.25
LEAST_MS: Final = 250
EACH_MS: Final = 2

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the way out may take at the most, whoever is there."""

    most_ms: int = 10_000

    def window(self, count: int) -> int:
        """Return over how many milliseconds so many sockets come back elsewhere: 2 ms each, within bounds."""
        return min(self.most_ms, max(LEAST_MS, count * EACH_MS))

    def waves(self, count: int) -> list[int]:
        """Return how many sockets each wave closes: alike, one wave each quarter of a second of the window."""
        number = max(1, round(self.window(count) / (WAVE_S * 1000)))
        return [count * (i + 1) // number - count * i // number for i in range(number)]


class Drain:
    """Ends this node's sockets once; commands in flight are still answered until their socket's turn comes."""

    def __init__(self, node: Node, pace: Pace, chance: Callable[[], float] = random.random) -> None:
        self._node = node
        self._pace = pace
        self._chance = chance
        self.begun = False

    async def run(self) -> None:
        """Tell everybody, then close them wave by wave; who came in meanwhile goes with the last."""
        self.begun = True
        leaving = list(self._node.connections.values())
        window = self._pace.window(len(leaving))
        log.info("node.draining", connections=len(leaving), window_ms=window)
        for connection in leaving:
            connection.tell(Encoded(replies.draining(int(self._chance() * window))))
        if leaving:
            await self._waves(leaving)
        for connection in list(self._node.connections.values()):
            connection.close(GOING_AWAY)
        await asyncio.sleep(0)

    async def _waves(self, leaving: list[Connection]) -> None:
        at = 0
        for size in self._pace.waves(len(leaving)):
            await asyncio.sleep(WAVE_S)
            for connection in leaving[at : at + size]:
                connection.close(GOING_AWAY)
            at += size
