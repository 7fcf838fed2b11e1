"""Files with the packed SDK in a real Chromium: progress, cancel, a path that breaks, who may read, refusals."""

import hashlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser

from tests.rig.parley import Host, Parley
from tests.rig.proxy import Proxy
from tests.rig.site import Tab, sdk_tab
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(90)]

ROOM = "order-1042"
MIB = 2**20
LARGE = 24 * MIB  # more than sockets and a proxy hold between them
SLOW = MIB // 2  # bytes a second


@dataclass
class Files:
    """A customer behind a cable of her own and a driver beside it, each with the website open."""

    node: Parley
    host: Host
    proxy: Proxy
    ann: Tab
    ken: Tab
    tokens: dict[str, str]

    def stored(self) -> int:
        """Count the uploads that are whole, used or not."""
        with sqlite3.connect(self.node.data / "parley.db") as store:
            return store.execute("SELECT count(*) FROM uploads WHERE state NOT IN ('arriving', 'erased')").fetchone()[0]

    async def messages(self) -> list[dict[str, Any]]:
        """Give what was said in the room, as it is stored."""
        return [entry["body"] for entry in await self.host.log(ROOM) if entry["kind"] == "message"]

    async def half_up(self, name: str) -> str:
        """Attach a large file and let it get stuck half-way; give its cid."""
        self.proxy.faults.slow_up = SLOW
        cid = str(await self.ann.does("attach", ROOM, LARGE, name))
        await self.ann.shows("under", ROOM)
        self.proxy.freeze()
        self.proxy.faults.slow_up = None
        sent = await self.ann.does("up", ROOM)
        assert 0 < sent < LARGE, "part of it is up, and the page knows how much"
        return cid


@asynccontextmanager
async def two_people(parley: Any, browser: Browser, website: str, **settings: str) -> AsyncIterator[Files]:
    """Start a server and open the website for both."""
    node = parley(PARLEY_ALLOWED_ORIGINS=website, **settings)
    await node.up()
    host = Host(node)
    await host.room(ROOM, {"ann": "customer", "ken": "driver"})
    tokens = {user: (await host.account(user, role)).token for user, role in (("ann", "customer"), ("ken", "driver"))}
    async with Proxy(node.port) as proxy:
        tabs = {}
        for user, port in (("ann", proxy.port), ("ken", node.port)):
            tabs[user] = tab = await sdk_tab(await browser.new_context(), website)
            await tab.does("come", f"http://127.0.0.1:{port}", tokens[user])
            await tab.does("open", ROOM)
            await tab.shows("ready", ROOM)
        yield Files(node, host, proxy, **tabs, tokens=tokens)
        assert [*tabs["ann"].errors, *tabs["ken"].errors] == []


async def test_a_path_that_breaks_half_way_leaves_one_file_and_one_message(parley, browser, website):
    async with two_people(parley, browser, website) as files:
        ann, ken, proxy = files.ann, files.ken, files.proxy
        cancelled = await files.half_up("cancelled.bin")
        await ann.does("discard", ROOM, cancelled)
        await ann.shows("settled", ROOM)
        proxy.thaw()
        await files.half_up("broken.bin")
        await ann.does("say", ROOM, "after the file")
        await ann.page.context.set_offline(True)
        proxy.thaw()
        proxy.reset_all()
        await ann.page.wait_for_function("() => !shop.online()")
        assert await ann.does("progress", ROOM) == ["sending", "sending"]
        await ann.page.context.set_offline(False)
        await ann.does("hurry")
        await ann.shows("settled", ROOM, seconds=30)
        await ken.shows("has", ROOM, "after the file")
        bodies = await files.messages()
        assert [body["type"] for body in bodies] == ["file", "text"], "in the order written"
        assert (bodies[0]["name"], bodies[0]["size"]) == ("broken.bin", LARGE)
        assert files.stored() == 1
        await until(lambda: len(whole_files(files.node)) == 1, 10, lambda: str(whole_files(files.node)))


def whole_files(node: Parley) -> list[int]:
    """List the sizes of what lies in the uploads' folder."""
    return [path.stat().st_size for path in (node.data / "uploads").rglob("*") if path.is_file()]


async def test_the_others_read_it_with_their_bearer_and_a_link_opens_it_elsewhere(parley, browser, website):
    async with two_people(parley, browser, website) as files:
        await files.ann.does("attach", ROOM, 300_000, "list.bin")
        await files.ann.does("picture", ROOM, 1200)
        await files.ken.shows("got", ROOM, 2)
        plain, picture = await files.ken.does("files", ROOM)
        read = await files.ken.does("fetch", plain["file"])
        assert read["digest"] == await files.ann.does("digest", 300_000)
        whole, small = [await files.ken.does("fetch", picture["file"], size) for size in ("whole", "preview")]
        assert (whole["width"], small["width"], small["size"] < whole["size"]) == (1200, 640, True)

        stranger = (await files.host.account("eve", "customer")).token
        link = await files.ken.does("link", plain["file"])
        async with httpx.AsyncClient() as client:
            opened = await client.get(link)
            assert hashlib.sha256(opened.content).hexdigest() == read["digest"]
            assert opened.headers["content-disposition"].startswith("attachment")
            for refused in (
                await client.get(link, headers={"Authorization": f"Bearer {stranger}"}),
                await client.get(link.split("?")[0]),
                await client.get(link.replace(plain["file"], picture["file"])),
            ):
                assert refused.status_code in {401, 403, 404}
        assert [body["type"] for body in await files.messages()] == ["file", "file"]


async def test_a_refusal_keeps_its_code_and_holds_up_nothing(parley, browser, website):
    # The damaged picture counts as one of the day's.
    limits = {"PARLEY_UPLOAD_BYTES": str(MIB), "PARLEY_UPLOADS_PER_USER": "3"}
    async with two_people(parley, browser, website, **limits) as files:
        ann = files.ann
        for attach, code, waits in (
            (("attach", ROOM, 2 * MIB, "large.bin"), "too_large", False),
            (("attach", ROOM, 5_000, "door.png", "\x89PNG\r\n\x1a\n"), "bad_field", False),
            (("attach", ROOM, 5_000, "one.bin"), None, False),
            (("attach", ROOM, 5_000, "two.bin"), None, False),
            (("attach", ROOM, 5_000, "three.bin"), "rate_limited", True),
        ):
            cid = await ann.does(*attach)
            await ann.does("say", ROOM, f"after {attach[3]}")
            await files.ken.shows("has", ROOM, f"after {attach[3]}")
            if code is None:
                await ann.shows("settled", ROOM)
                continue
            await ann.shows("fails", ROOM)
            assert await ann.does("failed", ROOM) == [[code, waits]]
            await ann.does("discard", ROOM, cid)
        assert [body.get("name") or body["text"] for body in await files.messages()] == [
            "after large.bin", "after door.png", "one.bin", "after one.bin", "two.bin", "after two.bin",
            "after three.bin",
        ]  # fmt: skip
