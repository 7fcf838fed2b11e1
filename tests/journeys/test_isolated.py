"""The sheet in a frame on Parley's own origin: it works as the other does, and the page cannot read it."""

import json
import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import expect

from tests.rig.hostpage import Visit, visitor, website
from tests.rig.stall import ROOM, Stall, quiet, stalled
from tests.rig.wait import until, until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]


@pytest.fixture(scope="module")
async def stall(tmp_path_factory, browser) -> AsyncIterator[Stall]:
    """One website, one server and one browser for all."""
    async with stalled(tmp_path_factory.mktemp("stall"), browser) as opened:
        yield opened


async def test_isolated_it_stands_in_a_frame_that_the_page_cannot_read(stall):
    node = stall.host.node
    policy = f"default-src 'none'; script-src 'nonce-shop'; connect-src 'none'; frame-src {node.http}"
    url = stall.site.page("/isolated", stall.tag('nonce="shop" data-isolate'), policy=policy, head=RUDE_MESSAGES)
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        await visit.open()
        inside = visit.page.frame_locator("parley-widget iframe")
        box = inside.get_by_role("textbox", name="Write a message")
        await box.fill("behind the frame")
        await box.press("Enter")
        await expect(inside.get_by_role("log").get_by_text("behind the frame", exact=True)).to_be_visible()
        reads = "document.querySelector('parley-widget').shadowRoot.querySelector('iframe').contentDocument"
        assert await visit.page.evaluate(reads) is None
        crossed = await visit.page.evaluate("window.told.map((one) => one.parley)")
        assert set(crossed) <= {"unread", "close"}
        await inside.get_by_role("button", name="Close", exact=True).click()
        await expect(visit.sheet).to_be_hidden()
        await stall.host.call(
            "POST", f"/v1/rooms/{ROOM}/messages", {"body": {"type": "text", "text": "Downstairs"}, "by": "ken"}
        )
        await expect(visit.launcher.locator(".badge")).to_have_text(re.compile(r"\d"))
        # What is no word of ours, or comes from elsewhere, moves nothing.
        await visit.page.evaluate("postMessage({parley: 'close'}, location.origin)")
        await visit.launcher.click()
        await expect(inside.get_by_text("Downstairs", exact=True)).to_be_visible()
        await quiet(visit)


RUDE_MESSAGES = """
<script nonce="shop">
  window.told = [];
  window.onmessage = (told) => { window.told.push(told.data); };
</script>
"""


LEAVE: Final = "localStorage.setItem(`parley.unsent|${location.origin}|ann|left-by-ann`, '[]')"
KEPT: Final = "Object.keys(localStorage).some((key) => key.startsWith('parley.unsent'))"
# A page that knows how to get tokens, and was asked for each of them; the first time its server is away.
ASKS: Final = """
<script>
  const tokens = %s;
  window.asked = [];
  window.Parley ||= function () { (Parley.q ||= []).push(arguments) };
  Parley("init", { server: "%s", room: "%s", lang: "en", isolate: "on", getToken: async (fresh) => {
    asked.push(fresh);
    if (asked.length === 1) throw new Error("away");
    return tokens.shift();
  } });
</script>
<script async src="%s"></script>
"""


async def test_isolated_it_asks_the_page_for_tokens_and_a_logout_leaves_nothing_in_the_frame(stall, calm):
    await calm.room("framed", {"ann": "customer"})
    tokens = []
    for ttl_s in (4, 3600, 3600, 3600):
        asked = {"user": "ann", "role": "customer", "name": "Ann", "ttl_s": ttl_s}
        tokens.append((await calm.call("POST", "/v1/tokens", asked))["token"])
    url = stall.site.page("/asks", ASKS % (json.dumps(tokens), calm.node.http, "framed", f"{calm.node.http}/widget.js"))
    # One site with the server, and another origin: a private window lets nobody else's frame keep anything.
    url = url.replace("shop.localhost", "127.0.0.1")
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        await visit.open()
        inside = visit.page.frame_locator("parley-widget iframe")
        log = inside.get_by_role("log")
        await expect(log).to_be_visible()
        # The first token lives for 4 s: before it ends, the frame asks the page for another one.
        await until_true(lambda: visit.page.evaluate("asked.length > 2"), 20, "asked again")
        assert await visit.page.evaluate("asked.slice(0, 3)") in ([False, False, True], [False, True, True])
        box = inside.get_by_role("textbox", name="Write a message")
        await box.fill("by the second token")
        await box.press("Enter")
        await expect(log.get_by_text("by the second token", exact=True)).to_be_visible()
        await visit.page.frames[1].evaluate(LEAVE)
        assert await visit.page.frames[1].evaluate(KEPT)
        await visit.parley("logout")
        await visit.page.wait_for_function("document.querySelector('iframe') === null")
        await visit.open()
        await until_true(lambda: keeps_nothing(visit), 20, "nothing of hers is kept")
        await quiet(visit)


async def keeps_nothing(visit: Visit) -> bool:
    """Whether the frame that stands there now finds nothing on the device."""
    return len(visit.page.frames) > 1 and not await visit.page.frames[-1].evaluate(KEPT)


async def test_pages_that_are_not_allowed_cannot_frame_it(stall):
    frame = f'<iframe src="{stall.host.node.http}/embed/"></iframe>'
    with website() as other:
        url = other.page("/thief", frame)
        async with visitor(stall.browser) as visit:
            await visit.page.goto(url)
            await until(lambda: any("frame-ancestors" in said for said in visit.warnings), 5, lambda: "not refused")
