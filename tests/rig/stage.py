"""Rooms full of people on one or more nodes: the four parties of each order, JSON and MessagePack mixed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.history import History
from tests.rig.holding import Account
from tests.rig.parley import Host, Parley
from tests.rig.roamer import Roamer
from tests.rig.verdict import Verdict
from tests.rig.wait import until

PARTIES = {"ann": "customer", "ken": "driver", "mia": "merchant", "amy": "agent"}
CODECS = ("json", "msgpack")


@dataclass
class Stage:
    """Everybody who talks in a test; `urls` are the sockets of the nodes, taken in turn."""

    host: Host
    history: History
    urls: list[str]
    seed: int = 0
    devices: list[Device] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    nodes: list[Parley] = field(default_factory=list)
    roam: bool = False  # everybody knows all the nodes

    async def build(self, rooms: int) -> None:
        """Create the rooms, and one device for each party of each."""
        for number in range(1, rooms + 1):
            people = {f"{name}{number}": role for name, role in PARTIES.items()}
            room = f"order-{number}"
            self.rooms.append(room)
            await self.host.room(room, people)
            for place, (user, role) in enumerate(people.items()):
                account = await self.host.account(user, role)
                turn = place + number
                device = self._device(account, place, CODECS[turn % 2])
                device.seed, device.reads = self.seed, turn % 3 != 0
                device.join(room)
                self.devices.append(device)

    def _device(self, account: Account, place: int, codec: str) -> Device:
        turn = place % len(self.urls)
        if not self.roam:
            return Device(account, self.urls[turn], self.history, codec=codec)
        urls = [*self.urls[turn:], *self.urls[:turn]]
        return Roamer(account, urls[0], self.history, codec=codec, urls=urls, follows=place % 2 == 0)

    def twin(self, device: Device, url: str) -> Device:
        """Give the same user another device, on another node."""
        twin = Device(device.account, url, self.history, label="twin", codec="msgpack")
        for room in device.views:
            twin.join(room)
        self.devices.append(twin)
        return twin

    @asynccontextmanager
    async def on(self) -> AsyncIterator[None]:
        """Connect everybody, wait until all have opened their rooms, and disconnect at the end."""
        async with AsyncExitStack() as stack:
            for device in self.devices:
                await stack.enter_async_context(device)
            await self.connected()
            yield

    async def connected(self, seconds: float = 15) -> None:
        """Wait until every device is connected and has every room open."""
        await until(lambda: not self._away(), seconds, lambda: f"away: {self._away()}")

    def _away(self) -> list[str]:
        return [
            device.name
            for device in self.devices
            if device.socket is None or not all(view.opened for view in device.views.values())
        ]

    @property
    def in_flight(self) -> int:
        """How many sends are on a live socket without an answer."""
        return sum(device.in_flight for device in self.devices)

    @property
    def acked(self) -> int:
        """How many acknowledgements came."""
        return sum(device.acked for device in self.devices)

    async def more_acks(self, count: int, seconds: float = 20) -> None:
        """Wait until so many more sends have been acknowledged."""
        goal = self.acked + count
        await until(lambda: self.acked >= goal, seconds, lambda: f"{self.acked} acks of {goal}")

    def heads(self) -> dict[str, int]:
        """Tell the newest entry of each room that anybody has been told of."""
        heads = dict.fromkeys(self.rooms, 0)
        for device in self.devices:
            for room, view in device.views.items():
                heads[room] = max(heads[room], view.seq)
        return heads

    async def converge(self, seconds: float, heads: dict[str, int] | None = None) -> None:
        """Wait until everybody holds all that anybody had been told of by now."""
        goal = heads or self.heads()
        waits = [device.holds(room, goal[room], seconds) for device in self.devices for room in device.views]
        await asyncio.gather(*waits)

    async def settle(self, seconds: float = 20) -> Verdict:
        """Let everything arrive, read the logs, and judge."""
        for device in self.devices:
            await device.emptied(seconds)
        await self.host.record(self.history, *self.rooms)
        lasts = {record["room"]: record["entries"][-1]["seq"] for record in self.history.of("store")}
        await self.converge(seconds, lasts)
        for device in self.devices:
            device.settled()
        return check(self.history)
