"""Everything once: a customer in the widget on a website, a driver on the room page; at a desk and on a phone."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from tests.rig.parley import Host
from tests.rig.seat import Seat, at_room_page, at_widget, seat
from tests.rig.shop import Shop
from tests.uploads import made

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

PEOPLE: Final = {"ann": "customer", "ken": "driver", "mia": "merchant"}
FACTS: Final = [{"key": "eta", "label": "ETA", "kind": "text", "value": "19:40", "roles": ["customer", "driver"]}]


@dataclass
class Pair:
    """A customer and a driver at one order."""

    host: Host
    room: str
    ann: Seat
    ken: Seat

    @property
    def ways(self) -> tuple[tuple[Seat, Seat], tuple[Seat, Seat]]:
        """Each to the other."""
        return (self.ann, self.ken), (self.ken, self.ann)


@pytest.fixture(params=["desktop", "phone", pytest.param("tablet", marks=pytest.mark.torture)])
async def pair(request: pytest.FixtureRequest, calm: Host, browser: Browser) -> AsyncIterator[Pair]:
    """Both seated, in a room of the test's own."""
    room, size = re.sub(r"\W", "-", request.node.name)[-60:], request.param
    await calm.room(room, PEOPLE, facts=FACTS)
    ann, ken = await calm.account("ann", "customer"), await calm.account("ken", "driver")
    async with Shop() as shop, seat(browser, "ann", size) as customer, seat(browser, "ken", size) as driver:
        await at_widget(customer, shop.embeds(calm.node.http, room=room, lang="en", token=ann.token))
        await at_room_page(driver, calm.node.http, ken, room)
        yield Pair(calm, room, customer, driver)
        assert [*customer.errors, *driver.errors] == []


async def test_words_typing_and_who_has_read_them(pair: Pair):
    for me, other in pair.ways:
        text = f"{me.user} asks"
        await me.box.press_sequentially(text)
        await expect(other.page.get_by_text(f"{me.user.title()} is typing")).to_be_visible()
        await (me.press(me.button("Send")) if me.touch else me.box.press("Enter"))
        await other.sees(text)
        seen = me.message(text).get_by_role("button", name="Who has seen this")
        await expect(me.message(text).locator(f".pip.role-{PEOPLE[other.user]}.mark-read")).to_have_count(1)
        await me.press(seen)
        await expect(me.page.get_by_text(f"Read by {other.user.title()}")).to_be_visible()
        await me.dismiss()


async def test_reply_edit_react_delete(pair: Pair):
    for me, other in pair.ways:
        first, answer, better = f"from {me.user}", f"answer to {me.user}", f"better from {me.user}"
        await me.says(first)
        await other.sees(first)
        await other.acts(first, "Reply")
        await other.says(answer)
        await expect(me.message(answer).locator(".quote")).to_contain_text(first)
        await me.acts(first, "Edit")
        await expect(me.box).to_have_value(first)
        await me.says(better)
        await expect(other.message(better)).to_contain_text("edited")
        await other.reacts(better, "🙏")
        await expect(me.message(better).locator(".reaction")).to_contain_text("🙏")
        await other.acts(answer, "Delete")
        await other.press(other.button("Delete for everyone", other.surface))
        await expect(me.message(answer)).to_have_count(0)
        assert answer not in str(await pair.host.log(pair.room))


async def test_a_picture_a_file_and_an_address(pair: Pair):
    picture, shop = made.encoded(made.noise(60, 40), "JPEG"), "https://noodles.example/menu"
    for me, other in pair.ways:
        await me.attaches(f"{me.user}.jpg", "image/jpeg", picture)
        await me.attaches(f"{me.user}.pdf", "application/pdf", b"%PDF-1.4 menu")
        await me.press(me.button("Send"))
        await expect(other.page.get_by_role("img", name=f"Picture: {me.user}.jpg")).to_be_visible()
        await expect(other.page.get_by_role("log").get_by_text(f"{me.user}.pdf").first).to_be_visible()
        await me.says(f"{shop}/{me.user}")
        link = other.page.get_by_role("link", name=f"{shop}/{me.user}")
        await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow ugc")


async def test_everything_else_in_one_room(pair: Pair):
    for part in (
        a_person_is_muted_and_heard_again,
        phrases_are_one_touch,
        who_is_here_and_what_one_must_know,
        a_message_is_reported_and_its_author_not_told,
        help_is_asked_for_and_taken_back,
        without_a_network_it_says_so_and_sends_later,
        what_is_refused_says_why_and_can_be_tried_again,
        a_reload_brings_everything_back_once,
        whoever_is_removed_is_told,
    ):
        await part(pair)


