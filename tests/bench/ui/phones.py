"""The room page's own figures: a till with forty orders at the peak, and a shell that is on the phone already."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

from playwright.async_api import Browser, expect

from tests.bench.ui.goals import Round
from tests.bench.ui.surfaces import FAR_S
from tests.bench.ui.tasks import WATCH, blocking, rested, slow
from tests.rig.board import SOON_MS, Shop
from tests.rig.flights import Flights
from tests.rig.parley import Host
from tests.rig.phone import Drivers

ORDERS: Final = 40
PER_SECOND: Final = 20
SECONDS: Final = 30
NEWS: Final = "I am at the gate"


async def till(browser: Browser, host: Host) -> Round:
    """Open forty orders on a slow tablet; then something is written twenty times a second, in one after the other."""
    async with AsyncExitStack() as stack:
        shop = Shop(host, browser, stack, WATCH)
        await asyncio.gather(*(shop.order(number, "assigned") for number in range(1, ORDERS + 1)))
        board = await shop.till()
        await expect(board.page.get_by_role("article")).to_have_count(ORDERS, timeout=SOON_MS)
        await slow(board.page)
        await rested(board.page)
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.TaskGroup() as writing:
            for number in range(SECONDS * PER_SECOND):
                await asyncio.sleep(began + number / PER_SECOND - loop.time())
                body = {"type": "text", "text": f"update {number}"}
                writing.create_task(shop.ann_says(1 + number % ORDERS, body))
        await expect(board.page.get_by_text(f"update {SECONDS * PER_SECOND - 1}")).to_be_visible(timeout=SOON_MS)
        rate = SECONDS * PER_SECOND / (loop.time() - began)
        tasks = await rested(board.page)
        longest = max(tasks, default=0)
        return {
            "till_tasks": len(tasks),
            "till_longest": longest,
            "till_blocking": blocking(tasks),
            "till_rate": rate,
        }


async def shell(browser: Browser, host: Host) -> Round:
    """Come back to a driver's page that the phone has kept, from far away; something was written meanwhile."""
    async with AsyncExitStack() as stack, Flights(host.node.port) as path:
        drivers = Drivers(host, browser, stack)
        room = await drivers.order("Far")
        phone = await drivers.phone()
        await phone.come_in((await drivers.link())["url"].replace(f":{host.node.port}/", f":{path.port}/"))
        await phone.shell_is_kept()
        icon = await phone.tab()
        await phone.page.close()
        await drivers.ann_says(room, NEWS)
        path.faults.latency_s = FAR_S
        path.begin()
        await icon.follow(f"http://127.0.0.1:{path.port}/r/")
        await expect(icon.message(NEWS)).to_be_visible(timeout=SOON_MS)
        return {"shell_trips": path.until(NEWS.encode())}
