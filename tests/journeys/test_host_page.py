"""A hostile host page breaks nothing: its styles, its prototypes, its content policy, its body that comes and goes."""

import asyncio
import json
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.rig.hostpage import PHONE, visitor
from tests.rig.stall import ROOM, Stall, quiet, stalled

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

RUDE = """
<style>
  * { all: unset !important; }
  div, dialog, button, parley-widget { display: none !important; }
  :root { --brand: red; --ink: red; font-size: 3px !important; direction: rtl; }
</style>
"""
POLLUTED = """
<script>
  for (const name of ["last", "remove", "each", "contains"]) Array.prototype[name] = function () { return this; };
  for (const name of ["extend", "room", "server", "inline", "isolate", "theme"])
    Object.prototype[name] = name === "extend" ? function () {} : "polluted";
  String.prototype.strip = function () { return ""; };
  window.heard = [];
  window.onmessage = (told) => { heard.push(told.data); throw new Error("not for me"); };
  window.names = new Set(Object.getOwnPropertyNames(window));
</script>
"""
STUB = "<script>window.Parley ||= function () { (Parley.q ||= []).push(arguments) }</script>"


@pytest.fixture(scope="module")
async def stall(tmp_path_factory, browser) -> AsyncIterator[Stall]:
    """One website, one server and one browser for all."""
    async with stalled(tmp_path_factory.mktemp("stall"), browser) as opened:
        yield opened


async def test_before_any_click_there_is_one_request_and_one_element(stall):
    url = stall.site.page("/plain", f"<main>Noodles</main>{stall.tag()}")
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        await expect(visit.launcher).to_be_visible()
        assert [asked for asked in visit.asked if stall.host.node.http in asked] == [stall.script]
        assert await visit.page.evaluate("document.querySelectorAll('parley-widget').length") == 1
        assert await visit.page.evaluate("document.body.children.length") == 2  # what the page has itself
        await quiet(visit)


async def test_rude_styles_and_polluted_prototypes_break_nothing(stall):
    url = stall.site.page("/rude", f"<div>Noodles</div>{stall.tag()}", head=RUDE + POLLUTED)
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        await expect(visit.launcher).to_be_visible()
        box = await visit.launcher.bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (56, 56)
        await visit.open()
        await visit.say("through the rudeness")
        size = "getComputedStyle(document.querySelector('parley-widget').shadowRoot.querySelector('textarea')).fontSize"
        assert await visit.page.evaluate(size) == "16px"
        assert await visit.page.evaluate("window.heard") == []
        mine = await visit.page.evaluate("Object.getOwnPropertyNames(window).filter((name) => !names.has(name))")
        assert [name for name in mine if name not in {"names", "violations"}] == ["Parley"]
        await quiet(visit)


POLICY = "default-src 'none'; script-src 'nonce-shop'; connect-src {http} {ws}; img-src blob:"


@pytest.mark.parametrize(("device", "word"), [({}, "wide"), (PHONE, "phone")], ids=["wide", "phone"])
async def test_a_strict_content_policy_forbids_nothing_of_ours(stall, device, word):
    node = stall.host.node
    policy = POLICY.format(http=node.http, ws=node.http.replace("http", "ws"))
    url = stall.site.page("/strict", stall.tag('nonce="shop"'), policy=policy)
    async with visitor(stall.browser, **device) as visit:
        await visit.page.goto(url)
        await visit.open()
        await visit.say(f"{word} under the policy")
        # Every part that an action loads: the list, what opens over a room, the first minute.
        await visit.page.get_by_role("button", name="Get help").click()
        await expect(visit.page.locator("parley-widget").get_by_role("dialog").last).to_be_visible()
        await visit.page.keyboard.press("Escape")
        await expect(visit.box).to_be_visible()
        await visit.page.get_by_role("button", name="All conversations").click()
        await visit.page.get_by_role("button", name="Write to support").click()
        await expect(visit.page.get_by_text("Hello. How can we help?")).to_be_visible()
        assert len({asked for asked in visit.asked if "/static/widget/" in asked and ".js" in asked}) >= 4
        await quiet(visit)


async def test_without_adopted_styles_a_style_with_the_nonce_takes_their_place(stall):
    node = stall.host.node
    policy = POLICY.format(http=node.http, ws=node.http.replace("http", "ws")) + "; style-src 'nonce-shop'"
    old = '<script nonce="shop">window.CSSStyleSheet = undefined</script>'
    url = stall.site.page("/old", stall.tag('nonce="shop"'), head=old, policy=policy)
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        box = await visit.launcher.bounding_box()
        assert box is not None
        assert box["width"] == 56
        await visit.open()
        await visit.say("without adopted styles")
        await quiet(visit)


async def test_the_body_is_swapped_and_the_conversation_goes_on(stall):
    url = stall.site.page("/turbo", f"<main>One</main>{stall.tag()}")
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        await visit.open()
        await visit.say("before the swap")
        sockets = len(visit.sockets)
        await visit.page.evaluate(
            "const next = document.createElement('body'); next.innerHTML = '<main>Two</main>'; document.body = next"
        )
        await expect(visit.page.get_by_text("Two", exact=True)).to_be_visible()
        await visit.say("after the swap")
        assert len(visit.sockets) == sockets
        await visit.page.evaluate("document.replaceChild(document.createElement('html'), document.documentElement)")
        await expect(visit.sheet).to_have_count(0)
        await visit.parley("open")
        await visit.sees("after the swap")
        await quiet(visit)


async def test_two_snippets_are_one_widget(stall):
    url = stall.site.page("/twice", stall.tag() + stall.tag())
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        await visit.open()
        await visit.say("once")
        assert await visit.page.evaluate("document.querySelectorAll('parley-widget').length") == 1
        assert len(visit.sockets) == 1
        assert any("loaded twice" in said for said in visit.warnings)


