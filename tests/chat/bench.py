"""A whole server in this process, on a clock of its own: one node, or several over one store and one exchange."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import select

from server.app import assemble
from server.chat.rooms import NewRoom
from server.core import ids
from server.core.changes import Actor, Person
from server.core.codec import Codec
from server.core.users import User
from server.live.beat import Beat
from server.live.memory_bus import Exchange, MemoryBus
from server.live.node import Parts
from server.machine import Machine
from server.settings import Settings
from server.storage.database import Database, DatabaseOptions, open_database
from server.storage.journal import Journal, JournalLimits
from server.storage.tables import rooms
from tests.chat.clock import Clock, pause, until
from tests.chat.device import Device
from tests.chat.gates import GatedDatabase

HOST: Final = Actor(None, host=True)
ORDER: Final = "order-1042"
SECRET: Final = "a-secret-for-tests-0123456789abcdef-0123456789abcdef"
STEP_MS: Final = 50


@dataclass
class TestNode:
    """One node: the machine that `app.assemble` builds, and the devices that are connected to it."""

    __test__ = False

    machine: Machine
    reads: GatedDatabase
    bus: MemoryBus
    devices: list[Device] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What a device found to be against the wire."""

    @property
    def parts(self) -> Parts:
        return self.machine.parts

    @property
    def hub(self) -> Any:
        return self.machine.hub

    def device(self, user: str, role: str = "customer", *, kind: Codec = "json") -> Device:
        device = Device(self, user, role, kind=kind)
        self.devices.append(device)
        return device

    @property
    def busy(self) -> bool:
        """Tell whether something is under way that needs no time to pass."""
        repair = self.hub.repair
        at_work = (self.reads.flying, self.machine.handle._tasks, self.hub.loading, repair._mending, repair._asides)
        return any(at_work) or any(device._draining for device in self.devices)


class Bench:
    """What tests do as the host, and with time."""

    def __init__(self, folder: Path, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.exchange = Exchange()
        self.nodes: list[TestNode] = []
        self._url = settings.database_url or f"sqlite:///{folder / 'parley.sqlite3'}"
        self._folder = folder
        self._turn = threading.Lock()

    async def start(self, nodes: int) -> None:
        for number in range(nodes):
            self.nodes.append(self._node(f"node-{number}", many=nodes > 1))
        for node in self.nodes:
            await node.machine.start()

    async def stop(self) -> None:
        for node in self.nodes:
            await node.machine.stop()

    def _node(self, name: str, *, many: bool) -> TestNode:
        options = DatabaseOptions(synchronous="NORMAL", unsafe=True)
        database = open_database(self._url, self._folder / name, options)
        reads = GatedDatabase(database)
        rules = JournalLimits(host_agents=True)
        journal = Journal(database, self.clock.wall, limits=rules)
        self._take_turns(journal)
        bus = MemoryBus(self.exchange, name)
        parts = Parts(name, cast("Database", reads), journal, bus, self.clock.monotonic, self.clock.wall)
        machine = assemble(self.settings, parts)
        beat = Beat(machine.hub, budget=self.settings.mailbox_budget, many_nodes=many)
        return TestNode(replace(machine, beat=beat), reads, bus)

    def _take_turns(self, journal: Journal) -> None:
        """SQLite's journal is the only writer of its file; here two of them take turns, a batch each."""
        commit = journal.writer.commit

        def one_at_a_time(*said: Any) -> Any:
            with self._turn:
                return commit(*said)

        journal.writer.commit = one_at_a_time

    # -- devices -----------------------------------------------------------------------------------

    @property
    def node(self) -> TestNode:
        return self.nodes[0]

    @property
    def hub(self) -> Any:
        return self.node.hub

    def device(self, user: str, role: str = "customer", *, at: int = 0, kind: Codec = "json") -> Device:
        return self.nodes[at].device(user, role, kind=kind)

    async def person(self, user: str, role: str = "customer", *rooms: str, at: int = 0, **fields: Any) -> Device:
        """Return a device that said hello and views these rooms (the order, unless named)."""
        return await self.device(user, role, at=at).entered(*(rooms or (ORDER,)), **fields)

    # -- time --------------------------------------------------------------------------------------

    async def quiet(self) -> None:
        """Wait until all that was asked for is done, as far as it can be without time passing."""
        calm = 0
        while calm < 2:
            for node in self.nodes:
                await node.parts.journal.write(lambda _: None)
            await until(lambda: not any(node.busy for node in self.nodes), "quiet")
            for _ in range(5):
                await asyncio.sleep(0)
            calm = 0 if any(node.busy for node in self.nodes) else calm + 1

    async def skip(self, ms: int, step: int = STEP_MS) -> None:
        """Let time pass, in steps, each until all is quiet."""
        await self.quiet()
        while ms > 0:
            self.clock.passed(min(step, ms))
            ms -= step
            await self.quiet()

    async def spin(self, turns: int = 20) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)

    # -- the host ----------------------------------------------------------------------------------

    async def room(self, room: str = ORDER, kind: str = "order", **more: Any) -> None:
        """Make a room: `people` is `{user: role}` or a tuple of persons."""
        people = more.pop("people", {"ann": "customer", "ken": "driver", "mia": "merchant"})
        if isinstance(people, dict):
            people = tuple(Person(user=user, role=role, name=user.title()) for user, role in people.items())
        new = NewRoom(id=room, kind=kind, subject="Order 1042", people=people, **more)
        await self.node.machine.house.rooms.create(HOST, new, ids.fresh("c"))

    async def add(self, user: str, role: str, room: str = ORDER, *, replaces: str | None = None, **more: Any) -> Any:
        person = Person(user=user, role=role, name=user.title(), history=more.pop("history", None))
        people = self.nodes[more.pop("at", 0)].machine.house.people
        return await people.put(more.pop("by", HOST), room, person, replaces, ids.fresh("c"))

    async def remove(self, user: str, room: str = ORDER, *, at: int = 0, by: Actor = HOST) -> Any:
        return await self.nodes[at].machine.house.people.remove(by, room, user, ids.fresh("c"))

    async def patch(self, room: str = ORDER, *, by: Actor = HOST, at: int = 0, **fields: Any) -> Any:
        return await self.nodes[at].machine.house.rooms.patch(by, room, fields, ids.fresh("c"))

    async def staff(self, user: str = "amy", role: str = "agent") -> Actor:
        """Store a member of staff."""
        return (await self.node.machine.house.directory.ensure(User(user, role, user.title()))).actor()

    def staff_lane(self, room: str = ORDER) -> str:
        return self.node.parts.database.call(_staff_lane, room)


def _staff_lane(connection: Any, room: str) -> str:
    return str(connection.scalar(select(rooms.c.id).where(rooms.c.parent == room, rooms.c.audience == "staff")))


@asynccontextmanager
async def opened(folder: Path, nodes: int = 1, **given: Any) -> AsyncIterator[Bench]:
    """Start a bench; at its end every device must have found the wire to be kept."""
    usual: dict[str, Any] = {"host_agents": True, "send_rate": "off", "lock_grace_s": 10}
    settings = Settings(secret=SECRET, api_key="key", data_dir=folder, **(usual | given))
    clock = Clock()
    bench = Bench(folder, clock, settings)
    try:
        await bench.start(nodes)
        yield bench
        await bench.spin()
    finally:
        await bench.stop()
        clock.restore()
        await pause()
    wrong = [line for node in bench.nodes for line in node.wrong]
    assert not wrong, "\n".join(wrong)
