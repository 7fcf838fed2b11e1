"""The demo: the order is played to its end through real sessions, and its promises are counted."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.rig.browser import PATIENCE_MS
from tests.rig.parley import Host, Parley
from tests.rig.wait import until_true
from tests.shots.theatre import SEATS, Theatre, theatre
from tests.states.axe import nothing_wrong

NOTE = "Ken is stuck"
pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def patience():
    """Four pages in one browser share this machine with other tests."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=PATIENCE_MS)


@asynccontextmanager
async def performing(node: Parley, browser: Browser, query: str = "?pace=fast&lang=en") -> AsyncIterator[Theatre]:
    node.command.append("--demo")
    await node.up()
    async with theatre(browser, node.http, query) as house:
        yield house
        assert house.errors == []


async def room_of(house: Theatre) -> str:
    kept: dict[str, Any] = await house.page.evaluate("JSON.parse(sessionStorage.getItem('parley.demo'))")
    return str(kept["order"]["room"])


async def finished(house: Theatre) -> None:
    await house.play()
    await expect(house.page.locator(".play")).to_have_text("Play it again", timeout=60_000)


def messages(log: list[dict[str, Any]], first: int = 1) -> list[str]:
    """What the messages say, in English, from a place in the log."""
    found = (entry["body"] for entry in log if entry["kind"] == "message" and entry["seq"] >= first)
    return [body["texts"]["en"] if body["type"] == "phrase" else body["text"] for body in found]


async def test_the_order_is_played_to_its_end(parley: Callable[..., Parley], browser: Browser):
    node = parley()
    async with performing(node, browser) as house:
        await finished(house)
        log = await Host(node).log(await room_of(house))
        swap = only(log, "join", lambda body: "replaces" in body)
        assert swap["body"]["user"].startswith("mei.")
        assert only(log, "room", lambda body: body.get("locked") is True)["seq"] > swap["seq"]
        assert only(log, "help", lambda body: body["state"] == "raised")["by"].startswith("ann.")
        for seat in SEATS:
            await check_pane(house, seat, log, swap["seq"] if seat == "driver" else 1)
        await check_story(house, len(messages(log)))
        check_note(house)
        await check_note_stands_in_no_other_pane(house)
        check_old_driver(house, swap["seq"])
        await nothing_wrong(house.page)


