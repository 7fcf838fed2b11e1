"""Odd places for a page: without storage, with a wrong clock, replaced, in a crowd, in a column, by a keyboard."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, WebSocket, expect

from tests.rig.parley import Host
from tests.rig.place import PEOPLE, Place
from tests.rig.seat import Seat, at_room_page, at_widget
from tests.rig.shop import Shop
from tests.rig.wait import until, until_true
from tests.rig.wire import open_socket

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(90)]

CROWD: Final = 260
# As where a browser is told to keep nothing: whoever asks for any of it is refused.
NO_STORAGE: Final = """
    for (const name of ["localStorage", "sessionStorage", "indexedDB"])
        Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
"""
# A device whose clock was set by hand.
WRONG_CLOCK: Final = """
    const Right = Date, off = %d * 3_600_000;
    window.Date = class extends Right {
        constructor(...of) { of.length ? super(...of) : super(Right.now() + off); }
        static now() { return Right.now() + off; }
    };
"""
# A keyboard on the screen takes a part of what can be seen, and nothing of the page.
KEYBOARD: Final = """
    window.covered = 0;
    const seen = new EventTarget(), given = { scale: 1, offsetTop: 0, pageTop: 0 };
    Object.defineProperty(Object.assign(seen, given), "height", { get: () => innerHeight - covered });
    Object.defineProperty(window, "visualViewport", { value: seen });
    window.keyboard = (height) => { covered = height; seen.dispatchEvent(new Event("resize")); };
"""
# The server does not answer before it is let.
NO_ANSWER: Final = """
    const Plain = WebSocket, late = new Promise((let_it) => { window.answer = let_it; });
    window.WebSocket = class extends Plain {
        set onmessage(hear) { super.onmessage = hear && ((told) => late.then(() => hear(told))); }
    };
"""
KEYBOARD_PX: Final = 336


@pytest.fixture
async def place(request: pytest.FixtureRequest, calm: Host, browser: Browser) -> AsyncIterator[Place]:
    """A room of the test's own."""
    async with AsyncExitStack() as stack:
        shop = await stack.enter_async_context(Shop())
        room = re.sub(r"\W", "-", request.node.name)[-60:]
        there = Place(calm, shop, browser, stack, room)
        named = [{"user": there.who(name), "role": role, "name": name.title()} for name, role in PEOPLE.items()]
        asked = {"id": room, "kind": "order", "subject": "Order 7", "participants": named}
        await calm.call("POST", "/v1/rooms", asked)
        yield there
        assert {person.user: person.errors for person in there.people if person.errors} == {}


async def test_where_nothing_may_be_kept_it_is_said_and_everything_arrives(place: Place):
    ann, ken = await place.widget(device=NO_STORAGE), await place.page(device=NO_STORAGE)
    for me, other in ((ann, ken), (ken, ann)):
        await me.page.context.set_offline(True)
        await me.page.evaluate("dispatchEvent(new Event('offline'))")
        await me.says(f"{me.user} in the cellar")
        await expect(me.page.get_by_text("this browser keeps nothing when it closes")).to_be_visible()
        await me.page.context.set_offline(False)
        await other.sees(f"{me.user} in the cellar")
    await ken.page.reload()
    await ken.sees(f"{ann.user} in the cellar")
    assert await place.stored() == [f"{ann.user} in the cellar", f"{ken.user} in the cellar"]


async def test_a_clock_that_is_hours_off_changes_neither_order_nor_times(place: Place):
    hellos: list[str] = []
    fast, slow = (
        await place.sits("ann", "desktop", WRONG_CLOCK % 30),
        await place.sits("ken", "phone", WRONG_CLOCK % -7),
    )
    fast.page.on("websocket", lambda socket: socket.on("framesent", lambda said: hellos.append(str(said))))
    account = await place.account("ann")
    said = {"room": place.room, "lang": "en", "token": account.token}
    await at_widget(fast, place.shop.embeds(place.server, **said))
    await at_room_page(slow, place.server, await place.account("ken"), place.room)
    right = await place.sits("ann", "desktop")
    await at_room_page(right, place.server, account, place.room)
    texts = ["from tomorrow", "from this morning", "from tomorrow again"]
    for me, text in zip((fast, slow, fast), texts, strict=True):
        await me.says(text)
        for other in (fast, slow, right):
            await other.sees(text)
    for wrong in (fast, slow):
        assert await times(wrong) == await times(right)
    assert await place.stored() == texts
    assert [json.loads(said)["t"] for said in hellos].count("hello") == 1


