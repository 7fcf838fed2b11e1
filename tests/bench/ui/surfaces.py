"""The measurements: the launcher, a room of 10,000 messages, a tap, bytes. Each gives its figures of one round."""

from typing import Any, Final

from playwright.async_api import Browser, Page, expect

from tests.bench.ui.goals import Round
from tests.bench.ui.tasks import blocking, rested, slow, watched
from tests.rig.firstopen import Shop, Wire, use_everything
from tests.rig.flights import Flights
from tests.rig.hostpage import PHONE
from tests.rig.parley import Host
from tests.rig.stall import Stall

LONG_ROOM: Final = "order-long"
MESSAGES: Final = 10_000
FAR_S: Final = 0.15
PAGE: Final = 50
BACK: Final = """async (messages) => {
    const box = document.querySelector(".timeline");
    const seen = new Set();
    let nodes = 0;
    const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (let stuck = 0; seen.size < messages && stuck < 2000; stuck += 1) {
        const before = seen.size;
        const {top, bottom} = box.getBoundingClientRect();
        for (const row of box.querySelectorAll(".msg[data-seq]")) {
            const place = row.getBoundingClientRect();
            if (place.bottom > top && place.top < bottom) seen.add(row.dataset.seq);
        }
        if (seen.size > before) stuck = 0;
        nodes = Math.max(nodes, box.querySelectorAll("*").length);
        box.scrollBy(0, -0.8 * box.clientHeight);
        await frames();
    }
    return {nodes, seen: seen.size};
}"""
"""As somebody who goes on as fast as rows are drawn; a row counts as seen when it was in view."""
TAP: Final = """async (button) => {
    const within = (one) => one.shadowRoot ? roots(one.shadowRoot) : [];
    const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap(within)];
    const readable = () => roots(document).some((root) => [...root.querySelectorAll(".msg-text")].some(
        (one) => one.textContent === "mia was here" && one.checkVisibility()));
    const began = performance.now();
    button.click();
    while (!readable()) await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - began;
}"""


async def launcher(browser: Browser, stall: Stall) -> Round:
    """Load a website with the tag on a slow device, and touch nothing."""
    context = await browser.new_context()
    page = await watched(context)
    await slow(page)
    await page.goto(stall.site.page("/", f"<h1>Shop</h1>{stall.tag()}"))
    await page.get_by_role("button", name="Open the conversation").wait_for()
    tasks = await rested(page)
    await context.close()
    return {"launcher_tasks": len(tasks), "launcher_longest": max(tasks, default=0)}


async def room(browser: Browser, host: Host) -> Round:
    """Open a room of 10,000 messages on a slow phone; then go back to the first, no slower than this machine."""
    account = await host.account("ann", "customer")
    context = await browser.new_context(**PHONE)
    page = await watched(context)
    await slow(page)
    await page.goto(f"{host.node.http}/r/#t={account.token}&room={LONG_ROOM}")
    await expect(page.get_by_role("log").locator(".msg").last).to_be_in_viewport(timeout=30_000)
    opening = await rested(page)
    drawn = await page.locator(".msg").count()
    await slow(page, 1)
    back: dict[str, Any] = await page.evaluate(BACK, MESSAGES)
    going = await rested(page)
    await context.close()
    return {
        "open_rows": drawn,
        "open_longest": max(opening, default=0),
        "open_blocking": blocking(opening),
        "back_nodes": back["nodes"],
        "back_seen": back["seen"],
        "back_longest": max(going, default=0),
        "back_blocking": blocking(going) * PAGE / MESSAGES,
    }


async def tap(shop: Shop) -> Round:
    """Tap the launcher, near and far, and on a slow device."""
    near = await _tapped(shop, shop.host.node.port, times=1)
    slower = await _tapped(shop, shop.host.node.port, times=4)
    async with Flights(shop.host.node.port) as path:
        far = await _tapped(shop, path.port, times=1, path=path)
        trips = path.until(b"mia was here")
    return {"tap_near": near, "tap_slow": slower, "tap_far": far, "tap_trips": trips}


async def _tapped(shop: Shop, port: int, *, times: int, path: Flights | None = None) -> float:
    page = await shop.page(port)
    await slow(page, times)
    await shop.show(page, port)
    button = await page.get_by_role("button", name="Open the conversation").element_handle()
    if path is not None:
        path.faults.latency_s = FAR_S
        path.begin()
    took: float = await page.evaluate(TAP, button)
    await page.context.close()
    return took


async def weighed(shop: Shop) -> Round:
    """Count bytes as they come: before a click, at the first open, after everything was used."""
    port = shop.host.node.port
    page = await shop.page(port)
    wire = Wire()
    await wire.listen(page)
    await shop.show(page, port)
    load = await wire.total()
    await shop.open(page)
    opened = await wire.total()
    await use_everything(page)
    await _settled(page)
    everything = await wire.total()
    await page.context.close()
    return {"bytes_load": load, "bytes_open": opened, "bytes_all": everything}


async def _settled(page: Page) -> None:
    await expect(page.get_by_text("note.txt")).to_be_visible()
    await page.wait_for_load_state("networkidle")
