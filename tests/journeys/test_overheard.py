"""What a page says while it is loaded anew is heard all the same, and once."""

import pytest
from playwright.async_api import Browser

from tests.rig.history import History
from tests.rig.holding import Account
from tests.rig.overheard import overhear

pytestmark = pytest.mark.anyio

TIMES = 4
PAGE, LINE = "http://parley.localhost/", "ws://parley.localhost/"
# Counts aloud as fast as it is heard, and goes on after a reload where it stopped.
COUNTS = """<!doctype html><script>
    const line = new WebSocket("ws://parley.localhost/");
    const count = () => {
        const seq = Number(sessionStorage.getItem("said") ?? 0) + 1;
        sessionStorage.setItem("said", seq);
        line.send(JSON.stringify({ t: "seen", room: "r", seq }));
    };
    const behind = () => JSON.parse(sessionStorage.getItem("overheard") ?? "[]").length > 9;
    line.onopen = () => setInterval(() => window.over || behind() || count(), 5);
</script>"""


async def test_what_a_page_says_while_it_is_loaded_anew_is_heard_once(browser: Browser):
    page = await browser.new_page()
    history = History()
    await page.route_web_socket(LINE, lambda socket: socket.on_message(lambda _: None))
    await overhear(page, history, Account("ann", "customer", ""), "ann/tab")
    await page.route(PAGE, lambda route: route.fulfill(content_type="text/html", body=COUNTS))
    await page.goto(PAGE)
    for _ in range(TIMES):
        await page.wait_for_function("Number(sessionStorage.getItem('said')) % 7 === 5")
        await page.reload()
    await page.evaluate("window.over = true")
    said = int(await page.evaluate("sessionStorage.getItem('said')"))
    heard = [record["seq"] for record in history.of("seen")]
    await page.close()
    print(f"reloads={TIMES} said={said}")
    assert said > TIMES
    assert heard == list(range(1, said + 1))
