"""A room with a long past, in a real Chromium: read back to its beginning and down again, few elements at any time."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.rig.browser import Window, browsing, chromium
from tests.rig.longroom import PEOPLE, SHOWN, lengthened, shown
from tests.rig.parley import Host
from tests.rig.wait import until, until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-long"
MESSAGES = 1_000
MOST_NODES = 2_500
BUBBLE = 200
"""No message is higher."""
LEAST_ROWS = 2
"""In any view there are so many messages at least: one of four lines never fills it."""

PAGES = 4
STILL = 0.1
"""A row that moves by less of a pixel has not moved; more would add up, since every drawing may move it again."""
HIGH = {"width": 420, "height": 1200}
STRIDE = 800
"""Less than a view is high: what is seen in two steps overlaps."""
TALL = {"width": 420, "height": 6_000}
FAR = 5_000
"""Further away than what is drawn around the view."""
TO_TOP = "document.querySelector('.timeline').scrollTop"

LEFT = f"({SHOWN})().left"
LOWERED = f"""() => {{
    const room = document.querySelector(".timeline-box").parentElement;
    const lower = (by) => {{ room.style.paddingBottom = `${{by}}px`; return {LEFT}; }};
    return new Promise((done) => {{
        lower(400);
        requestAnimationFrame(() => requestAnimationFrame(() => {{ lower(0); done(lower(100)); }}));
    }});
}}"""
"""Much higher, then a little lower, before a frame is drawn: a keyboard goes and a line comes."""
LIFTED = f"""() => {{
    const last = [...document.querySelectorAll(".timeline .msg")].slice(-5);
    for (const message of last) message.style.paddingBottom = "30px";
    return {LEFT};
}}"""

WAITING = 100
WRITE = """async (count) => {
    const box = document.querySelector(".dock textarea");
    const written = Array.from({length: count}, (_, number) => `waiting ${number}`);
    for (const text of written) {
        box.value = text;
        box.dispatchEvent(new Event("input", {bubbles: true}));
        await new Promise((done) => requestAnimationFrame(done));
        box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
        await new Promise((done) => requestAnimationFrame(done));
    }
    return written;
}"""

Look = dict[str, Any]


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture(scope="module")
async def host(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Host]:
    """A room in which a thousand messages were written."""
    async with lengthened(tmp_path_factory.mktemp("long"), ROOM, MESSAGES) as host:
        yield host


@pytest.fixture
async def window(host: Host, browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Window]:
    """Somebody's window on that room, with its end in view: Ann's, unless the test names another."""
    user = getattr(request, "param", "ann")
    async with browsing(browser, host.node.port) as opened:
        window = await opened.open(await host.account(user, PEOPLE[user]), ROOM)
        await expect(window.log.locator(".msg").last).to_be_in_viewport()
        await window.page.set_viewport_size(HIGH)
        yield window
        assert window.errors == []


@pytest.fixture
def page(window: Window) -> Page:
    """The page in it."""
    return window.page


def older(window: Window) -> int:
    """How many older pages the window was sent."""
    return sum('"history"' in str(frame) for frame in window.frames)


def moved(before: Look, after: Look) -> list[tuple[int, float]]:
    """Which messages stood in view and stand elsewhere now, by how much.

    But for the topmost: it may lose its name to an older one of the same person, so end where it did, but begin lower.
    """
    stand = dict(after["rows"])
    ways = [(seq, stand[seq] - was) for seq, was in before["rows"][1:]]
    return [(seq, way) for seq, way in ways if abs(way) > STILL]


class Way:
    """What is seen on the way through the room: every step overlaps the one before."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: list[int] = []
        self.most_nodes = 0
        self.looks = 0

    async def look(self, pixels: int = 0) -> Look:
        """Scroll so far, look, and judge: filled without a hole, in order, each message once, and few elements."""
        now = await shown(self.page, pixels)
        seqs = [seq for seq, _ in now["rows"]]
        assert len(seqs) >= LEAST_ROWS, now
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs))), seqs
        self.most_nodes = max(self.most_nodes, now["nodes"])
        self.looks += 1
        return now

    async def go(self, pixels: int, done: Callable[[Look], bool]) -> None:
        """Go on until it is enough; something of each view must be in the next."""
        now = await self.look()
        self.seen = [seq for seq, _ in now["rows"]]
        while not done(now):
            before = {seq for seq, _ in now["rows"]}
            now = await self.look(pixels)
            seqs = [seq for seq, _ in now["rows"]]
            assert before & set(seqs), f"jumped from {sorted(before)} to {seqs}"
            self.seen += [seq for seq in seqs if seq not in self.seen]


async def test_a_long_room_is_read_back_to_its_beginning_and_down_again(page: Page):
    way = Way(page)
    opened = await way.look()
    assert opened["left"] < 1
    last = opened["rows"][-1][0]
    first = last - MESSAGES + 1

    await way.go(-STRIDE, lambda now: now["top"] == 0 and now["rows"][0][0] == first)
    assert sorted(way.seen) == list(range(first, last + 1))

    await way.go(STRIDE, lambda now: now["left"] < 1)
    assert way.seen == list(range(first, last + 1))
    assert way.most_nodes <= MOST_NODES
    print(f"messages={MESSAGES} looks={way.looks} most_nodes={way.most_nodes}")


