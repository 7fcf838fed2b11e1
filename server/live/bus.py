"""What carries items between nodes: the contract every bus keeps, and the numbers it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol
from zlib import crc32

import structlog

PARTITIONS: Final = 16

Deliver = Callable[[str, list[bytes]], None]
"""(node id of the sender, its items in the order published); never called for a node's own items."""

Gap = Callable[[], None]
"""Something may have been missed: compare what is held with the store."""

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def partition_of(room: str) -> int:
    """The partition that carries a room; the same on every node, whatever its hash seed."""
    return crc32(room.encode()) % PARTITIONS


@dataclass(slots=True)
class Counters:
    """Read by the metrics page; only ever raised, but for `probe_us`, which is the latest."""

    published: int = 0  # items handed to publish()
    received: int = 0  # items of other nodes handed to deliver()
    dropped: int = 0  # items given up: the outbox was full, or Redis refused them
    malformed: int = 0  # messages that no node of ours can have written
    reconnects: int = 0  # connections made again after a loss
    silences: int = 0  # times the probe stopped coming back
    gaps: int = 0  # times gap() was called
    failed: int = 0  # times deliver() or gap() raised: a bug, logged
    probe_us: int = 0  # the latest probe's way through Redis and back


class Bus(Protocol):
    """At most once, in order per sender and partition; what it loses is found in the store."""

    @property
    def counters(self) -> Counters: ...

    @property
    def alone(self) -> bool:
        """Tell whether there is surely nobody to hear: nothing need be packed."""

    @property
    def trouble(self) -> str | None:
        """None while healthy, else a reason for /readyz: `bus_disconnected`, `bus_silent`."""

    async def start(self, deliver: Deliver, gap: Gap) -> None:
        """Returns once connected, or with `trouble` set when that takes too long; it goes on trying then."""

    def publish(self, partition: int, item: bytes) -> None:
        """Gathered for one turn of the loop, one message per partition; never waits, never raises."""

    async def close(self) -> None: ...


class Listener:
    """The node's two callbacks, counted; one that raises costs itself, not the connection or other nodes."""

    def __init__(self, deliver: Deliver, gap: Gap, counters: Counters) -> None:
        self._deliver = deliver
        self._gap = gap
        self._counters = counters
        self._holding = self._held = False

    def hold_gaps(self) -> None:
        """Until they are released, gaps become one: the parts of a bus connect one by one."""
        self._holding = True

    def release_gaps(self) -> None:
        held, self._holding, self._held = self._held, False, False
        if held:
            self.tell_gap()

    def tell(self, node: str, items: list[bytes]) -> None:
        self._counters.received += len(items)
        try:
            self._deliver(node, items)
        except Exception:  # noqa: BLE001 - whatever the bug is, the next message is another one
            self._counters.failed += 1
            _log.exception("bus.deliver_failed", node=node, items=len(items))

    def tell_gap(self) -> None:
        if self._holding:
            self._held = True
            return
        self._counters.gaps += 1
        try:
            self._gap()
        except Exception:  # noqa: BLE001 - see tell()
            self._counters.failed += 1
            _log.exception("bus.gap_failed")
