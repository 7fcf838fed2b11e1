"""A room with a long past, made in the store of a node; and a page's timeline, looked at from within."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

from tests.rig.parley import Host, Parley

PEOPLE: Final = {"ann": "customer", "ken": "driver"}

SHOWN: Final = """() => {
    const box = document.querySelector(".timeline");
    const {top, bottom} = box.getBoundingClientRect();
    const edges = (row) => row.getBoundingClientRect();
    const inView = (row) => edges(row).bottom > top && edges(row).top < bottom;
    const rows = [...box.querySelectorAll("[data-seq]")].filter(inView);
    return {
        nodes: box.querySelectorAll("*").length,
        top: box.scrollTop,
        left: box.scrollHeight - box.clientHeight - box.scrollTop,
        rows: rows.map((row) => [Number(row.dataset.seq), edges(row).top - top]),
    };
}"""
"""How many elements there are; how far the view is from both ends; the messages in it, and how far below its top."""


def numbered(number: int, users: list[str]) -> dict[str, Any]:
    """One message of many: three by one person, then three by the next, and every fifth of four lines."""
    text = f"message {number}" + "\nand a line more" * (0 if number % 5 else 3)
    return {"by": users[number // 3 % len(users)], "body": {"type": "text", "text": text}}


def lengthen(data: Path, room: str, users: list[str], count: int) -> None:
    """Append so many numbered messages to a room of a node that stands still: 10,000 take a second."""
    with sqlite3.connect(data / "parley.db") as store:
        seq, at = store.execute("SELECT last_seq, last_at FROM rooms WHERE id = ?", (room,)).fetchone()
        said = (numbered(number, users) for number in range(count))
        store.executemany(
            "INSERT INTO entries (room, seq, kind, author, at, cid, body) VALUES (?, ?, 'message', ?, ?, ?, ?)",
            (
                (room, seq + 1 + n, one["by"], at + 1 + n, f"numbered-{n}", json.dumps(one["body"]))
                for n, one in enumerate(said)
            ),
        )
        last = (seq + count, at + count, room)
        store.execute("UPDATE rooms SET last_seq = ?, last_at = ? WHERE id = ?", last)
    store.close()


@asynccontextmanager
async def lengthened(folder: Path, room: str, count: int) -> AsyncIterator[Host]:
    """Start a node with a room in which two people wrote so many messages."""
    node = Parley(folder)
    try:
        await node.up()
        host = Host(node)
        await host.room(room, PEOPLE)
        node.end()
        lengthen(node.data, room, list(PEOPLE), count)
        await node.up()
        yield host
    finally:
        node.end()


async def shown(page: Page, pixels: int = 0) -> dict[str, Any]:
    """Scroll so far, and look at the timeline once two frames have been drawn: what it sets off is done."""
    return await page.evaluate(
        f"""async (pixels) => {{
            document.querySelector(".timeline").scrollBy(0, pixels);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return ({SHOWN})();
        }}""",
        pixels,
    )
