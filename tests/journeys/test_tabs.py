"""Tabs of one person in a real Chromium: one outbox in IndexedDB, one tab that sends, one mind about what was read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Route, expect

from tests.rig.browser import Browsing, Window, browsing
from tests.rig.client import Device
from tests.rig.parley import Host
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(90)]

ROOM = "order-1042"


@asynccontextmanager
async def two_people(parley, browser, history) -> AsyncIterator[tuple[Browsing, Device, Window]]:
    """A driver with a device, and a customer with one tab open."""
    node = parley()
    await node.up()
    host = Host(node)
    await host.room(ROOM, {"ann": "customer", "ken": "driver"})
    ann, ken = await host.account("ann", "customer"), await host.account("ken", "driver")
    async with browsing(browser, node.port) as windows, Device(ken, node.ws, history) as driver:
        driver.join(ROOM)
        yield windows, driver, await windows.open(ann, ROOM, looks=False)


def heard(driver: Device) -> list[str]:
    """What the customer said, as the driver got it."""
    return [entry["body"]["text"] for entry in driver.views[ROOM].entries if entry["kind"] == "message"]


async def test_tabs_share_an_outbox_that_outlives_them(parley, browser, history):
    async with two_people(parley, browser, history) as (_, driver, first):
        second = await first.another()
        said = ["one", "two"]
        written = asyncio.Event()
        for tab in (first, second):
            await comes_after(tab, written)
        for tab, text in zip((first, second), said, strict=True):
            await tab.say(text)
        written.set()
        await until(lambda: heard(driver) == said, 10, lambda: str(heard(driver)))
        await first.pull_the_cable()
        for number, tab in enumerate((first, second, first, second), start=3):
            said.append(f"offline {number}")
            await tab.say(said[-1])
        for tab in (first, second):
            await until_texts(tab, said)
        await first.page.close()
        await second.plug_in()
        await until(lambda: heard(driver) == said, 20, lambda: str(heard(driver)))
        await second.pull_the_cable()
        said.append("written, then closed")
        await second.say(said[-1])
        keeper = await second.page.context.new_page()
        await second.page.close()
        bare = Window(second.account, keeper, second.proxy, ROOM)
        await bare.plug_in()
        reopened = await bare.another()
        await until(lambda: heard(driver) == said, 20, lambda: str(heard(driver)))
        await until_texts(reopened, said)
        assert [*first.errors, *second.errors, *reopened.errors] == []
    print(f"tabs: {len(said)} messages from 3 tabs, each once and in order")


async def comes_after(tab: Window, written: asyncio.Event) -> None:
    """Hold back what keeps the outbox on the device: until then, what is written is only jotted down."""

    async def late(route: Route) -> None:
        await written.wait()
        await route.continue_()

    await tab.page.route("**/keeping.js*", late)


async def until_texts(tab: Window, texts: list[str]) -> None:
    """Wait until a tab shows these messages, in this order."""
    for text in texts:
        await tab.sees(text)
    assert await tab.texts() == texts


async def test_what_one_tab_reads_is_read_in_all(parley, browser, history):
    async with two_people(parley, browser, history) as (_, driver, first):
        second = await first.another()
        for number in range(3):
            driver.send(ROOM, f"ken-0000{number}", f"news {number}")
        for tab in (first, second):
            await tab.sees("news 2")
            await expect(tab.page).to_have_title(f"(3) Order {ROOM}")
        await first.look()
        for tab in (first, second):
            await expect(tab.page).to_have_title(f"Order {ROOM}")
        await asyncio.gather(*(tab.page.close() for tab in (first, second)))
