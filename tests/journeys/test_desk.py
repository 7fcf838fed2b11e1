"""Getting into the workspace in a real Chromium: from `parley admin` to a colleague who is signed in, and out again."""

import asyncio
import os
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.rig.parley import SECRET, Parley, find_command

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

PASSWORD = "three green boats at noon"
SESSION_COOKIE = "parley"


@pytest.fixture
async def node(parley) -> Parley:
    running: Parley = parley()
    await running.up()
    return running


class Visits:
    """Browsers of their own at the workspace, each with the errors that it told of."""

    def __init__(self, browser: Browser, node: Parley) -> None:
        self.browser = browser
        self.node = node
        self.errors: list[str] = []

    async def page(self, lang: str = "en-GB", **more: str) -> Page:
        context = await self.browser.new_context(locale=lang, **more)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        return page


@pytest.fixture
async def visits(browser: Browser, node: Parley) -> AsyncIterator[Visits]:
    opened = Visits(browser, node)
    yield opened
    told = [one for one in opened.errors if not one.startswith("Failed to load resource")]  # a no is told by its status
    assert not told, told


async def printed(node: Parley, email: str) -> str:
    """Run `parley admin` as the operator does, while the server runs."""
    own = {"PARLEY_SECRET": SECRET, "PARLEY_API_KEY": "x", "PARLEY_DATA_DIR": str(node.data), "PORT": f"{node.port}"}
    command = await asyncio.create_subprocess_exec(
        *find_command(), "admin", "--email", email, env={**os.environ, **own}, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await command.communicate()
    return told.decode().strip()


async def sets_password(page: Page, link: str, name: str) -> None:
    await page.goto(link)
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("New password").fill(PASSWORD)
    await page.get_by_role("button", name="Set the password and go in").click()
    await at_home(page, name)


async def at_home(page: Page, name: str) -> None:
    """See that one is in, and go to where one's devices are."""
    await expect(page.get_by_role("button", name=name)).to_be_visible()
    await page.evaluate("location.hash = 'devices'")
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


async def on_another_device(page: Page, used: str) -> None:
    """Try the link again, a wrong password, then the right one: in Japanese."""
    await page.goto(used)
    await expect(page.get_by_text("すでに使われました")).to_be_visible()
    await page.get_by_role("button", name="サインインへ").click()
    await page.get_by_label("メールアドレス").fill("mika@shop.example")
    await page.get_by_role("textbox", name="パスワード").fill("not her password")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("組み合わせが違います")
    await page.get_by_role("textbox", name="パスワード").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await at_home(page, "Mika")


async def test_from_the_operators_link_to_a_colleague_and_out_again(visits: Visits, node: Parley):
    ada = await visits.page()
    await ada.goto(f"{node.http}/desk")
    await expect(ada.get_by_text("parley admin --email")).to_be_visible()
    await expect(ada.get_by_role("textbox")).to_have_count(0)
    link = await printed(node, "ada@shop.example")
    assert link.startswith(f"{node.http}/desk/#link=")
    await sets_password(ada, link, "Ada")
    assert "link=" not in ada.url
    (cookie,) = await ada.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == (SESSION_COOKIE, True, "Strict")
    await ada.get_by_label("E-mail address").fill("mika@shop.example")
    await ada.get_by_role("button", name="Make a link").click()
    invitation = await ada.get_by_label("The link").input_value()
    mika, second = await visits.page(), await visits.page("ja")
    await sets_password(mika, invitation, "Mika")
    await expect(mika.get_by_role("heading", name="Invite a colleague")).to_have_count(0)
    await on_another_device(second, invitation)

    await mika.reload()
    await mika.get_by_role("button", name=re.compile("^Sign out Chrome")).click()
    await expect(mika.get_by_role("listitem")).to_have_count(1)
    await second.reload()
    await expect(second.get_by_role("button", name="サインインする")).to_be_visible()
    await mika.get_by_role("button", name="Mika").click()
    await mika.get_by_role("button", name="Sign out", exact=True).click()
    await expect(mika.get_by_role("button", name="Sign in")).to_be_visible()
    assert await mika.context.cookies() == []
