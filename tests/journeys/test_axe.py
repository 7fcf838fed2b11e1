"""What assistive technology is handed: no rule of axe is broken on the room page or in the open widget."""

from dataclasses import dataclass
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.house.sources import ROOT
from tests.rig.holding import Account
from tests.rig.parley import Host, Parley
from tests.rig.stage import PARTIES

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

AXE: Final = ROOT / "widget/node_modules/axe-core/axe.min.js"
ROOM: Final = "order-1042"
SCHEMES: Final = ("light", "dark")
NARROW: Final = {"width": 390, "height": 844}
WIDE: Final = {"width": 1200, "height": 800}
FACTS: Final = [
    {"key": "eta", "label": "ETA", "kind": "time", "value": "19:40", "roles": ["customer", "driver", "merchant"]},
    {"key": "tel", "label": "Customer", "kind": "phone", "value": "+81 3 1234 5678", "roles": ["driver"]},
    {"key": "door", "label": "Address", "kind": "address", "value": "2-11-3 Meguro", "roles": ["driver"]},
]
CHECK: Final = """
    async () => {
        const found = await axe.run(document, {resultTypes: ["violations"]});
        const told = found.violations.flatMap(({id, help, nodes}) =>
            nodes.map(({html, any, all}) => [id, help, html.slice(0, 200), ...[...any, ...all].map((a) => a.message)]));
        return {rules: found.passes.length, told};
    }
"""


@dataclass
class Visit:
    """Opens pages in a light or a dark browser."""

    browser: Browser
    host: Host
    accounts: dict[str, Account]

    async def page(self, scheme: str, viewport: dict[str, int] = NARROW) -> Page:
        """Open an empty page in a context of its own."""
        context = await self.browser.new_context(
            locale="en-GB", viewport=viewport, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
        )
        return await context.new_page()

    async def room(self, user: str, scheme: str, viewport: dict[str, int] = NARROW, **more: str) -> Page:
        """Open the room page as somebody."""
        page = await self.page(scheme, viewport)
        link = {"t": self.accounts[user].token, "room": ROOM, "view": self.accounts[user].role, "theme": scheme, **more}
        fragment = "&".join(f"{name}={value}" for name, value in link.items())
        await page.goto(f"{self.host.node.http}/r/#{fragment}")
        return page


@pytest.fixture
async def visit(parley: Any, browser: Browser) -> Visit:
    """A room in which everything that can stand in a room does."""
    node: Parley = parley()
    await node.up()
    host = Host(node)
    await host.room(ROOM, PARTIES, facts=FACTS, metadata={"crm": "77"})
    accounts = {user: await host.account(user, role) for user, role in PARTIES.items()}
    await host.call("PUT", "/v1/users/bob", {"role": "agent", "name": "Bob"})
    accounts["bob"] = await host.account("bob", "agent")
    for user in PARTIES:
        body = {"type": "text", "text": f"{user} was here"}
        await host.call("POST", f"/v1/rooms/{ROOM}/messages", {"by": user, "body": body})
    await host.call("POST", f"/v1/rooms/{ROOM}/activity", {"type": "picked_up"})
    return Visit(browser, host, accounts)


async def no_violation(page: Page, at_least: int = 10) -> None:
    """Ask axe; a page on which it found next to nothing to judge does not count."""
    await page.add_script_tag(path=AXE)
    found = await page.evaluate(CHECK)
    await page.context.close()
    assert found["told"] == []
    assert found["rules"] >= at_least


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("user", [*PARTIES, "bob"])
async def test_every_view_of_a_room(visit: Visit, user: str, viewport: dict[str, int], scheme: str):
    page = await visit.room(user, scheme, viewport)
    await expect(page.get_by_text("ann was here")).to_be_visible(timeout=15_000)
    if user == "ann":
        await page.get_by_role("button", name="Actions for this message").last.click()
        await page.get_by_role("button", name="React with 🙏").click()
        await page.get_by_role("button", name="🙏 from 1 person").wait_for()
        await page.get_by_role("button", name="Who has seen this").click()
    if user == "ken":
        await page.get_by_role("button", name="Actions for this message").last.click()
    await no_violation(page)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_asking_for_help_and_waiting_for_it(visit: Visit, scheme: str):
    page = await visit.room("ken", scheme)
    await page.get_by_role("button", name="Get help").click()
    await page.get_by_role("radio", name="Nobody answers").check()
    await no_violation(page)
    page = await visit.room("ken", scheme)
    await page.get_by_role("button", name="Get help").click()
    await page.get_by_role("button", name="Ask for help").click()
    await page.get_by_text("Support has been asked").wait_for()
    await no_violation(page)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_pages_that_say_why_there_is_no_room(visit: Visit, scheme: str):
    page = await visit.room("ann", scheme, room="order-nope")
    await page.get_by_role("heading", name="This room cannot be found").wait_for()
    await no_violation(page)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_a_locked_room(visit: Visit, scheme: str):
    await visit.host.call("PATCH", f"/v1/rooms/{ROOM}", {"locked": True})
    page = await visit.room("ann", scheme)
    await page.get_by_text("This room is locked.").wait_for()
    await no_violation(page)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_open_widget(visit: Visit, scheme: str):
    page = await visit.page(scheme, WIDE)
    shop = f"""<!doctype html><html lang=en><title>Shop</title><main><h1>Shop</h1><p>Noodles</p></main>
        <script async src="{visit.host.node.http}/widget.js" data-room="{ROOM}" data-lang="en"
            data-theme="{scheme}" data-token="{visit.accounts["ann"].token}"></script>"""
    await page.goto(visit.host.node.http)
    await page.set_content(shop)
    await page.get_by_role("button", name="Open the conversation").click()
    await expect(page.get_by_text("ann was here")).to_be_visible(timeout=15_000)
    await no_violation(page)
