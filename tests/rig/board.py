"""A shop with many orders: its tills, on tablets, and the customer who writes to it."""

import itertools
from contextlib import AsyncExitStack
from typing import Any, Final

from playwright.async_api import Browser, Locator, expect

from tests.rig.holding import Account
from tests.rig.parley import Host
from tests.rig.seat import Seat, seat

SOON_MS: Final = 30_000
_NUMBERS: Final = itertools.count(1)


class Shop:
    """A shop with many orders, its tills, and a customer."""

    def __init__(self, host: Host, browser: Browser, stack: AsyncExitStack, script: str) -> None:
        self.host = host
        self._browser = browser
        self._stack = stack
        self._script = script
        self._run = next(_NUMBERS)
        self.seats: list[Seat] = []

    @property
    def me(self) -> str:
        """The shop."""
        return f"shop-{self._run}"

    @property
    def ann(self) -> str:
        """Who has ordered."""
        return f"ann-{self._run}"

    def room(self, number: int) -> str:
        """The room of an order."""
        return f"till-{self._run}-{number:02}"

    async def order(self, number: int, event: str) -> None:
        """Let something happen to an order; the first makes its room."""
        people = [
            {"user": self.ann, "role": "customer", "name": "Ann"},
            {"user": self.me, "role": "merchant", "name": "Sakura Diner"},
        ]
        asked = {"event": event, "subject": f"Order {number:02}", "participants": people}
        await self.host.call("POST", f"/v1/rooms/{self.room(number)}/order", asked)

    async def ann_says(self, number: int, body: dict[str, Any]) -> int:
        """Write as the customer; give the seq."""
        told = await self.host.call("POST", f"/v1/rooms/{self.room(number)}/messages", {"by": self.ann, "body": body})
        seq: int = told["seq"]
        return seq

    async def till(self) -> Seat:
        """Open the board on a tablet, by the link of a person."""
        link = await self.host.call("POST", f"/v1/users/{self.me}/invites", {"devices": 5})
        held = await self._sits("tablet")
        await held.page.goto(f"{self.host.node.http}{link['url']}")
        await held.page.get_by_role("button", name="Open as").tap()
        await expect(held.page.get_by_role("heading", name="Orders", exact=True)).to_be_visible(timeout=SOON_MS)
        return held

    async def customer(self, number: int) -> Seat:
        """Open one order on Ann's phone, in Japanese."""
        account: Account = await self.host.account(self.ann, "customer")
        held = await self._sits("phone")
        await held.page.goto(f"{self.host.node.http}/r/#t={account.token}&room={self.room(number)}&lang=ja")
        await expect(held.page.get_by_role("log")).to_be_visible(timeout=SOON_MS)
        return held

    async def _sits(self, size: str) -> Seat:
        held = await self._stack.enter_async_context(seat(self._browser, self.me, size))
        await held.page.add_init_script(self._script)
        self.seats.append(held)
        return held

    async def cursor(self, number: int) -> tuple[int, int]:
        """Read how far the shop has, and has read, an order."""
        told = await self.host.call("GET", f"/v1/rooms/{self.room(number)}/receipts")
        mine = next(one for one in told["cursors"] if one["user"] == self.me)
        return mine["delivered"], mine["read"]


def card(till: Seat, number: int) -> Locator:
    """One order on the board."""
    return till.page.get_by_role("article", name=f"Order {number:02}")
