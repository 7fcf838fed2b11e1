"""Visitors with the packed SDK in a real Chromium: back after days, a copied secret, signing in, logging out."""

import json
import sqlite3
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext

from tests.rig.parley import Host, Parley
from tests.rig.proxy import Proxy
from tests.rig.site import Tab, sdk_tab

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(90)]

DAY_MS = 86_400_000
OPEN = {"PARLEY_VISITORS_PER_ADDRESS": "off", "PARLEY_SUPPORT_ROOMS_PER_ADDRESS": "off"}
LOST = "not_on_this_device"


def grow_older(node: Parley, user: str, ms: int) -> None:
    """Let so much time pass for one visitor, while the server is down: all that is known of them is so much older."""
    with sqlite3.connect(node.data / "parley.db") as store:
        moved = store.execute(
            'UPDATE visitors SET seen_at = seen_at - ?, rotated_at = rotated_at - ? WHERE "user" = ?', (ms, ms, user)
        )
        assert moved.rowcount == 1


async def later(node: Parley, **older: int) -> None:
    """Stop the server, let time pass for these visitors, and start it again."""
    node.terminate()
    for user, ms in older.items():
        grow_older(node, user, ms)
    await node.up()


async def visit(context: BrowserContext, website: str, url: str, *, known: bool) -> Tab:
    """Open the website as its visitor."""
    tab = await sdk_tab(context, website)
    assert await tab.does("visit", url) is known
    await tab.shows("online")
    return tab


async def ask(tab: Tab, text: str) -> str:
    """Open a support room, write, and see that it is on disk."""
    room = str(await tab.does("support", "Where is it?"))
    await tab.shows("ready", room)
    await tab.does("say", room, text)
    await tab.shows("has", room, text)
    await tab.shows("settled", room)
    return room


async def secret_of(tab: Tab) -> str:
    """Read what the browser keeps of the visitor, as a copy would hold it."""
    (value,) = (value for key, value in (await tab.does("kept"))["local"].items() if key.startswith("parley.visitor"))
    return str(json.loads(value)["secret"])


async def posted(node: Parley, what: str, body: dict[str, Any]) -> httpx.Response:
    """Ask something about visits, as anybody can."""
    async with httpx.AsyncClient(base_url=node.http) as client:
        return await client.post(f"/v1/visitors{what}", json=body)


async def test_who_comes_back_finds_the_conversation_and_a_copied_secret_ends_it(parley, browser, website):
    node = parley(PARLEY_ALLOWED_ORIGINS=website, **OPEN)
    await node.up()
    first, second = [await browser.new_context() for _ in range(2)]
    tab, other = [await visit(context, website, node.http, known=False) for context in (first, second)]
    room, late_room = await ask(tab, "Where is it?"), await ask(other, "Hello?")
    user, late = await tab.does("me"), await other.does("me")
    (token,) = await tab.does("tokens", 1)
    assert token not in json.dumps(await tab.does("kept")), "tokens stay in memory"
    for each in (tab, other):
        await each.page.close()
    await later(node, **{user: 3 * DAY_MS, late: 31 * DAY_MS})

    tabs = await back_in_two_tabs(first, website, node, user, room)
    other = await visit(second, website, node.http, known=True)
    await is_lost(other, late, late_room)

    copied = await secret_of(tabs[0])
    for each in tabs:
        await each.does("tokens", 3)
    assert await secret_of(tabs[0]) != copied
    await later(node, **{user: 2 * 60_000})
    for each in tabs:
        await each.does("hurry")
        await each.shows("online")
    thief = await posted(node, "/refresh", {"secret": copied})
    assert (thief.status_code, thief.json()["code"]) == (401, "unauthenticated")
    for each in tabs:
        await is_lost(each, user, room)
    assert [error for each in (*tabs, other) for error in each.errors] == []
    assert "why=reuse" in node.tail()


async def back_in_two_tabs(context: BrowserContext, website: str, node: Parley, user: str, room: str) -> list[Tab]:
    """Open the website twice: the same person, the same conversation, and what one tab writes stands in the other."""
    tabs = [await visit(context, website, node.http, known=True) for _ in range(2)]
    for tab in tabs:
        await tab.does("open", room)
        await tab.shows("has", room, "Where is it?")
        assert (await tab.does("me"), await tab.does("rooms")) == (user, [room])
        assert await tab.does("visitor") == {"user": user, "lost": None}
    assert await ask(tabs[1], "It is late.") == room
    await tabs[0].shows("has", room, "It is late.")
    return tabs


