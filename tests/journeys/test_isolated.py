"""The sheet in a frame on Parley's own origin: it works as the other does, and the page cannot read it."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.rig.hostpage import visitor, website
from tests.rig.stall import ROOM, Stall, quiet, stalled
from tests.rig.wait import until

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


async def test_pages_that_are_not_allowed_cannot_frame_it(stall):
    frame = f'<iframe src="{stall.host.node.http}/embed/"></iframe>'
    with website() as other:
        url = other.page("/thief", frame)
        async with visitor(stall.browser) as visit:
            await visit.page.goto(url)
            await until(lambda: any("frame-ancestors" in said for said in visit.warnings), 5, lambda: "not refused")
