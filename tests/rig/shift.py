"""A shift at the desk: customers who ask again once they were answered, agents who answer, two nodes between them."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from tests.rig.agents import Agent, AgentDevice
from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.history import History
from tests.rig.parley import Host, Parley
from tests.rig.verdict import Verdict
from tests.rig.wait import until
from tests.rig.wire import Message

CUSTOMERS: Final = 8
AGENTS: Final = ("amy", "bob", "mai")
ANSWERED_SECONDS: Final = 60
SAME_SECONDS: Final = 40
"""All rooms are compared with the store every 30 s, should everything else have failed."""
ANEW_SECONDS: Final = 4
TOLD_ONLY: Final = frozenset({"typing", "back", "watchers", "people"})
"""What of a row nobody stores: it is told to whoever is there."""


@dataclass
class Onlooker(Device):
    """A second device of a customer's, with no room open: `rows` is what its list of rooms shows."""

    rows: dict[str, Message] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)

    def _on_welcome(self, message: Message) -> None:
        super()._on_welcome(message)
        self.rows = {row["room"]: row for row in message["rooms"]}

    def take(self, message: Message) -> None:
        """Keep the summaries, and what of them was read on the other device: either may come first."""
        if message["t"] == "room":
            self.rows[message["room"]] = {key: value for key, value in message.items() if key != "t"}
        elif message["t"] == "receipts":
            mine = [cursor["read"] for cursor in message["cursors"] if cursor["user"] == self.account.user]
            self.read[message["room"]] = max([self.read.get(message["room"], 0), *mine])
        elif "room" not in message:
            super().take(message)
        for room, row in self.rows.items():
            if row["last_seq"] <= self.read.get(room, 0):
                row["unread"] = 0


class Shift:
    """Everybody of it; each customer has a support room of their own."""

    def __init__(self, nodes: list[Parley], history: History, seed: int) -> None:
        self.nodes = nodes
        self.host = Host(nodes[0])
        self.history = history
        self.seed = seed
        self.customers: dict[str, Device] = {}
        self.onlookers: list[Onlooker] = []
        self.agents: list[Agent] = []
        self.asked: dict[str, int] = {}

    async def opens(self, stack: AsyncExitStack) -> None:
        """Let everybody come."""
        for number in range(CUSTOMERS):
            user, room = f"customer{number}", f"case-{number}"
            await self.host.room(room, {user: "customer"}, kind="support")
            account = await self.host.account(user, "customer")
            device = Device(account, self.nodes[number % 2].ws, self.history, seed=self.seed)
            device.join(room)
            self.customers[room] = await stack.enter_async_context(device)
            other = Onlooker(account, self.nodes[1 - number % 2].ws, self.history, label="list", seed=self.seed)
            self.onlookers.append(await stack.enter_async_context(other))
        for number, user in enumerate(AGENTS):
            account = await self.host.account(user, "agent")
            device = AgentDevice(account, self.nodes[number % 2].ws, self.history, seed=self.seed)
            agent = Agent(await stack.enter_async_context(device), [node.http for node in self.nodes])
            await agent.says("online")
            self.agents.append(agent)
            task = asyncio.create_task(agent.works())
            stack.callback(task.cancel)

    def asks(self, turn: int) -> None:
        """Everybody asks something."""
        for room, device in self.customers.items():
            device.send(room, f"{room}-question-{turn:02}", f"question {turn}")
        self.asked = {room: self.answers(room) for room in self.customers}

    def answers(self, room: str) -> int:
        """Count what staff have said there, as the customer has it."""
        entries = self.customers[room].views[room].entries
        return sum(entry["kind"] == "message" and entry["by"] in AGENTS for entry in entries)

    def unanswered(self) -> list[str]:
        """Say which rooms have no answer yet to what was asked last."""
        return [room for room in self.customers if self.answers(room) <= self.asked[room]]

    async def all_answered(self) -> None:
        """Wait until nobody waits."""
        await until(
            lambda: not self.unanswered(),
            ANSWERED_SECONDS,
            lambda: f"{self.unanswered()}; {[(agent.user, agent.refused[-3:]) for agent in self.agents]}",
        )

    async def lanes(self) -> dict[str, list[Message]]:
        """Read the staff lane of every room."""
        lanes = {promise.room: promise.lane for agent in self.agents for promise in agent.promises}
        assert lanes.keys() == self.customers.keys(), "somebody took none of their rooms by an offer"
        return {room: await self.host.log(lane) for room, lane in lanes.items()}

    async def lists(self) -> dict[str, int]:
        """Insist that every inbox, and every list of rooms, followed all day, is what one is that is asked for now.

        What the bus lost about a read on the first device, the second hears with the room's next notice: each has one.
        """
        for room in self.customers:
            await self.host.call("PATCH", f"/v1/rooms/{room}", {"subject": f"{room}, done"})
        for old in (*(agent.device for agent in self.agents), *self.onlookers):
            await self._same(old)
        rows = [len(device.rows) for device in (self.agents[0].device, *self.onlookers)]
        return {"inbox": rows[0], "lists": sum(rows[1:])}

    async def _same(self, old: Device) -> None:
        """Ask on the other node, and again: what was read a moment ago is not in the store yet."""
        where = next(node.ws for node in self.nodes if node.ws != old.url)
        end = asyncio.get_running_loop().time() + SAME_SECONDS
        while True:
            async with type(old)(old.account, where, self.history, label="anew") as new:
                try:
                    await until(
                        lambda new=new: bool(new.rows) and stored(old.rows) == stored(new.rows),
                        ANEW_SECONDS,
                        lambda new=new: f"{old.name} holds otherwise: {differing(old.rows, new.rows)}",
                    )
                except AssertionError:
                    if asyncio.get_running_loop().time() > end:
                        raise
                else:
                    return

    async def settle(self) -> Verdict:
        """Let every customer have everything, and judge what they received."""
        for device in self.customers.values():
            await device.emptied()
        await self.host.record(self.history, *self.customers)
        ends = {record["room"]: record["entries"][-1]["seq"] for record in self.history.of("store")}
        for room, device in self.customers.items():
            await device.holds(room, ends[room], 30)
            device.settled()
        return check(self.history)


def stored(rows: dict[str, Message]) -> dict[str, Message]:
    """Give what of these rows rests on the store."""
    return {room: {key: row[key] for key in row.keys() - TOLD_ONLY} for room, row in rows.items()}


def differing(some: dict[str, Message], others: dict[str, Message]) -> list[tuple[str, str]]:
    """Say in which rooms, and fields of theirs, these are not the same."""
    one, two = stored(some), stored(others)
    lost = [(room, "") for room in sorted(one.keys() ^ two.keys())]
    both = [(room, key) for room in one.keys() & two.keys() for key in one[room].keys() | two[room].keys()]
    return lost + [(room, key) for room, key in both if one[room].get(key) != two[room].get(key)]