async def times(person: Seat) -> list[str]:
    """What stands beside the messages, and between the days."""
    return await person.page.get_by_role("log").locator("time, .day").all_inner_texts()


async def test_each_reads_their_own_language(place: Place):
    ann, token = await place.sits("ann", "desktop"), (await place.account("ann")).token
    await ann.page.goto(place.shop.embeds(place.server, room=place.room, lang="ja", token=token))
    await ann.press(ann.button("会話を開く"))
    log, box = ann.page.get_by_role("log"), ann.page.get_by_role("textbox", name="メッセージを書く")
    await expect(log.get_by_text("今日")).to_be_visible()
    ken = await place.page()
    await ken.press(ken.button("I am at the shop."))
    await ken.sees("I am at the shop.")
    await expect(log.get_by_text("お店に着きました。")).to_be_visible()
    await box.fill("ありがとう")
    await box.press("Enter")
    await ken.sees("ありがとう")
    await expect(ken.page.get_by_text("Today", exact=True)).to_be_visible()


async def test_a_room_that_is_slow_to_come_says_that_it_comes_and_a_new_one_that_it_begins(place: Place):
    for size, name, sits in (("desktop", "ann", before_the_widget), ("phone", "ken", before_the_room_page)):
        person = await place.sits(name, size, NO_ANSWER)
        await sits(place, person, (await place.account(name)).token)
        await expect(person.page.get_by_role("status", name="Opening the room")).to_be_visible()
        await person.page.evaluate("answer()")
        await expect(person.page.get_by_text("This is where the conversation begins.")).to_be_visible()
        await expect(person.page.get_by_role("status", name="Opening the room")).to_have_count(0)


async def before_the_widget(place: Place, person: Seat, token: str) -> None:
    await person.page.goto(place.shop.embeds(place.server, room=place.room, lang="en", token=token))
    await person.press(person.button("Open the conversation"))


async def before_the_room_page(place: Place, person: Seat, token: str) -> None:
    await person.page.goto(f"{place.server}/r/#t={token}&room={place.room}&view=driver&lang=en")


async def test_whoever_is_replaced_is_told_so(place: Place):
    ken = await place.page()
    swap = {"replaces": place.who("ken"), "user": place.who("kim"), "role": "driver", "name": "Kim"}
    await place.host.call("POST", f"/v1/rooms/{place.room}/swap", swap)
    await expect(ken.page.get_by_role("heading", name="This order has gone to another driver")).to_be_visible()
    await expect(ken.box).to_have_count(0)


async def test_a_session_that_is_taken_up_elsewhere_loses_nothing_here(place: Place):
    ken, hellos = await place.sits("ken", "phone"), []

    def listens(socket: WebSocket) -> None:
        socket.on("framesent", lambda said: hellos.append(json.loads(said)))
        socket.on("framereceived", lambda said: hellos.append(json.loads(said)))

    ken.page.on("websocket", listens)
    account = await place.account("ken")
    await at_room_page(ken, place.server, account, place.room)
    # what passed on the page's socket is told here a moment later
    await until(lambda: any(frame["t"] == "welcome" for frame in hellos), 20, "its session is known")
    (session,) = [frame["session"] for frame in hellos if frame["t"] == "welcome"]
    async with open_socket(place.host.node.ws) as thief:
        await thief.greet(account.token, session=session)
        await until(lambda: len([f for f in hellos if f["t"] == "welcome"]) == 2, 20, "it is back")
        assert "session" not in [frame for frame in hellos if frame["t"] == "hello"][1]
        await place.says("ann", "are you still there?")
        await ken.sees("are you still there?")
        await ken.says("yes")
        await until_true(lambda: place.holds(["are you still there?", "yes"]), 20, "it is sent, once")


