"""A road is closed: staff tell 200 drivers at once, see who has it, and answer whoever asks, in a room of their own."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

import pytest
from playwright.async_api import Browser, Route, expect

from server.core import times
from tests.rig.crowd import Crowd, Ear
from tests.rig.phone import SOON_MS, Drivers, Phone
from tests.rig.seat import Seat, seat
from tests.rig.wait import until, until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(150)]

ROOM: Final = "drivers-shibuya"
MEI, JUN, KIM, BOB = "mei-news", "jun-news", "kim-news", "bob-news"
NAME: Final = "Drivers, Shibuya"
CLOSED: Final = "Meiji-dori is closed between Harajuku and Shibuya"
PASSING: Final = "The car park at the station is free until noon"
QUESTION: Final = "Is the bridge open?"
ANSWER: Final = "The bridge is open, come that way"
SECONDS: Final = 30.0
PASSES_MS: Final = 4_000
# Whose device reads at once, whose only takes it, whose says nothing, and who is not connected; and two with phones.
READ, TAKE, MUTE, AWAY = 90, 70, 30, 8
ALL: Final = READ + TAKE + MUTE + AWAY + 2


@pytest.fixture
async def crowd(drivers: Drivers) -> AsyncIterator[Crowd]:
    """All drivers of the area, before their phones; two of these are still in a pocket."""
    host = drivers.host
    users = [f"driver-{number:03}" for number in range(READ + TAKE + MUTE + AWAY)]
    for user in (drivers.ken, MEI, JUN):
        await host.call("PUT", f"/v1/users/{user}", {"role": "driver", "name": user.title()})
    named = [{"user": user, "role": "member", "name": user.title()} for user in (*users, drivers.ken, MEI)]
    asked = {"id": ROOM, "kind": "announcement", "subject": NAME, "participants": named}
    await host.call("POST", "/v1/rooms", asked)
    async with AsyncExitStack() as stack:
        there = Crowd(host.node, ROOM, stack)
        await there.come(users[:READ], reads=True)
        await there.come(users[READ : READ + TAKE], takes=True)
        await there.come(users[READ + TAKE : -AWAY])
        yield there


@pytest.fixture
async def bob(drivers: Drivers, browser: Browser) -> AsyncIterator[Seat]:
    """Who is staff."""
    async with seat(browser, BOB, "desktop") as held:
        await drivers.host.call("PUT", f"/v1/users/{BOB}", {"role": "agent", "name": "Bob"})
        yield held
        assert held.errors == []


async def enters(drivers: Drivers, bob: Seat, room: str) -> None:
    """Let Bob open a room, and take part in it."""
    account = await drivers.host.account(BOB, "agent")
    await bob.page.goto(f"{drivers.host.node.http}/r/#t={account.token}&room={room}&view=agent&lang=en")
    await bob.button("Join the conversation").click(timeout=SOON_MS)
    await expect(bob.box).to_be_visible(timeout=SOON_MS)


async def comes(drivers: Drivers, crowd: Crowd, user: str) -> Phone:
    """Let somebody take their phone, and open everything of theirs by a link."""
    phone = await drivers.phone(user)
    crowd.ears[user] = Ear(user)
    crowd.ears[user].listen(phone.page, ROOM)
    await phone.come_in((await drivers.link(user=user))["url"])
    return phone


async def test_a_road_is_closed_to_200_drivers_with_true_counts(drivers: Drivers, crowd: Crowd, bob: Seat):
    await drivers.order("Current", 1)
    ken, mei, _ = await asyncio.gather(
        comes(drivers, crowd, drivers.ken), comes(drivers, crowd, MEI), enters(drivers, bob, ROOM)
    )
    await ken.reads("Order Current")
    await bob.says(CLOSED)
    await mei.sees(CLOSED)
    [seq] = [entry["seq"] for entry in await drivers.host.log(ROOM) if entry["body"].get("text") == CLOSED]
    await expect(ken.order(NAME)).to_contain_text("1 new message", timeout=SOON_MS)
    before = await true_counts(crowd, bob, seq, read=READ + 1)
    await ken.order(NAME).tap()
    await ken.sees(CLOSED)
    after = await true_counts(crowd, bob, seq, read=READ + 2)
    raw = [ear for ear in crowd.ears.values() if ear.got]
    await until(lambda: all(ear.got.get(seq, {}).get("body", {}).get("text") == CLOSED for ear in raw), SECONDS, "got")
    await asks_staff_alone(drivers, crowd, ken, bob)
    await some_come_later(drivers, crowd)
    print(f"drivers={ALL} sockets={len(raw)} phones=3 delivered+read={before}→{after} messages=4")


async def true_counts(crowd: Crowd, bob: Seat, seq: int, *, read: int) -> tuple[int, int]:
    """Count what each device confirmed, and wait until staff's page says the same, by itself."""
    delivered = READ + TAKE + 2
    await until(
        lambda: (crowd.have(seq), crowd.have_read(seq)) == (delivered, read),
        SECONDS,
        lambda: f"{crowd.have(seq)} have it, {crowd.have_read(seq)} have read it",
    )
    told = bob.page.locator(".news li").filter(has_text=CLOSED)
    await expect(told).to_contain_text(f"{delivered} of {ALL} have it", timeout=SOON_MS)
    await expect(told).to_contain_text(f"{read} of {ALL} read", timeout=SOON_MS)
    await expect(bob.message(CLOSED).locator(".tally")).to_have_text(f"{read} of {ALL} read", timeout=SOON_MS)
    return delivered, read