async def test_an_older_page_moves_nothing_that_is_in_view(window: Window):
    page, compared = window.page, 0
    for _ in range(PAGES):
        had = older(window)
        await page.evaluate(f"() => {{ {TO_TOP} = 300; }}")
        assert (await shown(page))["rows"]
        assert older(window) == had
        # One step of one script: what stands there is looked at before the older page can come.
        before = await page.evaluate(f"() => {{ {TO_TOP} = 100; return ({SHOWN})(); }}")
        await until(lambda had=had: older(window) > had, 30, "an older page")
        await until_true(lambda: page.evaluate(f"{TO_TOP} > 500"), 30, "what it brought above the view")
        assert moved(before, await shown(page)) == []
        compared += len(before["rows"]) - 1
    assert compared >= PAGES * LEAST_ROWS
    print(f"pages={PAGES} rows={compared}")


async def test_what_has_the_focus_stays_and_a_new_message_below_is_announced_and_moves_nothing(host: Host, page: Page):
    text = "said while somebody reads above"
    told = page.locator("[aria-live=polite]").filter(has_text=text)
    await page.get_by_role("log").get_by_role("button", name="Actions for this message").last.focus()
    way = Way(page)
    await way.go(-STRIDE, lambda now: now["left"] > FAR)
    assert await page.evaluate("document.activeElement.closest('.msg') !== null")
    before = await way.look()
    await host.call("POST", f"/v1/rooms/{ROOM}/messages", {"by": "ken", "body": {"type": "text", "text": text}})
    await expect(told).to_have_count(1)
    assert moved(before, await way.look()) == []
    await page.get_by_role("button", name="1 new message").click()
    await expect(page.get_by_role("log").get_by_text(text)).to_be_in_viewport()
    assert (await way.look())["left"] < 1
    print(f"rows={len(before['rows'])} looks={way.looks}")


async def test_a_view_that_becomes_higher_is_filled(page: Page):
    way = Way(page)
    await way.go(-STRIDE, lambda now: now["left"] > 2 * TALL["height"])
    await way.go(STRIDE, lambda now: now["left"] < 1)
    await page.set_viewport_size(TALL)
    await until_true(lambda: page.evaluate("innerHeight > 5000"), 30, "a higher view")
    now = await way.look()
    assert now["left"] < 1
    assert now["rows"][0][1] < BUBBLE
    print(f"rows={len(now['rows'])}")


@pytest.mark.parametrize("change", [LOWERED, LIFTED], ids=["its height changes twice", "what is drawn grows"])
async def test_the_end_stays_in_view_when(page: Page, change: str):
    assert (await shown(page))["left"] < 1
    assert await page.evaluate(change) > 1, "nothing took the end out of view"
    await until_true(lambda: page.evaluate(f"({SHOWN})().left < 1"), 30, "the end in view")
    assert (await shown(page))["left"] < 1


async def test_the_end_stays_in_view_while_one_writes_many_lines(page: Page):
    box = page.locator(".dock textarea")
    low = await box.evaluate("(box) => box.clientHeight")
    await box.fill("one\ntwo\nthree\nfou")
    await box.press("r")
    assert (await shown(page))["left"] < 1
    assert await box.evaluate("(box) => box.clientHeight") > 2 * low
    await box.fill("")
    assert (await shown(page))["left"] < 1
    assert await box.evaluate("(box) => box.clientHeight") == low


@pytest.mark.parametrize("window", ["ken"], indirect=True)
async def test_what_somebody_muted_said_stays_shown_until_it_is_hidden(host: Host, window: Window):
    bearer = {"Authorization": f"Bearer {window.account.token}"}
    async with httpx.AsyncClient(base_url=host.node.http, headers=bearer) as client:
        (await client.put("/v1/users/me/mutes/ann")).raise_for_status()
    await window.page.reload()
    last = window.log.get_by_role("button", name="Show", exact=True).last
    seq = await last.locator("..").get_attribute("data-seq")
    line = window.log.locator(f".line[data-seq='{seq}']")
    hide = line.get_by_role("button", name="Hide", exact=True)
    await last.click()
    await expect(hide).to_be_visible()
    await window.page.evaluate("document.activeElement.blur()")

    # Out of what is drawn, and back.
    async def away() -> bool:
        await window.page.evaluate(f"() => {{ {TO_TOP} = 0; }}")
        await shown(window.page)
        return await hide.count() == 0

    await until_true(away, 30, "its row is not drawn")
    await window.page.evaluate(f"{TO_TOP} = 1e6")
    await expect(hide).to_be_visible()
    await hide.click()
    await expect(line.get_by_role("button", name="Show", exact=True)).to_be_visible()
    print("shown=1 left=1 hidden=1")


async def test_what_waits_to_be_sent_is_drawn_near_the_view_alone_and_none_is_lost(host: Host, window: Window):
    await window.pull_the_cable()
    written = await window.page.evaluate(WRITE, WAITING)
    await expect(window.page.get_by_text(f"when you are back online: {WAITING}")).to_be_visible()
    now = await shown(window.page)
    assert 0 < await window.log.locator(".unsent").count() < WAITING / 2
    assert now["nodes"] <= MOST_NODES
    await window.plug_in()
    await window.hurry()
    await expect(window.message(written[-1]).locator(".pip").first).to_be_visible(timeout=60_000)
    await expect(window.log.locator(".unsent")).to_have_count(0)
    room = await host.call("GET", f"/v1/rooms/{window.room}")
    page = await host.call("GET", f"/v1/rooms/{window.room}/entries?after={room['last_seq'] - WAITING}&limit=100")
    assert [entry["body"]["text"] for entry in page["entries"]] == written
    print(f"waited={WAITING} nodes={now['nodes']}")