async def is_lost(tab: Tab, user: str, room: str) -> None:
    """See that the page knows plainly that the conversation is gone, and shows nothing of it."""
    await tab.page.wait_for_function("(user) => ![null, user].includes(shop.visitor().user)", arg=user)
    assert (await tab.does("visitor"))["lost"] == LOST
    await tab.does("open", room)
    await tab.page.wait_for_function("(id) => shop.status(id).phase === 'refused'", arg=room)


async def test_signing_in_takes_the_conversation_along_once_and_only_by_agreement(parley, browser, website):
    node = parley(PARLEY_ALLOWED_ORIGINS=website, **OPEN)
    await node.up()
    host = Host(node)
    ann, bob, amy = [await host.account(*who) for who in (("ann", "customer"), ("bob", "customer"), ("amy", "agent"))]
    context, elsewhere = [await browser.new_context() for _ in range(2)]
    tab = await visit(context, website, node.http, known=False)
    room = await ask(tab, "Where is it?")
    other = await visit(elsewhere, website, node.http, known=False)
    user, secret = await tab.does("me"), await secret_of(tab)
    (another,) = await other.does("tokens", 1)
    both = {"secret": secret, "user_token": ann.token, "agree": True}
    refusals = {
        "nobody agreed": {**both, "agree": False},
        "no proof of the visitor": {"user_token": ann.token, "agree": True},
        "no proof of the user": {**both, "user_token": "x"},
        "another visitor": {**both, "user_token": another},
        "staff": {**both, "user_token": amy.token},
    }
    for why, body in refusals.items():
        assert (await posted(node, "/merge", body)).status_code in {400, 401, 403}, why
    assert [entry["by"] for entry in await host.log(room)][-1] == user, "nothing has moved"
    assert await tab.does("merge", amy.token) == {"refused": "forbidden", "status": 403}

    assert await tab.does("merge", ann.token) == {"user": "ann", "visitor": user}
    assert not any("visitor" in key for key in (await tab.does("kept"))["local"])
    assert (await posted(node, "/merge", {**both, "user_token": bob.token})).status_code in {401, 403}, "once"
    mine = await sdk_tab(context, website)
    await mine.does("come", node.http, ann.token)
    await mine.shows("listed", room)
    await mine.does("open", room)
    await mine.shows("has", room, "Where is it?")
    assert await mine.does("progress", room) == ["sent"], "what the visitor wrote is one's own"
    assert await mine.does("unread") == 0
    assert [*tab.errors, *mine.errors] == []


async def test_logging_out_leaves_nothing_in_the_browser(parley, browser, website):
    node = parley(PARLEY_ALLOWED_ORIGINS=website, **OPEN)
    await node.up()
    async with Proxy(node.port) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        context = await browser.new_context()
        tab = await visit(context, website, url, known=False)
        room = await ask(tab, "Where is it?")
        twin = await visit(context, website, url, known=True)
        await twin.does("open", room)
        await twin.shows("has", room, "Where is it?")
        proxy.faults.cut_after = 0
        proxy.reset_all()
        await tab.does("say", room, "a secret word")
        await tab.does("attach", room, 100_000, "private.bin")
        await tab.page.wait_for_function("async () => JSON.stringify(await shop.kept()).includes('private.bin')")
        assert "a secret word" in json.dumps((await tab.does("kept"))["databases"])
        assert await tab.does("leave") is True
        await twin.page.wait_for_function("() => shop.stopped() === 'logout'")
        for each in (tab, twin):
            await keeps_nothing(each)
            assert await each.does("texts", room) == []
        proxy.faults.cut_after = None
        again = await visit(context, website, url, known=False)
        assert await again.does("rooms") == []
        secret = await secret_of(again)
        assert await again.does("leave") is True
        assert (await posted(node, "/refresh", {"secret": secret})).status_code == 401
        assert "secret word" not in str(await Host(node).log(room))
        assert [error for each in (tab, twin, again) for error in each.errors] == []


async def keeps_nothing(tab: Tab) -> None:
    """List all that a browser can keep for a page; nothing is in it."""
    kept = await tab.does("kept")
    assert list(kept["databases"]) == ["parley"], "it is listed"
    assert all(rows == [] for stores in kept["databases"].values() for rows in stores.values())
    assert (kept["local"], kept["session"], kept["caches"], kept["cookies"]) == ({}, {}, [], "")
