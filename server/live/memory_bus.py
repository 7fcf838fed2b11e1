"""A bus inside one process: several nodes on one exchange, or one node that has nobody to tell."""

import asyncio
from collections.abc import Callable

from server.live.bus import Counters, Deliver, Gap, Listener

Fault = Callable[[str, list[bytes]], list[list[bytes]]]
"""(receiving node, items) -> what arrives there: [items] as sent, [] lost, [items, items] doubled."""


def as_sent(_receiver: str, items: list[bytes]) -> list[list[bytes]]:
    return [items]


class Exchange:
    """The nodes of one process that hear one another; tests plant a fault here."""

    def __init__(self, fault: Fault = as_sent) -> None:
        self.fault = fault
        self._members: dict[str, Deliver] = {}

    def attach(self, node: str, told: Deliver) -> None:
        self._members[node] = told

    def detach(self, node: str) -> None:
        self._members.pop(node, None)

    def alone(self, node: str) -> bool:
        return len(self._members) == (node in self._members)

    def carry(self, sender: str, items: list[bytes]) -> None:
        for node, told in list(self._members.items()):
            if node != sender:
                for arrived in self.fault(node, items):
                    told(sender, arrived)


class MemoryBus:
    def __init__(self, exchange: Exchange, node: str) -> None:
        self.counters = Counters()
        self.trouble: str | None = None
        self._exchange = exchange
        self._node = node
        self._waiting: dict[int, list[bytes]] = {}
        self._listener: Listener | None = None

    async def start(self, deliver: Deliver, gap: Gap) -> None:
        self._listener = Listener(deliver, gap, self.counters)
        self.mend()

    @property
    def alone(self) -> bool:
        return self._listener is None or self._exchange.alone(self._node)

    def publish(self, partition: int, item: bytes) -> None:
        if self.alone:
            return
        self.counters.published += 1
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.setdefault(partition, []).append(item)

    async def close(self) -> None:
        self._flush()
        self._listener = None
        self._exchange.detach(self._node)

    def cut(self) -> None:
        """Hear nobody and reach nobody, as when Redis is lost: a fault for tests."""
        self.trouble = "bus_disconnected"
        self._exchange.detach(self._node)

    def mend(self) -> None:
        if self._listener is not None:
            self.trouble = None
            self._exchange.attach(self._node, self._listener.tell)
            self._listener.tell_gap()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if self.trouble is None:
            for items in waiting.values():
                self._exchange.carry(self._node, items)