def only(log: list[dict[str, Any]], kind: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    found = [entry for entry in log if entry["kind"] == kind and fits(entry["body"])]
    assert len(found) == 1, f"{kind}: {found}"
    return found[0]


async def check_pane(house: Theatre, seat: str, log: list[dict[str, Any]], first: int) -> None:
    """What the session holds and what stands on the screen is the log, from the pane's own window on."""
    shown = [entry["seq"] for entry in log if entry["seq"] >= first and entry["kind"] != "reaction"]
    await until_true(async_equal(lambda: seqs(house, seat), shown), 10, f"{seat} holds {shown}")
    await until_true(async_equal(lambda: house.texts(seat), messages(log, first)), 10, f"{seat} shows them")


async def seqs(house: Theatre, seat: str) -> list[int]:
    return [entry["seq"] for entry in await house.held(seat)]


def async_equal(ask: Callable[[], Any], wanted: object) -> Callable[[], Any]:
    async def equal() -> bool:
        return bool(await ask() == wanted)

    return equal


async def check_story(house: Theatre, count: int) -> None:
    await expect(house.page.locator(".chapter.begun")).to_have_count(10)
    await expect(house.page.locator(".verdict")).to_have_text("each pane has all of them, in order, none twice")
    await expect(house.page.locator(".counts > b")).to_have_text(f"sent {count}")
    for seat in ("customer", "merchant", "agent"):
        await expect(house.page.locator(f".count[data-seat={seat}]")).to_have_attribute("data-has", str(count))


def check_note(house: Theatre) -> None:
    """The private note went over the agent's socket, and over no other."""
    told = {line.user.partition(".")[0] for line in house.lines if any(NOTE in raw for raw in line.raw)}
    assert told == {"aya"}


async def check_note_stands_in_no_other_pane(house: Theatre) -> None:
    """Nor is it hidden anywhere in the page of another."""
    await expect(house.inside("agent").locator(".msg.lane")).to_have_count(1)
    for seat in ("customer", "driver", "merchant"):
        page = (
            await house.inside(seat)
            .locator("html")
            .evaluate("page => page.innerHTML + (page.querySelector('parley-widget')?.shadowRoot.innerHTML ?? '')")
        )
        assert NOTE not in page


def check_old_driver(house: Theatre, swap: int) -> None:
    """The old driver is told that he was replaced, and nothing from that seq on."""
    heard = [frame for line in house.lines if line.user.startswith("ken.") for frame in line.heard]
    assert [frame["reason"] for frame in heard if frame["t"] == "left"] == ["replaced"]
    entries = [entry["seq"] for frame in heard if frame["t"] in {"entries", "joined"} for entry in frame["entries"]]
    assert max(entries) < swap


async def test_a_pulled_cable_loses_nothing_and_repeats_nothing(parley: Callable[..., Parley], browser: Browser):
    async with performing(parley(), browser) as house:
        await house.cable("merchant")
        for number in (1, 2, 3):
            await house.say("merchant", f"from the kitchen {number}")
        for number in (1, 2):
            await house.say("customer", f"from the table {number}")
        wire = house.pane("merchant").locator(".wire-count")
        await expect(wire).to_have_text(["3 wait here", "2 wait for this"])
        assert await house.texts("agent") == ["from the table 1", "from the table 2"]
        await expect(house.page.locator(".why")).to_contain_text("cable is pulled")
        await house.cable("merchant")
        all_five = [f"from the table {n}" for n in (1, 2)] + [f"from the kitchen {n}" for n in (1, 2, 3)]
        for seat in SEATS:
            await until_true(async_equal(lambda at=seat: house.texts(at), all_five), 15, f"{seat} has all five")
        await expect(house.page.locator(".verdict")).to_have_text("each pane has all of them, in order, none twice")
        await expect(house.page.locator(".counts > b")).to_have_text("sent 5")


async def test_a_touch_takes_over_and_a_reload_keeps_the_stage(parley: Callable[..., Parley], browser: Browser):
    async with performing(parley(), browser) as house:
        room = await room_of(house)
        badge = house.pane("customer").locator(".badge")
        await expect(badge).to_have_text("On script")
        await house.say("customer", "Two pairs of chopsticks, please")
        await expect(badge).to_have_text("You drive this")
        await expect(house.inside("driver").locator(".msg-text")).to_have_text("Two pairs of chopsticks, please")
        await badge.click()
        await expect(badge).to_have_text("On script")
        await house.page.reload()
        await house.set()
        assert await room_of(house) == room
        for seat in SEATS:
            await expect(house.inside(seat).locator(".msg-text")).to_have_text("Two pairs of chopsticks, please")


async def test_the_other_language_and_a_phone(parley: Callable[..., Parley], browser: Browser):
    node = parley()
    async with performing(node, browser, "?pace=fast&lang=ja") as house:
        await expect(house.page.locator("h1")).to_have_text("ひとつの注文を、四つの側から")
        await expect(house.inside("merchant").locator(".fact-value").last).to_contain_text("とんこつラーメン")
        await house.page.get_by_role("button", name="English").click()
        await expect(house.page.locator("h1")).to_have_text("One order, four sides")
        await house.set()
        await expect(house.inside("merchant").locator(".fact-value").last).to_contain_text("ramen")
        await house.page.set_viewport_size({"width": 390, "height": 844})
        await house.page.get_by_role("navigation").get_by_role("button", name="Aya").click()
        await expect(house.pane("agent")).to_be_in_viewport(ratio=0.9)


async def test_the_order_system_of_the_demo_is_for_the_demo_alone(parley: Callable[..., Parley]):
    plain, demo = parley("plain"), parley("demo")
    demo.command.append("--demo")
    await plain.up()
    await demo.up()
    async with httpx.AsyncClient() as client:
        assert (await client.post(f"{plain.http}/demo/orders", json={})).status_code == 404
        assert (await client.get(f"{plain.http}/demo/shop")).status_code == 404
        order = (await client.post(f"{demo.http}/demo/orders", json={"lang": "en"})).json()
        steps = f"{demo.http}/demo/orders/{order['room']}/steps"
        before = await Host(demo).log(order["room"])
        for _ in range(2):
            assert (await client.post(steps, json={"step": "eta"})).status_code == 200
        after = await Host(demo).log(order["room"])
        assert len(after) == len(before) + 1
        assert (await client.post(steps, json={"step": "delivered"})).status_code == 200
        # When the line says that the room closes is when it does: nothing behind it says otherwise.
        assert (await Host(demo).log(order["room"]))[-1]["body"]["type"] == "delivered"
        other = f"{demo.http}/demo/orders/order-1/steps"
        assert (await client.post(other, json={"step": "lock"})).status_code == 404
