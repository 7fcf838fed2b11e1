"""The page's main thread, watched from within: tasks over 50 ms, and a processor made slower."""

from typing import Final

from playwright.async_api import BrowserContext, Page

SLOWER: Final = 4
LONG_MS: Final = 50
WATCH: Final = """
    window.longTasks = [];
    new PerformanceObserver((seen) => longTasks.push(...seen.getEntries().map(({duration}) => duration)))
        .observe({type: "longtask", buffered: true});
"""
REST: Final = """async () => {
    const loaded = () => performance.getEntriesByType("resource").length;
    for (let before = -1; before !== loaded();) {
        before = loaded();
        await new Promise((done) => setTimeout(done, 2000));
    }
    return window.longTasks.splice(0);
}"""
"""Two seconds in which nothing was loaded; gives what took long until then, and forgets it."""


async def watched(context: BrowserContext) -> Page:
    """Open a page of which every long task is noted."""
    await context.add_init_script(WATCH)
    return await context.new_page()


async def slow(page: Page, times: int = SLOWER) -> None:
    """Give the page a processor so many times slower."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})


async def rested(page: Page) -> list[float]:
    """Wait until the page is at rest; give the long tasks until then."""
    found: list[float] = await page.evaluate(REST)
    return found


def blocking(tasks: list[float]) -> float:
    """Return for how long, in all, a tap would have waited longer than 50 ms."""
    return sum(task - LONG_MS for task in tasks)
