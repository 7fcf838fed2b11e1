"""A host system's receiver, and a node that sends it its events when the test says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from server.core.deliveries import Delivery
from server.outbound.sending import Sending
from server.storage import deliveries
from server.webhooks import events
from tests.chat.bench import Bench
from tests.chat.clock import until
from tests.chat.leaving import HOOK, away, told
from tests.rig.receiver import Receiver

SECRET = HOOK["webhook_secret"]


@dataclass
class Shop:
    """The host: its receiver, and the node that tells it."""

    bench: Bench
    receiver: Receiver
    sending: Sending

    @property
    def house(self) -> Any:
        return self.bench.node.machine.house

    async def event(self, name: str = "msg_1", **told: Any) -> None:
        """Put an event down."""
        made = events.event(name, events.WANTED, told, self.bench.clock.wall())
        await self.bench.node.parts.journal.write(lambda c: deliveries.put(c, made))

    async def sends(self) -> int:
        """Make the attempts that are due, to their end."""
        begun = await self.sending.once()
        await until(lambda: not any(self.sending._trying.values()), "the end of an attempt")
        return begun

    async def sends_next(self) -> Delivery:
        """Let time pass until the next attempt is due, and make it."""
        self.bench.clock.passed(max(0, self.one().next_at - self.bench.clock.wall()))
        assert await self.sends() == 1
        return self.one()

    def one(self) -> Delivery:
        (found,) = told(self.bench)
        return found


@asynccontextmanager
async def opened(folder, **given: Any) -> AsyncIterator[Shop]:
    async with Receiver() as receiver:
        here = {"webhook_url": receiver.url, "outbound_allow": receiver.place}
        async with away(folder, **(here | given)) as bench:
            yield Shop(bench, receiver, bench.node.machine.outside.sending)


@pytest.fixture
async def shop(tmp_path):
    async with opened(tmp_path) as one:
        await one.bench.room()
        yield one
