"""People who are away while others write to them: what they are owed is told by the webhook and in their browser."""

import asyncio
from itertools import count
from typing import Final

from tests.rig.followers import Told
from tests.rig.parley import Host, Parley, insists
from tests.rig.pushed import Subscriber
from tests.rig.receiver import Receiver

DRIVERS: Final = 4
ROOMS: Final = 12
"""Orders of each turn; of each its driver is owed one message."""
SECRET: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TEXT: Final = {"type": "text", "text": "Where are you?"}


def settings(receiver: Receiver) -> dict[str, str]:
    """Give what a node must be told to call this receiver of drivers who do not read."""
    return {
        "PARLEY_WEBHOOK_URL": receiver.url, "PARLEY_WEBHOOK_SECRET": SECRET, "PARLEY_OUTBOUND_ALLOW": receiver.place,
        "PARLEY_UNREAD_DRIVER_S": "1", "PARLEY_UNREAD_CUSTOMER_S": "off",
    }  # fmt: skip


class Absent:
    """Drivers who never look, each with a browser that asked to be told."""

    def __init__(self, nodes: list[Parley], receiver: Receiver) -> None:
        self.nodes = nodes
        self.host = Host(nodes[0])
        self.receiver = receiver
        self.browsers = {user: Subscriber(receiver.place, user) for user in (f"driver{n}" for n in range(DRIVERS))}
        self.owed: dict[tuple[str, str], int] = {}
        self._numbers = count()

    async def opens(self) -> None:
        """Let every browser ask to be told."""
        for user, browser in self.browsers.items():
            account = await self.host.account(user, "driver")
            bearer = {"Authorization": f"Bearer {account.token}"}
            answer = await self.host.ask("POST", "/v1/push/subscriptions", browser.subscription(lang="en"), **bearer)
            assert answer.is_success, answer.text

    async def orders(self) -> list[tuple[str, str]]:
        """Make a turn's orders, each with its driver."""
        drivers, numbers = [*self.browsers], [next(self._numbers) for _ in range(ROOMS)]
        made = [(f"order-{number}", drivers[number % DRIVERS]) for number in numbers]
        for room, driver in made:
            await self.host.room(room, {"ann": "customer", driver: "driver"})
        return made

    async def says(self, orders: list[tuple[str, str]]) -> None:
        """Write once to each driver, whatever goes wrong meanwhile."""
        await asyncio.gather(*(self._say(room, driver, turn) for turn, (room, driver) in enumerate(orders)))

    async def _say(self, room: str, driver: str, turn: int) -> None:
        urls = [node.http for node in self.nodes]
        said = {"body": TEXT, "by": "ann"}
        first = turn % len(urls)
        answer = await insists(
            [*urls[first:], *urls[:first]], "POST", f"/v1/rooms/{room}/messages", said, f"say-{room}"
        )
        assert answer.is_success, answer.text
        self.owed[room, driver] = answer.json()["seq"]

    def told(self) -> list[Told]:
        """Give all that came, by the webhook and to each browser."""
        hooks = [one for one in self.receiver.got if one.path == "/hook"]
        told = [(one.headers["webhook-id"], one.json["data"]) for one in hooks]
        came = [Told("webhook", data["room"], data["user"], data["seq"], name) for name, data in told]
        for user, browser in self.browsers.items():
            came += [Told("push", one["room"], user, one["seq"]) for one in browser.opened(self.receiver.got)]
        return came
