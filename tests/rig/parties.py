"""All parties of one order before their own pages, opened as they open them: a link, an invitation, a till, staff."""

import asyncio
import itertools
from contextlib import AsyncExitStack
from typing import Any, Final

from playwright.async_api import Browser, Locator, expect

from tests.rig.parley import Host
from tests.rig.proxy import Proxy
from tests.rig.seat import Seat, seat

SOON_MS: Final = 30_000
SEEN: Final = ":text('%s'):not(.sr-only)"
_NUMBERS: Final = itertools.count(1)


class Parties:
    """Ann in Japanese on her phone, Ken on his, the shop's two tills, and Bob, who is staff, at a desk."""

    ann: Seat
    ken: Seat
    till: Seat
    other_till: Seat
    bob: Seat

    def __init__(self, host: Host, browser: Browser, stack: AsyncExitStack) -> None:
        self.host = host
        self.run = next(_NUMBERS)
        self.room = f"life-{self.run}"
        self.subject = f"Order L{self.run}"
        self.path: Proxy  # of the other till
        self.told: list[str | bytes] = []  # what the other till was told, raw
        self._browser = browser
        self._stack = stack

    def user(self, name: str) -> str:
        """Give the id that somebody has in this run alone."""
        return f"{name}-life-{self.run}"

    async def happens(self, event: str, **more: Any) -> None:
        """Let something happen to the order."""
        await self.host.call("POST", f"/v1/rooms/{self.room}/order", {"event": event, **more})

    async def begin(self) -> None:
        """Place the order, and open every page."""
        named = [("ann", "customer", "Ann"), ("mia", "merchant", "Sakura Diner")]
        people = [{"user": self.user(user), "role": role, "name": name} for user, role, name in named]
        await self.happens("placed", subject=self.subject, participants=people)
        driver = {"user": self.user("ken"), "role": "driver", "name": "Ken"}
        await self.happens("assigned", participants=[driver])
        await self.host.call("PUT", f"/v1/users/{self.user('bob')}", {"role": "agent", "name": "Bob"})
        self.path = await self._stack.enter_async_context(Proxy(self.host.node.port))
        far = f"http://127.0.0.1:{self.path.port}"
        self.ann, self.ken, self.till, self.other_till, self.bob = await asyncio.gather(
            self._by_token("ann", "customer", "phone", "&lang=ja"),
            self._by_invitation("ken", "phone"),
            self._by_invitation("mia", "tablet"),
            self._by_invitation("mia", "tablet", far),
            self._by_token("bob", "agent", "desktop", "&view=agent&lang=en"),
        )

    async def _by_token(self, user: str, role: str, size: str, more: str) -> Seat:
        """Open the link that the host's own page holds."""
        account = await self.host.account(self.user(user), role)
        held = await self._sits(user, size)
        await held.page.goto(f"{self.host.node.http}/r/#t={account.token}&room={self.room}{more}")
        await expect(held.page.get_by_role("log")).to_be_visible(timeout=SOON_MS)
        return held

    async def _by_invitation(self, user: str, size: str, server: str = "") -> Seat:
        """Touch the key of an invitation; the driver comes into the order, the shop before all of its orders."""
        link = await self.host.call("POST", f"/v1/users/{self.user(user)}/invites", {})
        held = await self._sits(user, size)
        if server:
            held.page.on("websocket", lambda socket: socket.on("framereceived", self._hears))
        await held.page.goto(f"{server or self.host.node.http}{link['url']}")
        await held.page.get_by_role("button", name="Open as").tap()
        await expect(held.page.get_by_text(self.subject).first).to_be_visible(timeout=SOON_MS)
        return held

    def _hears(self, frame: str | bytes) -> None:
        self.told.append(frame)

    async def _sits(self, user: str, size: str) -> Seat:
        return await self._stack.enter_async_context(seat(self._browser, user, size))

    @property
    def everybody(self) -> tuple[Seat, ...]:
        """Every page."""
        return (self.ann, self.ken, self.till, self.other_till, self.bob)

    def card(self, till: Seat) -> Locator:
        """The order on the shop's board."""
        return till.page.get_by_role("article", name=self.subject)

    async def reads(self, *told: tuple[Seat, str]) -> None:
        """Wait until each of them reads these words, once; what is there for ears alone does not count."""
        await asyncio.gather(
            *(expect(who.page.locator(SEEN % text)).to_have_count(1, timeout=SOON_MS) for who, text in told)
        )
