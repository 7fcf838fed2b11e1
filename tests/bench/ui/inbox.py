"""The inbox of a busy desk: five thousand rooms, two hundred updates a second, on a slow processor."""

import asyncio
from typing import Any, Final

from playwright.async_api import Browser, expect

from tests.bench.ui.feed import Feed, Rooms, serving
from tests.bench.ui.goals import Round
from tests.bench.ui.tasks import blocking, busiest, slow, watched

ROOMS: Final = 5_000
PER_SECOND: Final = 200
SECONDS: Final = 30
SOON_MS: Final = 30_000
TAKE: Final = "() => window.longTasks.splice(0)"
MOST: Final = """() => {
    window.mostNodes = 0;
    window.counting = setInterval(() => {
        window.mostNodes = Math.max(window.mostNodes, document.querySelectorAll("*").length);
    }, 500);
}"""
COUNTED: Final = "() => window.mostNodes"


async def inbox(browser: Browser) -> Round:
    """Show all rooms; then let the list live for half a minute, and count what stands on the page."""
    feed = Feed(Rooms(ROOMS))
    async with serving(feed) as address:
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        page = await watched(context)
        await slow(page)
        await page.goto(f"{address}/desk/#view=all")
        await expect(page.get_by_role("button", name="5,000 All")).to_be_visible(timeout=SOON_MS)
        await asyncio.sleep(3)
        opening: list[float] = await page.evaluate(TAKE)
        await page.evaluate(MOST)
        await browser.start_tracing(page=page, categories=["toplevel"])
        feed.rate = PER_SECOND
        await asyncio.sleep(SECONDS)
        tasks: list[float] = await page.evaluate(TAKE)
        feed.rate = 0
        trace = await browser.stop_tracing()
        nodes: Any = await page.evaluate(COUNTED)
        rate = feed.told / SECONDS
        await context.close()
    return {
        "inbox_opening": max(opening, default=0),
        "inbox_busiest": busiest(trace),
        "inbox_tasks": len(tasks),
        "inbox_longest": max(tasks, default=0),
        "inbox_blocking": blocking(tasks),
        "inbox_nodes": nodes,
        "inbox_rate": rate,
    }
