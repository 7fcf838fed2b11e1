"""Drivers on their phones, in real Chromium with touch: links, several orders, a swap, no network."""

import asyncio
import contextlib
import sqlite3
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.rig.parley import Host
from tests.rig.phone import SOON_MS, Drivers, Phone
from tests.rig.wait import until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SECONDS = 20.0
# The screen's lock, which a headless browser does not need, and how often it is held.
HOLDS = """
    window.held = 0;
    const request = async () => { held += 1; return {released: false, release: async () => { held -= 1; }}; };
    Object.defineProperty(navigator, "wakeLock", {value: {request}});
"""
# Touches the key, where it is still there; tells whether.
SENDS = "() => { const key = document.querySelector('.write .send'); key?.click(); return key ? 1 : 0; }"
LARGE = "() => { document.documentElement.style.fontSize = '24px'; }"
SIZE = "(one) => getComputedStyle(one).fontSize"


async def fetched_for_a_preview(link: str) -> str:
    """Fetch a link as a messenger does; give what it got."""
    async with httpx.AsyncClient(timeout=10) as client:
        return (await client.get(link)).text


async def test_a_link_opens_by_a_touch_alone_and_again_in_another_browser(drivers: Drivers):
    room = await drivers.order("1042")
    await drivers.ann_says(room, "The gate code is 4411")
    link = await drivers.link(room)
    assert "<title>" in await fetched_for_a_preview(link["url"])
    line, safari = await asyncio.gather(drivers.phone(), drivers.phone())
    await line.follow(link["url"])
    await expect(line.door).to_have_text("Open as Ken, driver")
    await line.reads("Order 1042")
    assert line.page.url.endswith("/r/"), "the secret stays in the address"
    assert await drivers.devices(link) == 0, "it was redeemed before anybody touched it"
    await line.door.tap()
    await line.sees("The gate code is 4411")
    await safari.come_in(link["url"])
    await safari.says("I am at the gate")
    await line.sees("I am at the gate")
    await line.page.reload()
    await line.sees("I am at the gate")
    icon = await line.tab()
    await icon.follow(f"{drivers.host.node.http}/r/")
    await icon.sees("I am at the gate")
    assert await drivers.devices(link) == 2
    print("browsers=2 opened=4")


async def test_two_orders_stand_in_the_order_of_stops_and_only_one_is_loud(drivers: Drivers):
    later = await drivers.order("Later", 2)
    first = await drivers.order("First", 1)
    link = await drivers.link()
    ken = await drivers.phone()
    await ken.page.add_init_script(HOLDS)
    await ken.come_in(link["url"])
    await ken.reads("Order First")
    await until_true(lambda: ken.page.evaluate("held === 1"), SECONDS, "the screen stays on")
    names = ken.page.get_by_role("navigation", name="Your orders").get_by_role("button")
    await expect(names).to_have_text(["Stop 1Order First", "Stop 2Order Later"])
    await drivers.ann_says(later, "Which bell shall I listen for?")
    await expect(ken.order("Order Later")).to_contain_text("1 new message")
    await expect(ken.page.get_by_role("heading", name="Order First")).to_be_visible()
    await expect(ken.page.get_by_role("link", name="Navigate to Drop-off: First way 7")).to_be_visible()
    await wipe(ken, -200)
    await ken.reads("Order Later")
    await ken.sees("Which bell shall I listen for?")
    await ken.page.evaluate(LARGE)
    assert await ken.message("Which bell shall I listen for?").locator(".msg-text").evaluate(SIZE) == "24px"
    await ken.button("I am on my way.").tap()
    await until_true(lambda: has(drivers, later, 2), SECONDS, "the phrase stands in the second order")
    await wipe(ken, 200)
    await ken.reads("Order First")
    await expect(ken.order("Order Later")).not_to_contain_text("new message")
    assert await drivers.said(first) == []
    for room in (first, later):
        await drivers.host.call("PATCH", f"/v1/rooms/{room}", {"locked": True})
    await until_true(lambda: ken.page.evaluate("held === 0"), SECONDS, "the screen may sleep")
    print("orders=2 swipes=2 messages=2")


async def has(drivers: Drivers, room: str, messages: int) -> bool:
    return len(await drivers.said(room)) == messages


async def wipe(phone: Phone, by: int) -> None:
    """Wipe sideways with a finger that rests before it leaves: a page in full swing swallows the next tap."""
    finger = await phone.page.context.new_cdp_session(phone.page)
    box = await phone.page.get_by_role("log").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2 - by / 2, box["y"] + box["height"] / 2
    for kind, at, ms in (("Start", x, 0), ("Move", x + by / 2, 60), ("Move", x + by, 120), ("Move", x + by, 400)):
        touch = {"type": f"touch{kind}", "touchPoints": [{"x": at, "y": y}], "timestamp": 1000 + ms / 1000}
        await finger.send("Input.dispatchTouchEvent", touch)
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], "timestamp": 1000.42})
    await finger.detach()


