"""What the widget costs on the network, in a real Chromium with a cold cache: bytes, requests, round trips."""

from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from tests.rig.firstopen import Shop, Wire, ordered, use_everything
from tests.rig.flights import Flights
from tests.rig.parley import Host, Parley
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

PARTS: Final = frozenset(f"/static/widget/{part}.js" for part in ("keeping", "later", "files", "linked"))
"""What this journey loads by an action."""
BEFORE_A_CLICK: Final = 2_000
FIRST_OPEN: Final = 38_120
EVERYTHING: Final = 69_000
"""Bytes as packed on the network, without headers, the API's answers too; docs/bytes.md says what is aimed at."""
ROUND_TRIPS: Final = 5
FAR_S: Final = 0.15


@pytest.fixture
async def shop(parley: Any, browser: Browser) -> Shop:
    """An order in which everybody has written."""
    node: Parley = parley()
    await node.up()
    return await ordered(browser, Host(node))


async def test_bytes_and_requests_before_a_click_at_the_first_open_and_in_all(shop: Shop):
    port = urlsplit(shop.host.node.http).port or 0
    page = await shop.page(port)
    wire = Wire()
    await wire.listen(page)
    await shop.show(page, port)
    assert await wire.total() <= BEFORE_A_CLICK
    assert list(wire.bytes) == ["/widget.js"]
    await shop.open(page)
    first = await wire.total()
    print("first open", first, dict(wire.bytes))
    assert BEFORE_A_CLICK < first <= FIRST_OPEN
    assert not wire.bytes.keys() & PARTS
    await use_everything(page)
    await until(lambda: wire.bytes.keys() >= PARTS, 10, lambda: f"loaded: {wire.bytes.keys()} of {PARTS}")
    everything = await wire.total()
    print("everything", everything, dict(wire.bytes))
    assert first < everything <= EVERYTHING
    await page.context.close()


async def test_round_trips_from_a_tap_to_messages_and_from_a_new_path_to_what_waited(shop: Shop):
    async with Flights(urlsplit(shop.host.node.http).port or 0) as far:
        page = await shop.page(far.port)
        frames: list[str] = []
        page.on("websocket", lambda socket: follow(socket, frames))
        await shop.show(page, far.port)
        far.faults.latency_s = FAR_S
        far.begin()
        await shop.open(page)
        trips = far.until(b"mia was here")
        print("round trips", trips, frames)
        assert 0 < trips <= ROUND_TRIPS
        assert frames[: frames.index("<")] == ["hello", "join"]
        await page.context.set_offline(True)
        far.reset_all()
        box = page.get_by_role("textbox", name="Write a message")
        await box.fill("sent when back")
        await box.press("Enter")
        await expect(page.get_by_text("Sends when you are back online")).to_be_visible()
        frames.clear()
        await page.context.set_offline(False)
        await until(lambda: "<" in frames, 20, "the server greets")
        assert frames[:2] == ["hello", "send"]
        await page.context.close()


def follow(socket: Any, frames: list[str]) -> None:
    """Note what is said, and that something was heard."""
    socket.on("framesent", lambda text: frames.append(text.split('"t":"')[1].split('"')[0]))
    socket.on("framereceived", lambda _: frames.append("<"))
