"""The first minute on a website: a greeting, a promise, the first words; back again, signing in and out; a list."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, expect

from tests.rig.hostpage import PHONE, Site, Visit, visitor, website
from tests.rig.parley import Host, Parley

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

GREETING = """
name = "Sakura Support"
policy = "https://sakura.example/privacy"
retention_days = 30
typical_minutes = 5
"""
SECRETS = "Object.keys(localStorage).filter((key) => key.startsWith('parley.'))"
READS_ALONG = "What you write here is read by"


@dataclass
class Counter:
    """The website, the server behind it, a browser."""

    site: Site
    host: Host
    browser: Browser

    def page(self, path: str, *, token: str | None = None, more: str = "") -> str:
        """Put a page with the script tag there; answer its address."""
        named = f'data-token="{token}"' if token else ""
        return self.site.page(path, f'<script async src="{self.host.node.http}/widget.js" {named} {more}></script>')

    async def someone(self, user: str) -> str:
        """A token for a customer of the shop."""
        return (await self.host.account(user, "customer")).token

    async def device(self) -> BrowserContext:
        """A browser that is closed and opened again."""
        return await self.browser.new_context(locale="en-GB", viewport={"width": 1000, "height": 800})

    async def say(self, room: str, text: str, by: str) -> None:
        """Somebody else writes."""
        await self.host.call("POST", f"/v1/rooms/{room}/messages", {"body": {"type": "text", "text": text}, "by": by})

    async def rooms(self) -> list[dict[str, Any]]:
        """Every room of the server, newest first."""
        return (await self.host.call("GET", "/v1/rooms?limit=100"))["rooms"]


@pytest.fixture(scope="module")
async def counter(tmp_path_factory, browser) -> AsyncIterator[Counter]:
    """One website and one server for all."""
    folder = tmp_path_factory.mktemp("first-minute")
    (folder / "widget.toml").write_text(GREETING)
    with website() as site:
        limits = {"PARLEY_VISITORS_PER_ADDRESS": "off", "PARLEY_SUPPORT_ROOMS_PER_ADDRESS": "off"}
        words = str(folder / "widget.toml")
        node = Parley(folder, PARLEY_ALLOWED_ORIGINS=site.origin, PARLEY_WIDGET=words, **limits)
        try:
            await node.up()
            yield Counter(site, Host(node), browser)
        finally:
            node.end()


async def calm(visit: Visit) -> None:
    """Nothing was thrown."""
    assert visit.errors == []


def asked(visit: Visit, path: str) -> int:
    """How often the server was asked there."""
    return sum(path in one for one in visit.asked)


async def test_a_visitor_is_greeted_and_nothing_is_created_before_the_first_words(counter):
    before = len(await counter.rooms())
    device = await counter.device()
    url = counter.page("/hello")
    async with visitor(counter.browser, context=device) as visit:
        await visit.page.goto(url)
        await visit.open()
        for words in ("Hello. How can we help?", "Sakura Support answers here. Usually within 5 min.",
                      "Support reads what you write here. Kept for 30 days."):  # fmt: skip
            await expect(visit.page.get_by_text(words)).to_be_visible()
        policy = visit.page.get_by_role("link", name="How it is used")
        assert await policy.get_attribute("href") == "https://sakura.example/privacy"
        await expect(visit.box).to_be_focused()
        assert asked(visit, "/v1/visitors") == asked(visit, "/v1/rooms") == len(visit.sockets) == 0
        assert await visit.page.evaluate(SECRETS) == []
        await visit.say("Do you have noodles without egg?")
        await expect(visit.page.get_by_text("Support reads what you write here.")).to_have_count(0)
        assert len(await counter.rooms()) == before + 1
        await calm(visit)
    # Days later, another page, the same device: the conversation is there.
    async with visitor(counter.browser, context=device) as visit:
        await visit.page.goto(url)
        await visit.open()
        await visit.sees("Do you have noodles without egg?")
        assert len(await counter.rooms()) == before + 1
        await calm(visit)
    await device.close()


async def test_a_conversation_that_cannot_be_found_is_told_plainly_and_a_new_one_begins(counter):
    device = await counter.device()
    url = counter.page("/lost")
    async with visitor(counter.browser, context=device) as visit:
        await visit.page.goto(url)
        await visit.open()
        await visit.say("first conversation")
        spoil = "for (const key of Object.keys(localStorage)) if (key.startsWith('parley.visitor')) localStorage[key] ="
        secret = "JSON.stringify({...JSON.parse(localStorage[key]), secret: 'v1.nothing.of.the.kind'})"
        await visit.page.evaluate(f"{spoil} {secret}")
    async with visitor(counter.browser, context=device) as visit:
        await visit.page.goto(url)
        await visit.open()
        await expect(visit.page.get_by_text("cannot be found on this device")).to_be_visible()
        assert not [one for one in visit.asked if one.endswith("/v1/visitors")]
        await visit.say("second conversation")
        await expect(visit.page.get_by_text("first conversation")).to_have_count(0)
        await calm(visit)
    await device.close()


@pytest.mark.parametrize("take", [True, False], ids=["taken", "ended"])
async def test_at_the_sign_in_the_person_says_whose_the_conversation_is(counter, take):
    user = f"bea-{take}".lower()
    token = await counter.someone(user)
    words = f"before the sign-in {take}"
    async with visitor(counter.browser) as visit:
        await visit.page.goto(counter.page(f"/login-{take}"))
        await visit.open()
        await visit.say(words)
        await visit.parley("login", {"token": token})
        await expect(visit.page.get_by_role("heading", name="Take it with you?")).to_be_visible()
        assert asked(visit, "/v1/visitors/merge") == 0
        assert not any(room.get("last", {}).get("by") == user for room in await counter.rooms())
        await visit.page.get_by_role("button", name="Yes, take it" if take else "No, end it").click()
        if take:
            await visit.sees(words)
            assert asked(visit, "/v1/visitors/merge") == 1
        else:
            await expect(visit.page.get_by_text("Hello. How can we help?")).to_be_visible()
            assert asked(visit, "/v1/visitors/merge") == 0
        assert "parley.visitor" not in "".join(await visit.page.evaluate(SECRETS))
        await calm(visit)


async def test_signing_out_leaves_nothing_on_the_device(counter):
    async with visitor(counter.browser) as visit:
        await visit.page.goto(counter.page("/logout"))
        await visit.open()
        await visit.say("to be forgotten")
        assert "parley.visitor" in "".join(await visit.page.evaluate(SECRETS))
        await visit.page.context.set_offline(True)
        await visit.say("still in the outbox")
        await visit.page.context.set_offline(False)
        await visit.parley("logout")
        await expect(visit.page.get_by_text("to be forgotten")).to_have_count(0)
        await visit.page.wait_for_function(f"{SECRETS}.length === 0")
        await visit.open()
        await expect(visit.page.get_by_text("Hello. How can we help?")).to_be_visible()
        await calm(visit)


async def test_several_rooms_are_a_list_that_stays_in_order_and_one_is_opened_by_key(counter):
    token = await counter.someone("lena")
    for room, driver in (("ramen", "ken"), ("sushi", "aya")):
        await counter.host.room(room, {"lena": "customer", driver: "driver"})
    await counter.say("ramen", "Two minutes away", "ken")
    async with visitor(counter.browser) as visit:
        await visit.page.goto(counter.page("/list", token=token))
        await visit.open()
        lines = visit.page.locator("parley-widget .room-line")
        await expect(lines).to_have_count(2)
        await expect(lines.first).to_contain_text("Order ramen")
        await expect(lines.first).to_contain_text("Ken: Two minutes away")
        await expect(lines.first.locator(".room-unread .role-driver")).to_have_count(1)
        await expect(lines.first).to_contain_text("1 new message")
        await counter.say("sushi", "Your order is packed", "aya")
        await expect(lines.first).to_contain_text("Aya: Your order is packed", timeout=10_000)
        await lines.first.focus()
        await whoever_goes_by_keyboard_stays(counter, lines)
        await visit.page.keyboard.press("ArrowDown")
        await expect(lines.nth(1)).to_be_focused()
        await visit.page.keyboard.press("Enter")
        await visit.sees("Two minutes away")
        await expect(visit.page.get_by_text(f"{READS_ALONG} Ken; support may read along.")).to_be_visible()
        await visit.say("I see you")
        await expect(visit.page.get_by_text(READS_ALONG)).to_have_count(0)
        await visit.page.get_by_role("button", name="All conversations").click()
        await expect(lines.first).to_contain_text("You: I see you")
        await visit.page.keyboard.press("Escape")
        await visit.sees("I see you")
        await calm(visit)


async def whoever_goes_by_keyboard_stays(counter: Counter, lines: Locator) -> None:
    """What is said moves a line up: the focus, on the first one now, goes where its line goes."""
    await counter.say("ramen", "At the door", "ken")
    await expect(lines.first).to_contain_text("Ken: At the door")
    await expect(lines.nth(1)).to_be_focused()
    await counter.say("sushi", "Ken has it", "aya")
    await expect(lines.first).to_contain_text("Aya: Ken has it")
    await expect(lines.first).to_be_focused()


async def test_one_room_stands_there_at_once_and_help_is_one_tap_away_on_a_phone(counter):
    token = await counter.someone("mona")
    long = {"mona": "customer", "bartholomew-the-third-of-the-long-lane": "driver", "noodles-and-more": "merchant"}
    await counter.host.room("curry", long)
    async with visitor(counter.browser, **PHONE) as visit:
        await visit.page.goto(counter.page("/one", token=token))
        await visit.open()
        await expect(visit.page.get_by_role("heading", name="Order curry")).to_be_visible()
        assert await visit.page.evaluate("document.documentElement.scrollWidth") <= 390
        button = visit.page.get_by_role("button", name="Get help")
        box = await button.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
        await button.click()
        await expect(visit.page.get_by_text("Get help with this order")).to_be_visible()
        await calm(visit)


async def test_it_sounds_only_where_that_was_chosen(counter):
    token = await counter.someone("nora")
    await counter.host.room("udon", {"nora": "customer", "ken": "driver"})
    counted = "class extends AudioContext { constructor() { super(); tones++; } }"
    count = f"window.tones = 0; window.AudioContext = {counted};"
    async with visitor(counter.browser) as visit:
        await visit.page.add_init_script(count)
        await visit.page.goto(counter.page("/sound", token=token))
        await visit.open()
        await expect(visit.box).to_be_visible()
        await visit.parley("close")
        await counter.say("udon", "in silence", "ken")
        await expect(visit.launcher.locator(".badge")).to_contain_text("1", timeout=10_000)
        assert await visit.page.evaluate("tones") == 0
        await visit.launcher.click()
        await visit.page.get_by_role("button", name="All conversations").click()
        await visit.page.get_by_role("button", name="Sound off").click()
        await expect(visit.page.get_by_role("button", name="Sound on")).to_be_visible()
        await visit.parley("close")
        await counter.say("udon", "with a tone", "ken")
        await visit.page.wait_for_function("tones === 1")
        await calm(visit)
