"""Benches whose people go away: what is followed and told is done when the test says so, and read from the store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from server.core.deliveries import Delivery
from server.storage import deliveries, subscriptions
from server.storage.away_tables import reminders
from tests.chat.bench import Bench, opened
from tests.chat.clock import pause

HOOK: Final = {
    "webhook_url": "http://hooks.test:1/h",
    "webhook_secret": "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "outbound_allow": "hooks.test:1",
}

ANSWER_MS: Final = 20_000
"""How often a device that is there says so."""


@asynccontextmanager
async def away(folder: Path, nodes: int = 1, **given: Any) -> AsyncIterator[Bench]:
    """Start a bench on which nothing is followed but by `turn`; every node has begun."""
    async with opened(folder, nodes, **(HOOK | given)) as bench:
        for node in bench.nodes:
            await node.machine.outside.close()
        await turn(bench)
        yield bench


async def turn(bench: Bench, at: int = 0) -> bool:
    """Let one node do a round; time passes while it waits for the others."""
    task = asyncio.ensure_future(bench.nodes[at].machine.outside.away.once())
    while not task.done():
        await pause()
        if len(bench.nodes) > 1:
            bench.clock.passed(10)
    return task.result()


async def after(bench: Bench, seconds: float, at: int = 0) -> list[Delivery]:
    """Follow what was said, let that many seconds pass, and tell who is due by then."""
    await turn(bench, at)
    devices = [
        device for node in bench.nodes for device in node.devices if device.connection.id in node.hub.connections
    ]
    left = round(seconds * 1000)
    while left > 0:
        step = min(left, ANSWER_MS) if devices else left
        for device in devices:
            device.raw(b'{"t": "pong"}')
        await bench.quiet()
        bench.clock.passed(step)
        left -= step
    await turn(bench, at)
    return told(bench)


def told(bench: Bench, way: str = "webhook") -> list[Delivery]:
    """Return what was put down to be delivered, in the order in which it was."""
    found = bench.node.parts.database.call(deliveries.latest, way)
    return sorted(found, key=lambda one: (one.made_at, one.user or ""))


def who(found: list[Delivery]) -> list[tuple[str | None, int | None]]:
    """Return who was told, of which message."""
    return [(one.user, one.seq) for one in found]


def kept(bench: Bench) -> int:
    """Count the reminders that are kept, told or not."""
    return len(bench.node.parts.database.call(lambda c: c.execute(reminders.select()).all()))


def browsers(bench: Bench, *users: str) -> list[str]:
    """Return whose browsers are kept, of these users."""
    return sorted(one.user for one in bench.node.parts.database.call(subscriptions.of_users, users))
