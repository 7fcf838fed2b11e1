"""Japanese, as it is typed: the Enter that takes a composed word never sends, in the order of any browser."""

import json
import secrets
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, CDPSession, Locator, Page, expect

from tests.rig.engine import COMPOSING, called
from tests.rig.parley import Host
from tests.rig.stage import PARTIES

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

SIZES: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1200, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
READING: Final = ("に", "にほ", "にほん")
WORD: Final = "日本"
"""What the keyboard shows, letter by letter, and the word that is chosen for it."""
PRESSED: Final = """
    window.pressed = [];
    addEventListener("keydown", (press) => pressed.push([press.key, press.keyCode, press.isComposing]), true);
"""


@pytest.fixture(params=list(SIZES))
async def page(request: pytest.FixtureRequest, calm: Host, browser: Browser) -> AsyncIterator[Page]:
    """A customer's page, in Japanese."""
    room = f"composed-{secrets.token_hex(4)}"
    await calm.room(room, PARTIES)
    account = await calm.account("ann", "customer")
    async with await browser.new_context(locale="ja-JP", **SIZES[request.param]) as context:
        opened = await context.new_page()
        await opened.goto(f"{calm.node.http}/r/#t={account.token}&room={room}&lang=ja")
        await expect(opened.get_by_role("log")).to_be_visible(timeout=15_000)
        await opened.evaluate(PRESSED)
        yield opened


async def test_enter_takes_the_word_and_the_next_enter_sends(page: Page):
    box = page.get_by_role("textbox", name="メッセージを書く")
    await box.tap() if await page.evaluate("navigator.maxTouchPoints > 0") else await box.click()
    keyboard = await page.context.new_cdp_session(page)
    for reading in READING:
        await compose(keyboard, reading)
        await key(keyboard, "Process", 229)
    await compose(keyboard, WORD)
    await key(keyboard, "Enter", 229)  # the word is taken: as the page is told while one composes
    assert await page.evaluate("pressed.at(-1)") == ["Enter", 229, True]
    await keyboard.send("Input.insertText", {"text": WORD})
    await expect(box).to_have_value(WORD)
    await nothing_is_sent_but_by_the_next_enter(page, box)


@pytest.mark.parametrize("safari", [False, True], ids=["usual order", "safari order"])
async def test_nor_does_it_when_the_composition_ends_before_the_key(page: Page, safari: bool):  # noqa: FBT001
    box = page.get_by_role("textbox", name="メッセージを書く")
    assert await page.evaluate(called(COMPOSING), json.dumps([WORD, safari])) == json.dumps(WORD, ensure_ascii=False)
    assert await page.evaluate("pressed") == [["Enter", 229, not safari]]
    await nothing_is_sent_but_by_the_next_enter(page, box)


async def nothing_is_sent_but_by_the_next_enter(page: Page, box: Locator) -> None:
    """The word stands in the box and nowhere else, until Enter is pressed once more."""
    said = page.get_by_role("log").locator(".msg-text")
    await expect(box).to_have_value(WORD)
    await expect(said).to_have_count(0)
    await box.press("Enter")
    await expect(said).to_have_text([WORD])
    await expect(box).to_have_value("")
    print(f"compositions=1 presses={await page.evaluate('pressed.length')} messages=1")


async def compose(keyboard: CDPSession, text: str) -> None:
    """Show this as what is being composed."""
    await keyboard.send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )


async def key(keyboard: CDPSession, name: str, code: int) -> None:
    """Press a key as an input method hands it on: with its code, whatever key it was."""
    for kind in ("rawKeyDown", "keyUp"):
        await keyboard.send("Input.dispatchKeyEvent", {"type": kind, "key": name, "windowsVirtualKeyCode": code})
