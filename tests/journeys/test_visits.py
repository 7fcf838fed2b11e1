"""After thousands of connects and disconnects of every kind, a server is back where it was: nothing stays behind."""

import contextlib
import json
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.rig import census
from tests.rig.parley import Host, Parley
from tests.rig.visits import VISITS, Visitors
from tests.rig.wait import until, until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOMS = ["order-1", "order-2", "order-3"]
PEOPLE = {f"user-{number}": "member" for number in range(8)}
WARM = {3: 360, 40: 1000}  # visits before the first look, in the short form and in the long one
VISITED = {3: 1350, 40: 10_000}
ADMITTED = "64"  # twice as many as come at once: admission that forgets to count down soon turns people away
QUIET_SECONDS = 20.0
SETTLED_SECONDS = 4.0
ROUNDS = 3
"""A leak leaves more behind in every round; what is made when first needed (a compiled statement) does so once."""

# What may differ, in objects of one type. A leak leaves one or more for every visit of a kind: a ninth of the visits.
OURS = ("server.", "uvicorn.", "websockets.", "asyncio.", "_asyncio.", "uvloop.", "builtins.coroutine")
OURS_MOST = 8  # a health check's own connection and request may be under way
OTHERS_PART = 0.04  # of the visits: caches of the interpreter and its libraries fill and empty
FILES_MOST = 15  # connections to SQLite are opened as threads want them: five at the most, three files each
MEMORY_MOST = 4 << 20  # bytes: less than half a kilobyte for each of 10,000; allocators are not exact

TOLD = {
    "tasks": "_asyncio.Task",
    "timers": "uvloop.loop.TimerHandle",
    "connections": "server.live.connection.Connection",
    "transports": "uvloop.loop.TCPTransport",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What one process holds: objects by type, descriptors, those of them that are sockets, bytes."""

    objects: dict[str, int]
    descriptors: int
    sockets: int
    memory: int

    def told(self, before: "Look") -> str:
        """Before and after on one line."""
        pairs = {kind: (before.objects.get(name, 0), self.objects.get(name, 0)) for kind, name in TOLD.items()}
        pairs |= {"sockets": (before.sockets, self.sockets), "descriptors": (before.descriptors, self.descriptors)}
        shown = " ".join(f"{kind}={was}→{now}" for kind, (was, now) in pairs.items())
        return f"{shown} memory={(self.memory - before.memory) / 1024:+.0f} KiB"

    def grown(self, before: "Look", visits: int) -> dict[str, tuple[int, int]]:
        """Types of which there are more than before, and more than may be: how many were and are."""
        found = {}
        for kind, count in self.objects.items():
            most = OURS_MOST if kind.startswith(OURS) else int(visits * OTHERS_PART)
            if count - before.objects.get(kind, 0) > most:
                found[kind] = (before.objects.get(kind, 0), count)
        if self.sockets > before.sockets + 1:
            found["sockets"] = (before.sockets, self.sockets)
        if self.descriptors > before.descriptors + FILES_MOST:
            found["descriptors"] = (before.descriptors, self.descriptors)
        return found


class Watched(Parley):
    """A node that counts what lives in it when it is asked to."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.file = folder / "census.json"
        under = (sys.executable, census.__file__)
        super().__init__(folder, under=under, CENSUS_FILE=str(self.file), **settings)

    async def look(self) -> Look:
        self.file.unlink(missing_ok=True)
        self.signal(signal.SIGUSR1)
        await until(self.file.exists, QUIET_SECONDS, "the census is taken")
        return Look(json.loads(self.file.read_text()), self.descriptors, self.sockets, self.memory)

    async def gauges(self) -> dict[str, float]:
        async with httpx.AsyncClient() as client:
            text = (await client.get(f"{self.http}/metrics")).text
        return {each.name: each.samples[0].value for each in text_string_to_metric_families(text)}

    async def is_quiet(self) -> None:
        """Wait until every socket is gone, as the node itself counts."""

        async def nobody() -> bool:
            told = await self.gauges()
            return not any(told[f"parley_{name}"] for name in ("connections", "admitted", "views_open", "sessions"))

        await until_true(nobody, QUIET_SECONDS, "nobody is connected")


@pytest.mark.parametrize("driver", ["direct", pytest.param("portable", marks=pytest.mark.torture)])
async def test_nothing_stays_behind(driver, children, tmp_path, length):
    node = Watched(tmp_path, PARLEY_DRIVER=driver, PARLEY_CONNECTIONS=ADMITTED)
    children.append(node)
    await node.up()
    host = Host(node)
    for room in ROOMS:
        await host.room(room, PEOPLE)
    accounts = [await host.account(user, role) for user, role in PEOPLE.items()]
    visitors = Visitors(node.port, accounts, ROOMS)
    warm, visits = WARM[length.faults], VISITED[length.faults]
    await visitors.pay(warm)
    await node.is_quiet()
    after = await node.look()
    for _ in range(ROUNDS):
        before = after
        await visitors.pay(visits)
        await node.is_quiet()
        after, grown = await settled(node, before, visits)
        if not grown:
            break
    told = await node.gauges()
    print(f"{driver}: visits={visitors.paid.total()} of {len(visitors.paid)} kinds, {after.told(before)}")
    assert not grown, f"more than before, {ROUNDS} times: {grown}"
    assert visitors.paid.total() >= warm + visits
    assert len(visitors.paid) == len(VISITS)
    assert min(visitors.paid.values()) > visits // len(VISITS) - 1
    assert after.memory - before.memory < MEMORY_MOST
    assert told["parley_tasks"] <= 12
    assert before.objects["_asyncio.Task"] > 0
    assert "Traceback" not in node.tail()
    assert (await node.readiness())["status"] == "ok"


async def settled(node: Watched, before: Look, visits: int) -> tuple[Look, dict[str, tuple[int, int]]]:
    """Look until there is no more than before, or for so long; give the last look, and what is more."""
    looks: list[Look] = []

    async def is_back() -> bool:
        looks.append(await node.look())
        return not looks[-1].grown(before, visits)

    with contextlib.suppress(AssertionError):
        await until_true(is_back, SETTLED_SECONDS, "there is no more than before")
    return looks[-1], looks[-1].grown(before, visits)


def test_what_stays_behind_is_named():
    """One for every visit of a kind is a leak; what an interpreter keeps for itself is not."""
    before = Look({"builtins.dict": 1000, "_asyncio.Task": 5}, 20, 1, 0)
    leak = 900 // len(VISITS)
    after = Look({"builtins.dict": 1000 + leak, "_asyncio.Task": 5, "server.live.connection.Connection": 9}, 50, 3, 0)
    assert after.grown(before, 900) == {
        "builtins.dict": (1000, 1000 + leak),
        "server.live.connection.Connection": (0, 9),
        "sockets": (1, 3),
        "descriptors": (20, 50),
    }
    assert Look({"builtins.dict": 1030, "_asyncio.Task": 12}, 34, 2, 0).grown(before, 900) == {}
