"""Two people at one order: Ann in the website's widget on a wide screen, Ken on his phone, with a finger."""

import itertools
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, expect

from tests.rig.holding import Account
from tests.rig.parley import Host

WIDE: Final = {"viewport": {"width": 1100, "height": 800}}
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PARTIES: Final = {"ann": "customer", "ken": "driver"}


@dataclass
class Person:
    """Somebody's page: what stands in it and what is done there."""

    user: str
    page: Page
    errors: list[str] = field(default_factory=list)

    @property
    def box(self) -> Locator:
        """Where one writes."""
        return self.page.locator(".dock textarea")

    @property
    def surface(self) -> Locator:
        """The menu, the list or the sheet that is open."""
        return self.page.locator(".surface")

    def message(self, text: str) -> Locator:
        """The bubble with these words, and what belongs to it."""
        return self.page.locator(".msg").filter(has=self.page.get_by_text(text, exact=True))

    async def sees(self, text: str) -> None:
        """Wait until these words stand there."""
        await expect(self.message(text)).to_have_count(1)

    async def say(self, text: str) -> None:
        """Write and send."""
        await self.box.fill(text)
        await self.box.press("Enter")
        await self.sees(text)

    async def network_is_back(self) -> None:
        """Let the browser tell the page, which then does not wait for its turn to try again."""
        await self.page.evaluate("dispatchEvent(new Event('online'))")

    async def menu(self, text: str) -> Locator:
        """Open the menu of the message with these words by its button."""
        await self.message(text).hover()
        await self.message(text).get_by_role("button", name="Actions for this message").click()
        return self.page.get_by_role("menu")

    async def act(self, text: str, act: str) -> None:
        """Choose from the menu of the message with these words."""
        await (await self.menu(text)).get_by_role("menuitem", name=act).click()

    async def press_long(self, on: Locator) -> None:
        """Hold a finger on something."""
        box = await on.bounding_box()
        assert box is not None
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        devtools = await self.page.context.new_cdp_session(self.page)
        await devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
        await expect(self.surface).to_be_visible()
        await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await devtools.detach()


@dataclass
class Pairs:
    """Seats Ann and Ken at orders of one server, each order a new one."""

    host: Host
    browser: Browser
    stack: AsyncExitStack
    numbers: Iterator[int] = field(default_factory=itertools.count)
    people: list[Person] = field(default_factory=list)

    async def order(self, **more: Any) -> str:
        """Make an order for both; answer its id."""
        room = f"order-{next(self.numbers)}"
        people = [{"user": self.who(room, name), "role": role, "name": name.title()} for name, role in PARTIES.items()]
        asked = {"id": room, "kind": "order", "subject": f"Order {room}", "participants": people, **more}
        await self.host.call("POST", "/v1/rooms", asked)
        return room

    def who(self, room: str, name: str) -> str:
        """The id of somebody: every order has an Ann and a Ken of its own, to whom nothing else happened before."""
        return f"{name}-{room}" if name in PARTIES else name

    async def post(self, room: str, by: str, text: str, reply_to: int | None = None) -> int:
        """Say something for somebody, as the host."""
        said = {
            "body": {"type": "text", "text": text},
            "by": self.who(room, by),
            **({"reply_to": reply_to} if reply_to else {}),
        }
        return (await self.host.call("POST", f"/v1/rooms/{room}/messages", said))["seq"]

    async def ann(self, room: str) -> Person:
        """Ann opens the widget on the shop's page."""
        person = await self._page("ann", WIDE)
        account = await self._account(room, "ann", "customer")
        await person.page.goto(self.host.node.http)
        await person.page.set_content(f"""<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1>
            <script async src="{self.host.node.http}/widget.js" data-room="{room}" data-lang="en"
                data-token="{account.token}"></script>""")
        await person.page.get_by_role("button", name="Open the conversation").click()
        await expect(person.page.get_by_role("log")).to_be_visible()
        return person

    async def ken(self, room: str) -> Person:
        """Ken opens the link on his phone."""
        return await self.phone(room, "ken", "driver")

    async def phone(self, room: str, user: str, role: str) -> Person:
        """Somebody opens the room page on a phone."""
        person = await self._page(user, PHONE)
        account = await self._account(room, user, role)
        await person.page.goto(f"{self.host.node.http}/r/#t={account.token}&room={room}&view={role}&lang=en")
        await expect(person.page.get_by_role("log")).to_be_visible()
        return person

    async def both(self, room: str) -> tuple[Person, Person]:
        """Open both pages."""
        return await self.ann(room), await self.ken(room)

    def all_well(self) -> None:
        """No page has thrown anything."""
        thrown = {person.user: person.errors for person in self.people if person.errors}
        assert not thrown, thrown

    async def _account(self, room: str, name: str, role: str) -> Account:
        user = self.who(room, name)
        told = await self.host.call("POST", "/v1/tokens", {"user": user, "role": role, "name": name.title()})
        return Account(user, role, told["token"])

    async def _page(self, user: str, size: dict[str, Any]) -> Person:
        context = await self.browser.new_context(locale="en-GB", **size)
        self.stack.push_async_callback(context.close)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        person = Person(user, page)
        self.people.append(person)
        page.on("pageerror", lambda error: person.errors.append(str(error)))
        return person
