"""A website's visitor asks while the house is closed, leaves, and is told once that somebody is back: Chromium."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final, cast

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from server.web.identity import Directory, Identity
from tests.push.conftest import Browser as Kept
from tests.push.conftest import Office as PushOffice
from tests.rig.agents import AgentDevice
from tests.rig.browser import SHELL_IS_KEPT
from tests.rig.hostpage import Site, Visit, visitor, website
from tests.rig.office import Colleague, Office
from tests.rig.parley import NO_TLS, SECRET, Parley
from tests.rig.receiver import Receiver
from tests.rig.wait import until, until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SECONDS: Final = 30.0
SOON_MS: Final = 20_000
ASKED: Final = "Where do I find my invoice?"
SUBSCRIBES: Final = """
    const kept = %s;
    const held = { ...kept, options: {}, toJSON: () => kept, unsubscribe: async () => true };
    PushManager.prototype.subscribe = async () => held;
    PushManager.prototype.getSubscription = async () => null;
"""
"""The browser's own push service lies outside; this one is the test's."""
NAMES: Final = "ServiceWorker.workerRegistrationUpdated"
SHOWN: Final = """
async () => (await (await navigator.serviceWorker.getRegistration("/r/")).getNotifications())
    .map(({ title, tag }) => [title, tag])
"""


@dataclass
class Shop:
    """A website, the house behind it with one agent, and the push service of one browser."""

    node: Parley
    site: Site
    ada: Colleague
    token: str
    receiver: Receiver

    async def opens(self, week: list[list[list[int]]] | None) -> None:
        """Choose the hours; None for always."""
        hours = None if week is None else {"zone": "UTC", "week": week}
        await self.ada.call("PATCH", "/v1/desk/house", {"hours": hours})

    async def says(self, state: str) -> None:
        """Say whether Ada takes rooms."""
        bearer = {"Authorization": f"Bearer {self.token}"}
        async with httpx.AsyncClient(base_url=self.node.http, headers=bearer, verify=NO_TLS, timeout=20) as client:
            answer = await client.put("/v1/desk/me", json={"state": state})
        assert answer.is_success, answer.text


def operators_link(email: str) -> str:
    """Sign what `parley admin` prints the link of, without another process."""
    nobody = cast("Directory", None)
    return Identity(SECRET, "", nobody, lambda: time.time_ns() // 1_000_000, host_agents=True).operator_secret(email)


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    """One that shows notifications."""
    return whole_browser


@pytest.fixture
async def shop(parley, history) -> AsyncIterator[Shop]:
    async with AsyncExitStack() as stack:
        receiver = await stack.enter_async_context(Receiver())
        site = stack.enter_context(website())
        node = parley(PARLEY_ALLOWED_ORIGINS=site.origin, PARLEY_OUTBOUND_ALLOW=receiver.place)
        await node.up()
        office = await stack.enter_async_context(Office(node))
        ada = await office.enters(operators_link("ada@shop.example"), "Ada")
        device = await stack.enter_async_context(AgentDevice(await ada.account(), node.ws, history))
        shop = Shop(node, site, ada, device.account.token, receiver)
        soon = (datetime.now(UTC).hour + 2) % 24 * 60
        await shop.opens([[[soon, soon + 30]]] * 7)
        await shop.says("offline")
        yield shop


async def brought(page: Page, what: dict[str, Any]) -> None:
    """Hand the browser's worker what came for it, as its push service does."""
    found: list[str] = []
    devtools = await page.context.new_cdp_session(page)
    devtools.on(NAMES, lambda told: found.extend(one["registrationId"] for one in told["registrations"]))
    await devtools.send("ServiceWorker.enable")
    await until(lambda: bool(found), SECONDS, "the browser names its worker")
    origin = page.url.rpartition("/healthz")[0]
    said = {"origin": origin, "registrationId": found[0], "data": json.dumps(what)}
    await devtools.send("ServiceWorker.deliverPushMessage", said)


async def asks(visit: Visit, node: str) -> Page:
    """Ask while the house is closed, and press the button; give the tab that opens."""
    await visit.open()
    first = visit.page.locator("parley-widget .first textarea")
    await first.fill(ASKED)
    await first.press("Enter")
    await visit.sees(ASKED)
    await expect(visit.sheet.locator(".banner")).to_contain_text("We are back", timeout=SOON_MS)
    async with visit.page.context.expect_page() as opened:
        await visit.page.get_by_role("button", name="Tell me when you are back").click()
    tab = await opened.value
    await expect(tab.get_by_role("log").get_by_text(ASKED, exact=True)).to_be_visible(timeout=SOON_MS)
    assert tab.url == f"{node}/r/", "the link does not stay in the address"
    assert await tab.evaluate("window.opener") is None, "the website has no hold of it"
    return tab


async def test_who_asks_on_a_website_and_leaves_is_told_once_that_somebody_is_back(shop: Shop, browser):
    kept = Kept(cast("PushOffice", SimpleNamespace(receiver=shop.receiver)), "b1")
    node = shop.node.http
    async with visitor(browser) as visit:
        context = visit.page.context
        await context.add_init_script(SUBSCRIBES % json.dumps(kept.subscription()))
        await context.grant_permissions(["notifications"], origin=node)
        await visit.page.goto(shop.site.page("/", f'<script async src="{node}/widget.js"></script>'))
        tab = await asks(visit, node)
        await tab.get_by_role("button", name="Yes, tell me").click()
        await expect(tab.get_by_text("You will be told once")).to_be_visible(timeout=SOON_MS)
        room = await tab.evaluate("parley.room.id")
        assert await tab.evaluate(SHELL_IS_KEPT)
        await tab.goto(f"{node}/healthz")
        await visit.page.goto("about:blank")
        await shop.opens(None)
        await shop.says("online")
        await shop.receiver.has(1, SECONDS)
        await brought(tab, kept.reads()[0])

        async def is_told() -> bool:
            return bool(await tab.evaluate(SHOWN) == [["We are back: Support", room]])

        await until_true(is_told, SECONDS, "the person is told")
        assert [one["t"] for one in kept.reads()] == ["back"]
        assert visit.errors == []
    print("rooms=1 told=1 messages=1")