CALLS = [
    (["dance"], "dance"),
    (["init", "a word"], "init"),
    (["on", "lunch"], "on"),
    (["init", {"inline": "#nowhere"}], "#nowhere"),
    (["init", {"inline": "]["}], "init"),
]


async def test_nonsense_is_warned_of_and_never_thrown(stall):
    url = stall.site.page("/nonsense", stall.tag())
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        await expect(visit.launcher).to_be_visible()
        for args, named in CALLS:
            visit.warnings.clear()
            await visit.parley(*args)
            assert any("Parley" in said and named in said for said in visit.warnings), args
        await visit.parley("init", {"inline": None, "romm": ROOM, "room": ROOM, "token": stall.token})
        await visit.open()
        await visit.parley("open", ROOM)
        await visit.say("all the same")
        said = "\n".join(visit.warnings)
        assert "romm" in said
        assert "{ room }" in said
        await quiet(visit)


async def test_calls_before_the_script_are_kept_and_destroy_leaves_nothing(stall):
    told = "Parley('on', 'open', () => said.push('open')); Parley('on', 'close', () => said.push('close'))"
    begin = f"Parley('init', {json.dumps({'token': stall.token})}); Parley('open', {{room: '{ROOM}'}})"
    calls = f"window.said = []; {told}; {begin}"
    tag = f'<script async src="{stall.script}"></script>'
    url = stall.site.page("/queued", f"{STUB}<script>{calls}</script>{tag}")
    async with visitor(stall.browser) as visit:
        closed = asyncio.Event()
        visit.page.on("websocket", lambda socket: socket.on("close", lambda _: closed.set()))
        await visit.page.goto(url)
        await visit.say("from the queue")
        await visit.parley("toggle")
        await expect(visit.sheet).to_be_hidden()
        await expect(visit.launcher).to_be_focused()
        assert await visit.page.evaluate("said") == ["open", "close"]
        before = await visit.page.evaluate("document.documentElement.outerHTML.length")
        await visit.parley("destroy")
        await expect(visit.page.locator("parley-widget")).to_have_count(0)
        await asyncio.wait_for(closed.wait(), 5)
        assert before - await visit.page.evaluate("document.documentElement.outerHTML.length") < len(
            '<parley-widget class="inline"></parley-widget>'
        )
        await visit.parley("open")
        await expect(visit.sheet).to_be_visible()
        assert await visit.page.evaluate("said") == ["open", "close"]  # whoever listened is forgotten, too
        await quiet(visit)


async def test_a_phone_keeps_the_focus_in_and_a_wide_page_gives_it_back(stall):
    url = stall.site.page("/focus", f"<button id=order>Ask</button>{stall.tag()}")
    inside = "document.activeElement === document.querySelector('parley-widget')"
    async with visitor(stall.browser, **PHONE) as visit:
        await visit.page.goto(url)
        await visit.open()
        box = await visit.sheet.bounding_box()
        assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
        await expect(visit.box).to_be_visible()
        for _ in range(25):
            await visit.page.keyboard.press("Tab")
            held = await visit.page.evaluate(f"{inside} || document.activeElement === document.body")
            assert held, await visit.page.evaluate("document.activeElement.outerHTML")
        await visit.page.keyboard.press("Escape")
        await expect(visit.sheet).to_be_hidden()
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        await visit.page.locator("#order").focus()
        await visit.parley("open", {"room": ROOM})
        await expect(visit.box).to_be_focused()
        await visit.page.keyboard.press("Escape")
        await expect(visit.sheet).to_be_hidden()
        await expect(visit.page.locator("#order")).to_be_focused()


async def test_the_page_chooses_colours_corner_and_place(stall):
    chosen = "--parley-brand: #b91c1c; --parley-x: 40px; --parley-y: 60px; --parley-z: 7; --parley-corner: 12px"
    style = f"<style>parley-widget {{ {chosen} }}</style>"
    url = stall.site.page("/theme", stall.tag('data-side="left" data-theme="light"'), head=style)
    async with visitor(stall.browser) as visit:
        await visit.page.goto(url)
        box = await visit.launcher.bounding_box()
        assert box == {"x": 40, "y": 800 - 60 - 56, "width": 56, "height": 56}
        await expect(visit.launcher).to_have_css("background-color", "rgb(185, 28, 28)")
        await expect(visit.launcher).to_have_css("border-radius", "12px")
        await visit.open()
        await expect(visit.sheet).to_have_css("z-index", "7")
        await visit.box.fill("red")
        await expect(visit.page.locator("parley-widget .send")).to_have_css("background-color", "rgb(185, 28, 28)")


async def test_the_title_counts_while_hidden_and_is_restored_exactly(stall):
    url = stall.site.page("/title", stall.tag())
    async with visitor(stall.browser) as visit:
        await visit.page.add_init_script(
            "window.away = false; Object.defineProperty(document, 'hidden', { get: () => window.away });"
            "Object.defineProperty(document, 'visibilityState', { get: () => (window.away ? 'hidden' : 'visible') });"
            "document.hasFocus = () => !window.away"
        )
        await visit.page.goto(url)
        await visit.open()
        await expect(visit.box).to_be_visible()
        await visit.page.evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
        body = {"body": {"type": "text", "text": "I am at the door"}, "by": "ken"}
        await stall.host.call("POST", f"/v1/rooms/{ROOM}/messages", body)
        await expect(visit.page).to_have_title(re.compile(r"^\(\d+\) A shop$"), timeout=10_000)
        await expect(visit.launcher.locator(".badge .role-driver")).to_have_count(1)
        await visit.page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
        await expect(visit.page).to_have_title("A shop")
        await quiet(visit)