async def asks_staff_alone(drivers: Drivers, crowd: Crowd, ken: Phone, bob: Seat) -> None:
    """Ken replies, and again when no answer comes: it is said once, in a room of his own; nobody else hears of it."""
    await ken.page.route("**/replies", loses_the_answer, times=1)
    await ken.page.get_by_role("textbox", name="Reply to support").fill(QUESTION)
    await ken.button("Reply to support").tap()
    await expect(ken.page.get_by_text("Your words are still here")).to_be_visible(timeout=SOON_MS)
    await ken.button("Reply to support").tap()
    await ken.sees(QUESTION)
    await expect(ken.page.get_by_text(f"About the announcement “{NAME}”")).to_be_visible()
    [own] = [
        room["room"]
        for room in (await drivers.host.call("GET", "/v1/rooms?limit=100"))["rooms"]
        if room["kind"] == "support" and room["subject"] == NAME
    ]
    await enters(drivers, bob, own)
    await bob.sees(QUESTION)
    await bob.says(ANSWER)
    await ken.sees(ANSWER)
    assert await drivers.said(own) == [QUESTION, ANSWER]
    heard = str([ear.got for ear in crowd.ears.values()])
    assert QUESTION not in heard
    assert QUESTION not in str(await drivers.host.log(ROOM))


async def loses_the_answer(route: Route) -> None:
    """The server takes it, and the phone does not learn of it."""
    await route.fetch()
    await route.abort()


async def some_come_later(drivers: Drivers, crowd: Crowd) -> None:
    """Who comes later reads what was announced, until it expires."""
    host = drivers.host
    expires = time.time_ns() // 1_000_000 + PASSES_MS
    said = {"body": {"type": "text", "text": PASSING}, "expires_at": times.text(expires)}
    told = await host.call("POST", f"/v1/rooms/{ROOM}/messages", said)
    await host.call("PUT", f"/v1/rooms/{ROOM}/participants/{JUN}", {"role": "member", "name": "Jun"})
    jun = await comes(drivers, crowd, JUN)
    await jun.sees(CLOSED)
    await jun.sees(PASSING)

    async def is_over() -> bool:
        return time.time_ns() // 1_000_000 > expires

    await until_true(is_over, SECONDS, "it has expired")
    await host.call("PUT", f"/v1/rooms/{ROOM}/participants/{KIM}", {"role": "member", "name": "Kim"})
    await crowd.come([KIM])
    shown = crowd.ears[KIM].got
    assert shown[told["seq"]]["kind"] == "hidden"
    assert [one["body"]["text"] for one in shown.values() if one["kind"] == "message"] == [CLOSED]
    await jun.sees(PASSING)
