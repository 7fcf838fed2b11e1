"""A steady load: so many sends a second, from all devices in turn, whatever happens meanwhile."""

import asyncio
import contextlib
import random
from dataclasses import dataclass
from typing import Self

from tests.rig.client import Device

TICK = 0.005
WORDS = (
    "where are you",
    "two minutes",
    "はい、了解です",
    "traffic 🚗 jam",
    "at the door",
    "<b>&amp;</b>",
    "ok\nok",
)


@dataclass
class Load:
    """Sends while it is open; a device without a connection fills its outbox."""

    devices: list[Device]
    rate: float
    seed: int = 0
    sent: int = 0
    lasted: float = 0.0

    async def __aenter__(self) -> Self:
        """Start to send."""
        self._random = random.Random(self.seed)
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop to send."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        while True:
            self.lasted = loop.time() - start
            while self.sent < self.lasted * self.rate:
                self._send_one()
            await asyncio.sleep(TICK)

    def _send_one(self) -> None:
        device = self.devices[self.sent % len(self.devices)]
        self.sent += 1
        room = self._random.choice([room for room, view in device.views.items() if view.over is None])
        text = f"{self._random.choice(WORDS)} {self.sent}"
        device.send(room, f"{device.account.user}-{device.label}-{self.sent:07}", text)