async def test_access_that_ends_while_the_room_is_open_is_told(place: Place):
    person = await place.page(ttl_s=3)
    await person.says("before it ended")
    await expect(person.page.get_by_role("heading", name="Your access has ended")).to_be_visible(timeout=30_000)
    await expect(person.box).to_have_count(0)
    ann = await place.sits("ann", "desktop")
    token = (await place.account("ann", ttl_s=3)).token
    await at_widget(ann, place.shop.embeds(place.server, room=place.room, lang="en", token=token))
    await expect(ann.page.get_by_role("heading", name="Your access has ended")).to_be_visible(timeout=30_000)
    await until_true(lambda: place.holds(["before it ended"]), 20, "what was said before is kept")


async def test_in_a_crowd_people_are_counted_and_all_of_them_can_be_read(place: Place):
    many = [{"user": f"m-{number}", "role": "member", "name": f"Member {number:03}"} for number in range(CROWD)]
    room = f"crowd-{place.room[-40:]}"
    people = [{"user": place.who(name), "role": "member", "name": name.title()} for name in PEOPLE]
    asked = {"id": room, "kind": "group", "subject": "Everybody", "participants": [*people, *many]}
    await place.host.call("POST", "/v1/rooms", asked)
    place.room = room
    ann, ken = await place.widget(), await place.page()
    for me, other in ((ann, ken), (ken, ann)):
        await expect(me.page.get_by_text(f"{CROWD + len(PEOPLE)} people")).to_be_visible()
        text = f"{me.user} to all"
        await me.says(text)
        await other.sees(text)
        await me.press(me.message(text).get_by_role("button", name="Who has seen this"))
        await expect(me.surface).to_contain_text("people are counted, not named")
        await me.dismiss()
    await ken.press(ken.button("Names, roles, report and mute"))
    await expect(ken.surface.get_by_text("Member 000")).to_be_visible()
    await ken.dismiss()


@pytest.mark.parametrize("size", ["desktop", "phone"])
async def test_in_a_column_of_the_page_it_fills_the_column(place: Place, size: str):
    ann = await place.sits("ann", size)
    token = (await place.account("ann")).token
    url = place.shop.embeds(place.server, room=place.room, lang="en", token=token, inline="#chat")
    place.shop.snippet = (
        f'<div id="chat"></div><style>#chat {{ height: 420px; width: 80% }}</style>{place.shop.snippet}'
    )
    await ann.page.goto(url)
    await ann.says("in the column")
    await place.says("ken", "seen")
    await ann.sees("seen")
    column, room = (
        await ann.page.locator("#chat").bounding_box(),
        await ann.page.locator(".inline-frame").bounding_box(),
    )
    assert column == room
    await expect(ann.button("Open the conversation")).to_have_count(0)
    await expect(ann.button("Close")).to_have_count(0)
    await stands_above(ann.box, column["y"] + column["height"])
    await ann.page.evaluate("Parley('destroy')")
    await expect(ann.page.locator("#chat > *")).to_have_count(0)


async def test_the_keyboard_of_a_phone_covers_neither_the_composer_nor_the_last_words(place: Place):
    for number in range(30):
        await place.says("ken", f"line {number}")
    for person in (await place.widget(size="phone", device=KEYBOARD), await place.page(device=KEYBOARD)):
        await person.sees("line 29")
        height = await person.page.evaluate("innerHeight")
        for covered in (KEYBOARD_PX, 0):
            await person.page.evaluate("(px) => keyboard(px)", covered)
            await stands_above(person.box, height - covered)
            await stands_above(person.message("line 29"), height - covered)


async def stands_above(what: Locator, line: float) -> None:
    """Wait until all of it can be seen above this line."""

    async def stands() -> bool:
        box = await what.bounding_box()
        return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= line + 1

    await until_true(stands, 20, f"{what} stands above {line}")
