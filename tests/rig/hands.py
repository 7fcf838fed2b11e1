"""Hands that give files to a page: choose them, paste or drop them, look at what waits, and press send."""

import base64
from typing import Any, Final

from playwright.async_api import Locator, Page

HAND_OVER: Final = """
    ([kind, files]) => {
        const handed = new DataTransfer();
        for (const [name, type, text] of files) {
            handed.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, {type}));
        }
        const [where, how] = {
            drop: [".timeline", (kind) => new DragEvent(kind, {dataTransfer: handed, bubbles: true, cancelable: true})],
            paste: ["textarea", (kind) =>
                new ClipboardEvent(kind, {clipboardData: handed, bubbles: true, cancelable: true})],
        }[kind];
        const place = document.querySelector(where);
        if (kind === "drop") place.dispatchEvent(how("dragover"));
        return place.dispatchEvent(how(kind));
    }
"""


def chosen(name: str, content: bytes, kind: str = "application/octet-stream") -> dict[str, Any]:
    """Return a file as a person chooses it."""
    return {"name": name, "mimeType": kind, "buffer": content}


async def choose(page: Page, *files: dict[str, Any]) -> None:
    """Press the button, and choose."""
    async with page.expect_file_chooser() as asked:
        await page.get_by_role("button", name="Attach files").click()
    chooser = await asked.value
    await chooser.set_files(list(files))


def tray(page: Page) -> Locator:
    return page.get_by_role("list", name="Files to send").get_by_role("listitem")


async def press_send(page: Page) -> None:
    await page.get_by_role("button", name="Send", exact=True).click()


async def hand_over(page: Page, how: str, *files: tuple[str, str, bytes]) -> None:
    """Paste or drop files; the page must keep the browser from opening them."""
    handed = [[name, kind, base64.b64encode(content).decode()] for name, kind, content in files]
    assert await page.evaluate(HAND_OVER, [how, handed]) is False
