"""Draws docs/pictures from a demo and a workspace of its own, and every state into build/shots."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, expect

from tests.rig.browser import chromium
from tests.rig.processes import Child, free_port
from tests.shots.contact import slim
from tests.shots.desk import NAMES, draw_desk
from tests.shots.states import draw_states
from tests.shots.theatre import Theatre, theatre

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
STATES = Path(__file__).parents[2] / "build" / "shots"
DINNER = 19
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "device_scale_factor": 2}
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Shot:
    """One picture: how the stage is opened, and what must have happened on it."""

    name: str
    query: str
    moment: Callable[[Theatre], Awaitable[None]]
    window: dict[str, Any] = field(default_factory=dict)
    seats: tuple[str, ...] = ()
    """Whose sides alone are in the picture; all of the stage where there are none."""


async def on_its_way(house: Theatre) -> None:
    """The last wish: on its way down the cables, read by some, not yet by who drives."""
    devtools = await house.page.context.new_cdp_session(house.page)
    await house.play()
    await expect(house.page.locator(".chapter-picked_up.begun")).to_be_visible(timeout=MINUTE_MS)
    await expect(house.page.locator(".trace")).to_contain_text("I have your order", timeout=MINUTE_MS)
    await expect(house.page.locator(".token")).to_have_count(0, timeout=MINUTE_MS)
    await devtools.send("Animation.enable")
    await devtools.send("Animation.setPlaybackRate", {"playbackRate": 0.18})
    await expect(house.page.locator(".trace")).to_contain_text("Please leave it at the door", timeout=MINUTE_MS)
    await some_read_it(house)
    await expect(house.page.locator(".token")).to_have_count(3, timeout=MINUTE_MS)
    await house.page.wait_for_timeout(1_000)


async def some_read_it(house: Theatre) -> None:
    """The diner and support have read the latest message; the driver has not."""
    marks = house.page.locator(".trace-marks")
    await expect(marks.locator(".pip.role-merchant.mark-read")).to_be_visible(timeout=MINUTE_MS)
    await expect(marks.locator(".pip.role-agent.mark-read")).to_be_visible(timeout=MINUTE_MS)
    await expect(marks.locator(".pip.role-driver.mark-delivered")).to_be_visible(timeout=MINUTE_MS)


async def at_the_door(house: Theatre) -> None:
    """The same moment, when everything has arrived."""
    await house.play()
    await expect(house.page.locator(".chapter-picked_up.begun")).to_be_visible(timeout=MINUTE_MS)
    await expect(house.page.locator(".trace-who .shape.role-customer")).to_be_visible(timeout=MINUTE_MS)
    await some_read_it(house)
    await expect(house.page.locator(".token")).to_have_count(0)
    await house.page.wait_for_timeout(500)


async def cut_off(house: Theatre) -> None:
    """A cable is out: what is written waits on both ends."""
    await house.play()
    await expect(house.page.locator(".chapter-assigned.begun")).to_be_visible(timeout=MINUTE_MS)
    await house.cable("merchant")
    await house.say("merchant", "Five more minutes, it is a busy evening.")
    await expect(house.pane("merchant").locator(".wire-count").last).to_contain_text("3", timeout=MINUTE_MS)
    await house.page.wait_for_timeout(900)


async def another_driver(house: Theatre) -> None:
    """The customer reads who drives now, the new driver opens on what she needs to know."""
    await house.play()
    told = house.inside("customer").get_by_role("log").get_by_text("Mei is now your driver")
    await expect(told).to_be_visible(timeout=MINUTE_MS)
    await expect(house.inside("driver").get_by_text("Sakurazaka")).to_be_visible()
    await house.page.wait_for_timeout(500)


PARTIES = ("customer", "driver", "merchant")
SHOTS = (
    Shot("demo", "?lang=en&theme=light", on_its_way, {"device_scale_factor": 1.5}),
    Shot("demo-dark", "?lang=en&theme=dark", at_the_door),
    Shot("demo-ja", "?lang=ja&theme=light", at_the_door),
    Shot("demo-cable", "?lang=en&theme=light", cut_off),
    Shot("demo-phone", "?lang=en&theme=light", at_the_door, PHONE),
    Shot("order-swapped", "?lang=en&theme=light", another_driver, seats=PARTIES),
    Shot("order-moving", "?lang=en&theme=light", at_the_door, seats=PARTIES),
)


def at_dinner() -> str:
    """Name a time zone in which it is about seven in the evening: the order is one for dinner."""
    east = (DINNER - time.gmtime().tm_hour + 11) % 24 - 11
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


async def draw(browser: Browser, url: str, shot: Shot, zone: str) -> None:
    async with theatre(browser, url, shot.query, timezone_id=zone, **shot.window) as house:
        await shot.moment(house)
        path = PICTURES / f"{shot.name}.png"
        await house.page.screenshot(path=path, **await part(house, shot.seats))
        slim(path)
        print(f"{path.relative_to(PICTURES.parents[1])}  {path.stat().st_size // 1024} KiB")


async def part(house: Theatre, seats: tuple[str, ...]) -> dict[str, Any]:
    """Where on the page these sides stand, for a screenshot."""
    boxes = [box for seat in seats if (box := await house.pane(seat).locator(".device").bounding_box())]
    if not boxes:
        return {}
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right, bottom = (max(box[at] + box[size] for box in boxes) for at, size in (("x", "width"), ("y", "height")))
    # With the names above.
    return {"clip": {"x": left - 12, "y": top - 44, "width": right - left + 24, "height": bottom - top + 56}}


async def ready(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(200):
            try:
                if (await client.get(f"{url}/readyz")).is_success:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError("the demo did not start")


async def draw_demo(browser: Browser, wanted: list[str]) -> None:
    """Draw the pictures of the demo, or those that are named."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    zone, port = at_dinner(), free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "server", "serve", "--demo", "--port", str(port)]
        demo = Child(command, Path(folder) / "demo.log", {**os.environ, "TZ": zone})
        demo.start()
        try:
            await ready(url)
            for shot in SHOTS:
                if not wanted or shot.name in wanted:
                    await draw(browser, url, shot, zone)
        finally:
            demo.end()


async def main(wanted: list[str]) -> None:
    """Draw all pictures, or those that are named: of the demo into docs/, of the states into build/."""
    demo, desk = {shot.name for shot in SHOTS}, {name for names in NAMES.values() for name in names}
    async with chromium(whole=True) as browser:
        if not wanted or demo & set(wanted):
            await draw_demo(browser, wanted)
        if not wanted or desk & set(wanted):
            await draw_desk(browser, at_dinner(), wanted)
        if not wanted or not demo | desk >= set(wanted):
            await draw_states(browser, STATES, wanted)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
