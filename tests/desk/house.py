"""What tests of the desk do: agents come to work, customers wait, rounds of the dispatch pass."""

from typing import Any, Self

from server.core import ids, tending
from server.core.changes import Actor
from server.core.tending import Tending
from server.desk.assignments import Assignments
from server.desk.dispatch import Dispatch
from server.storage import desk, entries
from tests.chat.bench import Bench
from tests.chat.device import Device


class House:
    """A bench with a desk on each of its nodes."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.dispatches = [Dispatch(node.hub) for node in bench.nodes]
        self.assignments = Assignments(bench.hub)
        self.boss = Actor("sue", "Sue", "supervisor", staff=True)

    async def alone(self) -> Self:
        """Let rounds pass only when a test says so."""
        for node in self.bench.nodes:
            await node.machine.dispatch.close()
        return self

    @property
    def now(self) -> int:
        return self.bench.clock.wall()

    async def comes(self, user: str, *has: str, capacity: int = 2, at: int = 0) -> Device:
        """An agent comes to work, with a connection."""
        actor = await self.bench.staff(user)
        device = self.bench.device(user, "agent", at=at)
        await device.hello()
        await self.assignments.equip(self.boss, user, capacity, has)
        await self.assignments.say(actor, "online")
        return device

    async def says(self, user: str, state: str) -> None:
        await self.assignments.say(await self.bench.staff(user), state)

    async def waits(self, *rooms: str, kind: str = "support") -> None:
        """Somebody writes in a support room of their own, one after the other."""
        for room in rooms:
            await self.bench.room(room, kind, people={f"c-{room}": "customer"})
            await self.writes(room)

    async def writes(self, room: str, user: str | None = None, role: str = "customer") -> None:
        who = user or f"c-{room}"
        device = await self.bench.device(who, role).entered(room)
        assert (await device.sent(room, "hello"))["t"] == "ack"
        device.gone()
        self.bench.clock.passed(1)

    async def does(self, user: str, room: str, act: tending.Acts) -> Any:
        return await self.assignments.do(await self.bench.staff(user), room, act, ids.fresh("c"))

    async def rounds(self, times: int = 2) -> None:
        """Let every node do a few rounds; what one of them changes the next one reads."""
        for _ in range(times):
            await self.bench.quiet()
            for dispatch in self.dispatches:
                await dispatch.once()

    async def passes(self, ms: int) -> None:
        """Let time pass, for the rules of the desk alone."""
        self.bench.clock.passed(ms)
        await self.rounds()

    async def stands(self, room: str) -> Tending:
        read = self.bench.node.parts.database.read
        return (await read(desk.tendings, [room])).get(room, Tending())

    async def having(self, *rooms: str) -> list[tuple[str | None, str | None]]:
        return [((held := await self.stands(room)).agent, held.state) for room in rooms]

    async def acts(self, room: str) -> list[str]:
        """Return what was done with a room, as its staff lane tells it."""
        log = await self.bench.node.parts.database.read(entries.page, self.bench.staff_lane(room), limit=500)
        return [entry.body["act"] for entry in log if entry.kind == "desk"]
