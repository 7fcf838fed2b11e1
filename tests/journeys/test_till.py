"""Forty orders at the till, in Chromium: what waits sounds; one touch answers, and reads that card alone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Final

import pytest
from playwright.async_api import Browser, ElementHandle, expect
from playwright.async_api import Error as BrowserError

from tests.rig.board import SOON_MS, Shop, card
from tests.rig.parley import Host
from tests.rig.seat import Seat
from tests.rig.wait import until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SECONDS: Final = 30.0
ORDERS: Final = 40
# How often a note began.
COUNTS: Final = """
    window.notes = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) { window.notes += 1; return start.apply(this, when); };
"""


# What can be pressed where a key was, in the moment in which everything has moved, and once that is over.
UNDER = """async (key) => {
    const {left, top, width, height} = key.getBoundingClientRect();
    const pressed = () => document.elementFromPoint(left + width / 2, top + height / 2)?.closest("button")?.textContent;
    const before = pressed();
    const [card, board] = [key.closest(".card"), key.closest(".till-board")];
    const comes = (here) => new Promise((done) => {
        const look = () => here() && (seen.disconnect(), done(pressed() ?? null));
        const seen = new MutationObserver(look);
        seen.observe(board, {attributes: true, childList: true, subtree: true});
    });
    const moved = comes(() => !card.querySelector(".asked") && board.querySelector("[data-moved]"));
    window.under = moved.then(async (then) => [before, then, await comes(() => !board.querySelector("[data-moved]"))]);
}"""


@pytest.fixture
async def shop(calm: Host, browser: Browser) -> AsyncIterator[Shop]:
    async with AsyncExitStack() as stack:
        gathered = Shop(calm, browser, stack, COUNTS)
        yield gathered
        assert [error for held in gathered.seats for error in held.errors] == []


async def notes(till: Seat) -> int:
    """Count the notes that sounded."""
    told: int = await till.page.evaluate("window.notes")
    return told


async def test_forty_rooms_at_the_till(shop: Shop):
    await asyncio.gather(*(shop.order(number, "assigned") for number in range(3, ORDERS + 1)))
    for number in (1, 2):
        await shop.order(number, "placed")
    first, second = await asyncio.gather(shop.till(), shop.till())
    for till in (first, second):
        await expect(till.page.get_by_role("article")).to_have_count(ORDERS, timeout=SOON_MS)
        await expect(till.page.locator(".card-subject").nth(1)).to_have_text("Order 02")
    await first.page.get_by_label("Who is at the till?").fill("Yuki")
    await first.button("Start shift").tap()
    await expect(first.button("At the till: Yuki")).to_be_visible()
    await expect(first.page.get_by_text("Sound on", exact=True)).to_be_visible()
    asked = await asks_twice(shop, first)
    await answers_in_their_language(shop, first)
    await slides_under_no_finger(shop, first, second)
    await accepts_once(shop, first, second, asked)
    await reads_what_was_touched(shop)
    print(f"rooms={ORDERS} tills=2 read=2")


async def asks_twice(shop: Shop, till: Seat) -> int:
    """Write in one order, ask for a change in another: it sounds again and again, and both come before the rest."""
    before = await notes(till)
    await shop.ann_says(30, {"type": "text", "text": "No onions, please"})
    asked = await shop.ann_says(20, {"type": "request", "change": "note", "note": "Chopsticks for two"})

    async def rang() -> bool:
        return await notes(till) >= before + 4

    await until_true(rang, SECONDS, "it sounded at least twice")
    subjects = till.page.locator(".card-subject")
    await expect(subjects.nth(3)).to_have_text("Order 20")
    assert (await subjects.all_inner_texts())[:4] == [f"Order {number:02}" for number in (1, 2, 30, 20)]
    return asked


async def answers_in_their_language(shop: Shop, till: Seat) -> None:
    """Answer by one touch, in a shop that is busy."""
    ann = await shop.customer(30)
    await till.button("+20 min", till.page.get_by_role("group", name="Busy")).tap()
    await card(till, 30).get_by_role("button", name="+30 min").tap()
    await ann.sees("あと30分ほどかかります。")
    await expect(till.page.locator(".is-waiting .card-subject", has_text="Order 30")).to_have_count(0, timeout=SOON_MS)


async def accepts_once(shop: Shop, first: Seat, second: Seat, asked: int) -> None:
    """Accept at one till and decline at the other, at once: one of them answers, and both say the same."""
    accept = card(first, 20).get_by_role("button", name="Accept")
    decline = card(second, 20).get_by_role("button", name="Decline")
    await asyncio.gather(expect(accept).to_be_visible(), expect(decline).to_be_visible())
    keys = await asyncio.gather(accept.element_handle(), decline.element_handle())
    await asyncio.gather(*(taps(key) for key in keys))

    async def answered() -> dict[str, Any] | None:
        entries = await shop.host.log(shop.room(20))
        return next((entry for entry in entries if entry["seq"] == asked), {}).get("answer")

    await until_true(answered, SECONDS, "it is answered")
    answer = await answered()
    assert answer is not None
    word = "Accepted" if answer["accepted"] else "Declined"
    for till in (first, second):
        await expect(card(till, 20).get_by_text(word, exact=True)).to_be_visible(timeout=SOON_MS)
        await expect(card(till, 20).locator(".is-failed, .asked")).to_have_count(0, timeout=SOON_MS)


async def slides_under_no_finger(shop: Shop, first: Seat, second: Seat) -> None:
    """What one till answers goes from the other, and for a moment nothing can be pressed that came in its place."""
    name = card(second, 21).get_by_role("button", name="Order 21")
    await name.focus()
    await shop.ann_says(21, {"type": "request", "change": "note", "note": "No spoons"})
    decline = card(second, 21).get_by_role("button", name="Decline")
    await decline.scroll_into_view_if_needed()
    await expect(decline).to_be_enabled()
    await expect(second.page.locator("[data-moved]")).to_have_count(0)
    await decline.evaluate(UNDER)
    await card(first, 21).get_by_role("button", name="Accept").tap()
    before, moved, then = await second.page.evaluate("window.under")
    await expect(name).to_be_focused()
    assert before == "Decline"
    assert moved is None
    assert then not in {None, "Decline"}, "nothing came in its place: this shows nothing"


async def taps(key: ElementHandle) -> None:
    """Tap, if it is there still: what the other till answered has no keys any more."""
    with contextlib.suppress(BrowserError):
        await key.tap(timeout=5_000)


async def reads_what_was_touched(shop: Shop) -> None:
    """All forty orders were delivered to the till; only those that were touched there were read."""
    touched = {20, 21, 30}

    async def so() -> bool:
        cursors = await asyncio.gather(*(shop.cursor(number) for number in range(1, ORDERS + 1)))
        assert all(read == 0 for number, (_, read) in enumerate(cursors, 1) if number not in touched)
        return all(delivered for delivered, _ in cursors) and all(cursors[number - 1][1] for number in touched)

    await until_true(so, SECONDS, "what was touched is read, and all is delivered")
