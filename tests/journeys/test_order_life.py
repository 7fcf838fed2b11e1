"""An order before all its parties in real Chromium with touch: a change is asked for, it closes, and opens again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Final

import pytest
from playwright.async_api import Browser, expect

from tests.rig.parley import Host
from tests.rig.parties import SOON_MS, Parties
from tests.rig.seat import Seat
from tests.rig.wait import until

SECONDS: Final = 30.0
pytestmark = [pytest.mark.anyio, pytest.mark.timeout(150)]


@pytest.fixture
async def order(calm: Host, browser: Browser) -> AsyncIterator[Parties]:
    async with AsyncExitStack() as stack:
        parties = Parties(calm, browser, stack)
        await parties.begin()
        yield parties
        assert [error for who in parties.everybody for error in who.errors] == []


async def test_a_change_is_accepted_once_the_order_closes_as_announced_and_help_opens_it_again(order: Parties):
    await asks_for_a_change(order)
    await is_accepted_once(order)
    await closing_is_announced(order)
    await is_locked(order)
    await help_opens_it_again(order)
    log = await order.host.log(order.room)
    print(f"pages=5 entries={len(log)} messages={len([one for one in log if one['kind'] == 'message'])}")


async def asks_for_a_change(order: Parties) -> None:
    """Ann asks on her phone, in Japanese; each reads it in their own language."""
    ann = order.ann
    await ann.button("サポートを呼ぶ").tap()
    await ann.button("注文の変更をお願いする").tap()
    await ann.page.get_by_text("別のものに替える").tap()
    await ann.page.get_by_role("textbox", name="どの商品ですか").fill("Gyoza")
    await ann.page.get_by_role("textbox", name="代わりに何にしますか").fill("Harumaki")
    await ann.button("お店にお願いする").tap()
    english = "Please replace: Gyoza → Harumaki"
    await order.reads((ann, "差し替えてください：Gyoza → Harumaki"), (order.ken, english), (order.bob, english))


async def is_accepted_once(order: Parties) -> None:
    """One tap at the till; the other till, whose network stood still meanwhile, taps too, and finds it answered."""
    late = order.card(order.other_till).get_by_role("button", name="Decline")
    await expect(late).to_be_visible(timeout=SOON_MS)
    order.path.freeze()
    await order.card(order.till).get_by_role("button", name="Accept").tap()
    await order.reads((order.ann, "承諾済み"), (order.ken, "Accepted"), (order.bob, "Accepted"))
    await late.tap()
    order.path.thaw()
    await until(lambda: '"code":"answered"' in str(order.told), SECONDS, "the second is refused")
    for till in (order.till, order.other_till):
        await expect(order.card(till).get_by_text("Accepted", exact=True)).to_be_visible(timeout=SOON_MS)
        await expect(order.card(till).locator(".asked, .is-failed")).to_have_count(0, timeout=SOON_MS)
    answers = [entry["answer"] for entry in await order.host.log(order.room) if "answer" in entry]
    assert [(one["accepted"], one["by"]) for one in answers] == [(True, order.user("mia"))]


async def closing_is_announced(order: Parties) -> None:
    """It was brought: everybody reads when the room closes, and can write until then."""
    await order.happens("delivered", lock_after_s=900)
    closes = "Delivered. This chat closes at"
    await order.reads((order.ann, "お届けしました。このチャットは"), (order.ken, closes), (order.bob, closes))
    await order.reads((order.ann, "分後に締め切り"), (order.ken, "Locks in"), (order.bob, "Locks in"))
    await order.ken.says("It stands at your door")
    await order.ann.sees("It stands at your door")


async def is_locked(order: Parties) -> None:
    """The time comes: nobody can write, each is told so, and that there still is help."""
    await order.happens("delivered", lock_after_s=1)
    locked = "This room is now locked"
    await order.reads((order.ann, "この会話は締め切られました"), (order.ken, locked), (order.bob, locked))
    await order.reads((order.ann, "7日間、サポートを呼べます"), (order.ken, "help with this order for 7 days"))
    for who in (order.ann, order.ken):
        await expect(who.page.locator(".composer")).to_have_count(0)
    said = {"by": order.user("ken"), "body": {"type": "text", "text": "too late"}}
    refused = await order.host.ask("POST", f"/v1/rooms/{order.room}/messages", said)
    assert refused.json()["code"] == "room_locked"


async def help_opens_it_again(order: Parties) -> None:
    """Ken calls for help after the lock; staff come and answer, and both can write again."""
    await order.ken.button("Get help").tap()
    await order.ken.page.get_by_text("The address cannot be found").tap()
    await order.ken.button("Ask for help").tap()
    await order.reads((order.bob, "Just asked for help: The address cannot be found"))
    asked = "Ken asked for help: The address cannot be found"
    await order.reads(
        (order.ann, "Kenがサポートを呼びました：住所が見つからない"), (order.ken, asked), (order.bob, asked)
    )
    for who in (order.ann, order.ken):
        await expect(who.page.locator(".composer")).to_have_count(1)
    await order.bob.button("Join the conversation").click()
    await order.bob.says("Bob here. I am calling the customer")
    await order.ann.sees("Bob here. I am calling the customer")
    await says(order.ann, "北の門から入ってください", "メッセージを書く")
    await order.ken.sees("北の門から入ってください")
    await order.ken.says("I found it")
    await order.ann.sees("I found it")
    await expect(order.bob.page.get_by_text("Just asked for help")).to_have_count(0)
    shown: dict[str, Any] = await order.host.call("GET", f"/v1/rooms/{order.room}")
    assert (shown["locked"], shown.get("waiting")) == (False, None)


async def says(who: Seat, text: str, label: str) -> None:
    """Write and send, where the box is called something else than in English."""
    await who.page.get_by_role("textbox", name=label).fill(text)
    await asyncio.gather(who.page.locator(".write .send").tap(), who.sees(text))
