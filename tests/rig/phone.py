"""Phones of drivers: links that open rooms, in a browser of their own; what the device keeps, and its worker."""

import itertools
from contextlib import AsyncExitStack
from typing import Any, Final

from playwright.async_api import Browser, Locator, expect

from tests.rig.parley import Host
from tests.rig.seat import Seat, seat
from tests.rig.wait import until_true

SOON_MS: Final = 15_000
_NUMBERS: Final = itertools.count(1)
_WORKER: Final = "async (which) => (await navigator.serviceWorker?.getRegistration())?.[which]?.state ?? null"
_CACHES: Final = "async () => (await caches.keys()).filter((one) => one.startsWith('parley.room.'))"


class Phone(Seat):
    """A person with a phone, and the links that they were sent."""

    @property
    def door(self) -> Locator:
        """The large key of an invitation."""
        return self.page.get_by_role("button", name="Open as")

    async def follow(self, link: str) -> None:
        """Open a link, as a messenger does: nothing is touched yet."""
        await self.page.goto(link)

    async def come_in(self, link: str) -> None:
        """Open a link and touch the key."""
        await self.follow(link)
        await self.door.tap()
        await self.is_in()

    async def is_in(self) -> None:
        """Wait until a room stands there."""
        await expect(self.page.get_by_role("log")).to_be_visible(timeout=SOON_MS)

    async def reads(self, title: str) -> None:
        """Wait until the whole page says this."""
        await expect(self.page.get_by_role("heading", name=title)).to_be_visible(timeout=SOON_MS)

    async def tab(self) -> "Phone":
        """Open one more page in the same browser, as an icon on the home screen does."""
        return Phone(self.user, await self.page.context.new_page(), self.touch, self.errors)

    async def shell_is_kept(self, which: str = "active") -> None:
        """Wait until the page's worker is at work, or a newer one waits (`waiting`) until no page needs the old."""

        async def is_there() -> bool:
            return await self.page.evaluate(_WORKER, which) in {"activated", "installed"}

        await until_true(is_there, SOON_MS / 1000, f"a worker is {which}")

    async def shells(self) -> list[str]:
        """Name the builds that this browser keeps."""
        kept: Any = await self.page.evaluate(_CACHES)
        return list(kept)

    def order(self, subject: str) -> Locator:
        """An order in the strip."""
        return self.page.get_by_role("navigation", name="Your orders").get_by_role("button", name=subject)


class Drivers:
    """Orders at one server, their drivers, and the phones that these open links with."""

    def __init__(self, host: Host, browser: Browser, stack: AsyncExitStack) -> None:
        self.host = host
        self.phones: list[Phone] = []
        self._browser = browser
        self._stack = stack
        self._run = next(_NUMBERS)

    @property
    def ken(self) -> str:
        """The driver of this test alone."""
        return f"ken-{self._run}"

    async def order(self, name: str, stop: int | None = None) -> str:
        """Place an order of Ann's, driven by Ken; give its room."""
        room = f"order-{self._run}-{name}"
        facts: list[dict[str, Any]] = [
            {"key": "address", "label": "Drop-off", "kind": "address", "value": f"{name} way 7", "roles": ["driver"]},
            {"key": "phone", "label": "Ann", "kind": "phone", "value": "+81 90 1234 5678", "roles": ["driver"]},
        ]
        if stop is not None:
            facts.append({"key": "stop", "label": "Stop", "value": str(stop), "roles": ["driver"]})
        named = [
            {"user": f"ann-{self._run}", "role": "customer", "name": "Ann"},
            {"user": self.ken, "role": "driver", "name": "Ken"},
        ]
        asked = {"id": room, "kind": "order", "subject": f"Order {name}", "participants": named, "facts": facts}
        await self.host.call("POST", "/v1/rooms", asked)
        return room

    async def ann_says(self, room: str, text: str) -> None:
        """Write as the customer."""
        body = {"type": "text", "text": text}
        await self.host.call("POST", f"/v1/rooms/{room}/messages", {"by": f"ann-{self._run}", "body": body})

    async def link(self, room: str | None = None, user: str | None = None, **wish: Any) -> dict[str, Any]:
        """Invite a driver into one room, or into all of theirs; give the invitation with its link."""
        who = user or self.ken
        if room is None:
            told = await self.host.call("POST", f"/v1/users/{who}/invites", wish)
        else:
            told = await self.host.call("POST", f"/v1/rooms/{room}/invites", {"user": who, **wish})
        return {**told, "url": f"{self.host.node.http}{told['url']}"}

    async def devices(self, invitation: dict[str, Any]) -> int:
        """Count who came in by an invitation."""
        told = await self.host.call("GET", f"/v1/invites/{invitation['id']}/devices")
        return len(told["devices"])

    async def phone(self, user: str = "ken") -> Phone:
        """Take a phone whose browser knows nothing yet."""
        held = await self._stack.enter_async_context(seat(self._browser, user, "phone"))
        phone = Phone(held.user, held.page, held.touch, held.errors)
        self.phones.append(phone)
        return phone

    async def said(self, room: str) -> list[str]:
        """Read what was written in a room, oldest first."""
        bodies = [entry["body"] for entry in await self.host.log(room) if entry["kind"] == "message"]
        return [body.get("text") or body.get("phrase") or body["type"] for body in bodies]

    def all_well(self) -> None:
        """Nothing was thrown on any page."""
        assert [error for phone in self.phones for error in phone.errors] == []
