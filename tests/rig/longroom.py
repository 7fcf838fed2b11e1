"""A room with a long past, made over HTTP or, quicker, in the store; and a page's timeline, looked at from within."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.async_api import Page

from tests.rig.parley import API_KEY, Host

PEOPLE: Final = {"ann": "customer", "ken": "driver"}
AT_ONCE: Final = 32

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


async def fill(host: Host, room: str, count: int) -> None:
    """Make a room in which two people wrote so many numbered messages, one in five of four lines."""
    await host.room(room, PEOPLE)
    bearer = {"Authorization": f"Bearer {API_KEY}"}
    users = list(PEOPLE)
    async with httpx.AsyncClient(base_url=host.node.http, headers=bearer, timeout=60) as client:

        async def say(number: int) -> None:
            answer = await client.post(f"/v1/rooms/{room}/messages", json=numbered(number, users))
            answer.raise_for_status()

        for first in range(0, count, AT_ONCE):
            await asyncio.gather(*(say(number) for number in range(first, min(first + AT_ONCE, count))))


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
