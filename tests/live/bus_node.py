"""A node as the bus sees it: a bus under test and all that it told."""

from dataclasses import dataclass, field
from typing import Self

from server.live.bus import Bus
from tests.rig.wait import until

SECONDS = 10.0


@dataclass
class Node:
    bus: Bus
    told: list[tuple[str, list[bytes]]] = field(default_factory=list)
    gaps: int = 0

    def deliver(self, node: str, items: list[bytes]) -> None:
        self.told.append((node, items))

    def gap(self) -> None:
        self.gaps += 1

    @property
    def items(self) -> list[bytes]:
        return [item for _, items in self.told for item in items]

    async def start(self) -> Self:
        await self.bus.start(self.deliver, self.gap)
        return self

    async def hears(self, *items: bytes) -> None:
        await until(lambda: len(self.items) >= len(items), SECONDS, lambda: f"{len(self.items)} of {len(items)}")
        assert self.items == list(items)

    async def is_well(self, *, gaps: int) -> None:
        """Healthy again, after at least so many gaps."""
        await until(
            lambda: self.bus.trouble is None and self.gaps >= gaps,
            SECONDS,
            lambda: f"trouble={self.bus.trouble} gaps={self.gaps}",
        )

    async def is_in(self, trouble: str, seconds: float = SECONDS) -> None:
        await until(lambda: self.bus.trouble == trouble, seconds, lambda: f"trouble={self.bus.trouble}")
