"""The page's main thread, watched from within: tasks over 50 ms, and a processor made slower."""

import json
from typing import Any, Final

from playwright.async_api import BrowserContext, Page

SLOWER: Final = 4
LONG_MS: Final = 50
WATCH: Final = """
    window.longTasks = [];
    new PerformanceObserver((seen) => longTasks.push(...seen.getEntries().map(({duration}) => duration)))
        .observe({type: "longtask", buffered: true});
"""
TASK: Final = "ThreadControllerImpl::RunTask"
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


def busiest(trace: bytes) -> float:
    """Return the most processor time that one task of the page took, in ms; what else the machine did is not in it.

    `trace`: of the category "toplevel". The page whose thread worked most is meant.
    """
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    pages = {_thread(one) for one in events if one["ph"] == "M" and one["args"].get("name") == "CrRendererMain"}
    tasks: dict[tuple[int, int], list[float]] = {thread: [] for thread in pages}
    for one in events:
        if one["name"] == TASK and _thread(one) in tasks:
            tasks[_thread(one)].append(one.get("tdur", 0) / 1000)
    return max(max(tasks.values(), key=sum))


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]
