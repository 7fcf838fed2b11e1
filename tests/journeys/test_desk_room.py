"""An agent in a room of the workspace, in a real Chromium: what is said among staff stays there."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.rig.browser import Window, browsing
from tests.rig.parley import NO_TLS, SECRET, Host, Parley, find_command

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-1042"
PEOPLE = {"ann": "customer", "ken": "driver"}
PASSWORD = "three green boats at noon"
WIDE = {"width": 1280, "height": 800}


@dataclass
class Desk:
    """Ann's window, and an agent's page with her room open."""

    ann: Window
    mika: Page
    host: Host
    errors: list[str]

    @property
    def log(self) -> Locator:
        """What the agent reads."""
        return self.mika.get_by_role("log")

    async def writes(self, name: str, text: str) -> None:
        """Write into the box that is named so, and send."""
        box = self.mika.get_by_role("textbox", name=name)
        await expect(box).to_be_focused()
        await box.fill(text)
        await box.press("Enter")
        await expect(self.log.get_by_text(text)).to_be_visible()
        await box.press("Escape")

    async def writes_on_the_way_in(self, text: str) -> None:
        """Step in, write and send faster than the server answers: no key is lost, none is heard as another."""
        answered = asyncio.Event()

        async def slow(route: Route) -> None:
            await answered.wait()
            await route.continue_()

        await self.mika.route("**/participants/*", slow)
        for key in ("i", "r"):
            await self.mika.keyboard.press(key)
        box = self.mika.get_by_role("textbox", name="Write a message")
        await expect(box).to_be_focused()
        await self.mika.keyboard.type(text)
        await self.mika.keyboard.press("Enter")
        await expect(box).to_have_value(text)
        assert await self.people() == ["Ann", "Ken"]
        answered.set()

    async def people(self) -> list[str]:
        """Who takes part, as the server tells its host."""
        told = await self.host.call("GET", f"/v1/rooms/{ROOM}")
        return [who["name"] for who in told["participants"] if "left_seq" not in who]


async def printed(node: Parley, email: str) -> str:
    """Get the secret of the operator's link."""
    own = {"PARLEY_SECRET": SECRET, "PARLEY_API_KEY": "x", "PARLEY_DATA_DIR": str(node.data), "PORT": f"{node.port}"}
    command = await asyncio.create_subprocess_exec(
        *find_command(), "admin", "--email", email, env={**os.environ, **own}, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await command.communicate()
    return told.decode().strip().partition("#link=")[2]


async def signed_in(node: Parley, browser: Browser, errors: list[str]) -> Page:
    """Set Mika's password, and open a browser that has her session."""
    async with httpx.AsyncClient(base_url=node.http, headers={"Origin": node.http}, verify=NO_TLS) as client:
        said = {"secret": await printed(node, "mika@shop.example"), "password": PASSWORD, "name": "Mika"}
        answer = await client.post("/v1/desk/links/use", json=said)
        assert answer.is_success, answer.text
        cookies = [{"name": one.name, "value": one.value or "", "url": node.http} for one in client.cookies.jar]
    context = await browser.new_context(locale="en-GB", viewport=WIDE)
    await context.add_cookies(cookies)
    page = await context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page


@pytest.fixture
async def desk(parley, browser) -> AsyncIterator[Desk]:
    node: Parley = parley()
    await node.up()
    host = Host(node)
    await host.room(ROOM, PEOPLE)
    errors: list[str] = []
    mika = await signed_in(node, browser, errors)
    async with browsing(browser, node.port) as windows:
        ann = await windows.open(await host.account("ann", "customer"), ROOM)
        await mika.goto(f"{node.http}/desk/#view=all&room={ROOM}")
        await expect(mika.get_by_text("Nobody has this room").first).to_be_visible()
        yield Desk(ann, mika, host, errors)
    await mika.context.close()
    assert errors == []


async def test_a_note_stays_among_staff_and_a_public_line_reaches_the_customer(desk: Desk):
    """By keyboard alone: take the room, note something, step in, write to everybody, name what it is about."""
    keys = desk.mika.keyboard
    await desk.ann.say("Where is my food?")
    await expect(desk.log.get_by_text("Where is my food?")).to_be_visible()
    await keys.press("t")
    await expect(desk.log.get_by_text("Mika took the room")).to_be_visible()
    await keys.press("n")
    await desk.writes("Write a note that only staff can read", "note-91c2: she is right")
    await keys.press("r")
    await expect(desk.mika.get_by_text("You observe")).to_be_visible()
    assert await desk.people() == ["Ann", "Ken"]
    await desk.writes_on_the_way_in("I am looking for it.")
    await desk.ann.sees("I am looking for it.")
    assert await desk.people() == ["Ann", "Ken", "Mika"]
    await keys.press("Escape")
    await expect(desk.log.locator(".pip.role-customer.mark-read")).to_have_count(1)
    await keys.press("n")
    await desk.writes("Write a note that only staff can read", "note-77aa: the diner forgot it")
    await keys.press("l")
    dialog = desk.mika.get_by_role("dialog")
    await dialog.get_by_label("Add a label").fill("late")
    await keys.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(desk.log.get_by_text("Mika: labels late")).to_be_visible()
    for secret in ("note-91c2", "note-77aa", '"assigned"', '"late"'):
        assert not desk.ann.heard(secret), secret
    assert desk.ann.heard("I am looking for it.")