async def phrases_are_one_touch(pair: Pair) -> None:
    for me, other in pair.ways:
        keys = me.page.get_by_role("group", name="Quick phrases").get_by_role("button")
        said = await keys.first.inner_text()
        await me.press(keys.first)
        await other.sees(said)


async def who_is_here_and_what_one_must_know(pair: Pair) -> None:
    for me, other in pair.ways:
        await expect(me.page.get_by_text("19:40", exact=True)).to_be_visible()
        await me.press(me.button("Names, roles, report and mute"))
        await expect(me.surface).to_contain_text(other.user.title())
        await expect(me.surface).to_contain_text(PEOPLE[other.user])
        await me.dismiss()


async def a_person_is_muted_and_heard_again(pair: Pair) -> None:
    for me, other in pair.ways:
        text = f"{other.user} is loud"
        await other.says(text)
        await me.sees(text)
        await me.acts(text, f"Mute {other.user.title()}")
        await expect(me.message(text)).to_have_count(0)
        await me.press(me.button("Show").first)
        await me.acts(text, f"Unmute {other.user.title()}")
        await me.sees(text)


async def a_message_is_reported_and_its_author_not_told(pair: Pair) -> None:
    for me, other in pair.ways:
        text = f"rude words of {other.user}"
        await other.says(text)
        await me.acts(text, "Report this message")
        await me.press(me.button("Send the report", me.surface))
        await expect(me.surface).to_contain_text("Staff have your report")
        await me.dismiss()
    assert not [entry for entry in await pair.host.log(pair.room) if entry["kind"] == "help"]


async def help_is_asked_for_and_taken_back(pair: Pair) -> None:
    for me, _ in pair.ways:
        await me.press(me.button("Get help"))
        await me.press(me.surface.get_by_text("Nobody answers"))
        await me.press(me.button("Ask for help", me.surface))
        await expect(me.page.get_by_text("Support has been asked")).to_be_visible()
        await me.press(me.button("I do not need it any more"))
        await expect(me.button("Get help")).to_be_visible()


async def without_a_network_it_says_so_and_sends_later(pair: Pair) -> None:
    for me, _ in pair.ways:
        await me.page.context.set_offline(True)
        await me.page.evaluate("dispatchEvent(new Event('offline'))")
        await me.says(f"{me.user} in the cellar")
    for me, _ in pair.ways:
        waits = me.page.get_by_text("Offline. Sent when you are back online: 1").first
        await expect(waits).to_be_visible(timeout=15_000)
        await me.page.context.set_offline(False)
    for me, other in pair.ways:
        await other.sees(f"{me.user} in the cellar")


async def what_is_refused_says_why_and_can_be_tried_again(pair: Pair) -> None:
    for me, other in pair.ways:
        text = f"{me.user} is too late"
        await me.page.context.set_offline(True)
        await me.page.evaluate("dispatchEvent(new Event('offline'))")
        await me.says(text)
        await pair.host.call("PATCH", f"/v1/rooms/{pair.room}", {"locked": True})
        await expect(other.page.get_by_text("This room is locked. Nothing more can be written here.")).to_be_visible()
        await expect(other.box).to_have_count(0)
        await me.page.context.set_offline(False)
        await expect(me.page.get_by_text("Not sent. This room is locked.")).to_be_visible(timeout=20_000)
        await pair.host.call("PATCH", f"/v1/rooms/{pair.room}", {"locked": False})
        await expect(me.box).to_be_visible()
        await me.press(me.button("Try again"))
        await other.sees(text)


async def a_reload_brings_everything_back_once(pair: Pair) -> None:
    said = [f"{me.user} {number}" for number in range(3) for me, _ in pair.ways]
    for text in said:
        await (pair.ann if text.startswith("ann") else pair.ken).says(text)
    for me, _ in pair.ways:
        await me.sees(said[-1])
    shown = [await me.page.get_by_role("log").locator(".msg-text").all_inner_texts() for me, _ in pair.ways]
    assert shown[0] == shown[1], "both have the same before their eyes"
    assert shown[0][-len(said) :] == said
    for me, _ in pair.ways:
        await me.page.reload()
        if me is pair.ann:
            await me.press(me.button("Open the conversation"))
        await expect(me.page.get_by_role("log").locator(".msg-text")).to_have_text(shown[0])


async def whoever_is_removed_is_told(pair: Pair) -> None:
    await pair.host.call("DELETE", f"/v1/rooms/{pair.room}/participants/ken")
    await expect(pair.ken.page.get_by_role("heading", name="You are no longer in this room")).to_be_visible()
    await pair.ann.says("Are you still there?")
    await pair.host.call("DELETE", f"/v1/rooms/{pair.room}/participants/ann")
    await expect(pair.ann.page.get_by_role("heading", name="You are no longer in this room")).to_be_visible()