async def test_a_swap_with_messages_under_way_loses_none_and_says_what_was_not_sent(drivers: Drivers):
    room = await drivers.order("Swapped", 1)
    await drivers.order("Kept", 2)
    ken, mei = await asyncio.gather(drivers.phone(), drivers.phone("mei"))
    await ken.come_in((await drivers.link())["url"])
    await ken.says("On my way")
    await until_true(lambda: has(drivers, room, 1), SECONDS, "the first message is stored")
    await ken.box.fill("I am at the gate")
    swap = {"replaces": drivers.ken, "user": f"mei-{room}", "role": "driver", "name": "Mei"}
    sends, _ = await asyncio.gather(ken.page.evaluate(SENDS), drivers.host.call("POST", f"/v1/rooms/{room}/swap", swap))
    await ken.reads("This order has gone to another driver")
    said = await drivers.said(room)
    failed = ken.page.get_by_text("Not sent. This order has gone to another driver.")
    assert said in (["On my way"], ["On my way", "I am at the gate"])
    await expect(failed).to_have_count(1 + sends - len(said))
    await ken.button("Next: Order Kept").tap()
    await ken.reads("Order Kept")
    await mei.come_in((await drivers.link(room, f"mei-{room}"))["url"])
    await expect(mei.page.get_by_role("link", name="Call Ann: +81 90 1234 5678")).to_be_visible()
    await expect(mei.message("On my way")).to_have_count(0)
    print(f"swaps=1 messages={len(said)} sent={sends}")


async def test_what_was_written_without_a_network_fails_with_its_reason_after_a_swap(drivers: Drivers):
    room = await drivers.order("Gone", 1)
    ken = await drivers.phone()
    await ken.come_in((await drivers.link(room))["url"])
    await ken.page.context.set_offline(offline=True)
    await cut(ken)
    await ken.says("I am in the tunnel")
    swap = {"replaces": drivers.ken, "user": f"mei-{room}", "role": "driver", "name": "Mei"}
    await drivers.host.call("POST", f"/v1/rooms/{room}/swap", swap)
    await ken.page.context.set_offline(offline=False)
    await ken.reads("This order has gone to")
    await expect(ken.page.get_by_text("Not sent. This order has gone to")).to_be_visible()
    await ken.sees("I am in the tunnel")
    assert await drivers.said(room) == []
    await ken.button("Send me a new link").tap()
    await expect(ken.page.get_by_text("Asked at")).to_be_visible()


async def cut(phone: Phone) -> None:
    """End the socket, which a browser that is told to be offline leaves open."""
    await phone.page.evaluate("() => { dispatchEvent(new Event('pagehide')); parley.client.reconnect(); }")


async def test_links_that_open_nothing_say_why_and_ask_for_another(drivers: Drivers):
    room = await drivers.order("1043")
    one, other = await asyncio.gather(drivers.phone(), drivers.phone())
    single = await drivers.link(room, devices=1)
    await one.come_in(single["url"])
    await other.follow(single["url"])
    await other.reads("This link was opened elsewhere")
    await other.button("Send me a new link").tap()
    await expect(other.page.get_by_text("The new link comes the way this one came.")).to_be_visible()
    assert (await listed(drivers, room))[single["id"]]["asked"]
    await drivers.host.call("DELETE", f"/v1/invites/{single['id']}")
    await one.reads("This link was withdrawn")
    assert await one.page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('parley.seen'))") == []
    await one.page.reload()
    await one.reads("This link was withdrawn")
    late = await drivers.link(room)
    run_out(drivers.host, late["id"])
    await other.follow(late["url"])
    await other.reads("This link has run out")
    await other.follow(late["url"][:-4])
    await other.reads("This room cannot be found")
    print("links=3 refused=4")


async def listed(drivers: Drivers, room: str) -> dict[str, Any]:
    told = await drivers.host.call("GET", f"/v1/rooms/{room}/invites")
    return {one["id"]: one for one in told["invites"]}


def run_out(host: Host, invite: str) -> None:
    """Let the time of an invitation be over."""
    with contextlib.closing(sqlite3.connect(next(host.node.data.glob("*.db")), timeout=10)) as store, store:
        changed = store.execute("UPDATE invites SET expires_at = made_at WHERE id = ?", (invite,)).rowcount
    assert changed == 1


async def test_without_a_network_the_page_opens_and_what_is_written_arrives_once(drivers: Drivers):
    room = await drivers.order("Tunnel", 1)
    await drivers.ann_says(room, "The gate code is 4411")
    ken = await drivers.phone()
    await ken.come_in((await drivers.link())["url"])
    await ken.sees("The gate code is 4411")
    await ken.shell_is_kept()
    await ken.page.context.set_offline(offline=True)
    icon = await ken.tab()
    await ken.page.close()
    await icon.follow(f"{drivers.host.node.http}/r/")
    await icon.sees("The gate code is 4411")
    await expect(icon.page.get_by_role("link", name="Call Ann")).to_be_visible()
    await icon.says("Written in the tunnel")
    await expect(icon.page.get_by_text("Offline. Sent when you are back online: 1")).to_be_visible(timeout=SOON_MS)
    await icon.page.reload()
    await icon.sees("Written in the tunnel")
    await icon.page.context.set_offline(offline=False)
    await until_true(lambda: has(drivers, room, 2), SECONDS, "it arrived")
    assert await drivers.said(room) == ["The gate code is 4411", "Written in the tunnel"]
    await expect(icon.page.get_by_text("Connected")).to_be_visible()
    print("offline=2 messages=2")
