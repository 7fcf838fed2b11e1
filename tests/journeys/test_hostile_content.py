"""What people may write and send to do harm, in a real Chromium: nothing runs, nothing overflows, one can go on."""

import unicodedata
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.rig.hostpage import PHONE, Site, website
from tests.rig.longroom import lengthen
from tests.rig.parley import Host, Parley
from tests.uploads import made

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

ROOM: Final = "order-hostile"
ELSEWHERE: Final = "http://elsewhere.example"
RUN: Final = "document.title='RAN';alert(1)"
WIDE: Final = "漢" * 64
PEOPLE: Final = {
    "ann": ("customer", "Ann"),
    "wide": ("merchant", WIDE),
    "turn": ("driver", f"\u202eneK <img src=x onerror={RUN!r}>"),
}
TEXTS: Final = [
    f'<img src=x onerror="{RUN}"><script>{RUN}</script><svg onload="{RUN}">',
    f"<style>*{{display:none}}</style><iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"javascript:{RUN} [tap](javascript:{RUN}) JaVaScRiPt:{RUN}//https://a.example",
    f"data:text/html,<script>{RUN}</script> vbscript:x file:///etc/passwd blob:{ELSEWHERE}/1",
    'https://a.example/"onmouseover="alert(1)" https://a.example/<b> https://bank.example@evil.example/',
    "https://аррӏе.com/login and https://a.example/\u202egnp.exe and \u202ehttps://b.example/\u2069\u2066",
    "\u202e\u2067\u202d turned \u2068 and never turned back",
    "a" + "\u0301\u0489" * 2047,
    "W" * 4096,
    "\u00a0".join(["🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👨‍👩‍👧‍👦" * 200, "﷽" * 90]),
    "\n" * 200 + "after many lines",
    "{{7*7}} ${7*7} %s &lt;b&gt; &amp; \\u003cscript\\u003e __proto__ constructor",
]
BEFORE: Final = 10_000
"""So many harmless messages stand before them in the room."""
STRIDE: Final = 500
"""Less than a view is high: no row is passed over."""
MOST_LOOKS: Final = 200
NAMES: Final = {
    "drawing.svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'.encode(),
    "page.html": f"<!doctype html><script>{RUN}</script><img src='{ELSEWHERE}/beacon'>".encode(),
    "both.gif": made.moving() + f"*/=1;{RUN}//<script>{RUN}</script>".encode(),
    f"<img src=x onerror={RUN}>.pdf": b"%PDF-1.4",
    "invoice\u202efdp.exe": b"MZ",
    "漢" * 60 + ".tar.gz": b"x",
}
REFUSED: Final = "console Failed to load resource: the server responded with a status of 4"
SHAPE: Final = """
    async (root, pixels) => {
        const page = root ?? document;
        const log = page.querySelector("[role=log]");
        log.scrollBy(0, pixels);
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const box = log.getBoundingClientRect();
        const out = [...log.querySelectorAll(".msg, .bubble, .msg-name, .file")].filter((one) => {
            const {left, right} = one.getBoundingClientRect();
            return left < box.left - 1 || right > box.right + 1;
        });
        const wider = (one) => one.scrollWidth > one.clientWidth + 1;
        // Signs piled on one letter are one, which no page can break: where a font lays them side by side they are cut.
        const signs = (one) => [...new Intl.Segmenter().segment(one.textContent)];
        const piled = (one) => signs(one).some(({segment}) => segment.length > 99);
        const cut = (one) => piled(one) && getComputedStyle(one).overflowX === "hidden";
        const wide = [...log.querySelectorAll(".bubble, .msg-text")].filter((one) => wider(one) && !cut(one));
        const header = [...page.querySelectorAll(".head, .dock, .composer")];
        const inView = (one) => {
            const {top, bottom} = one.getBoundingClientRect();
            return bottom > box.top && top < box.bottom;
        };
        const links = (one) => [...one.querySelectorAll("a")].map(({href, rel, target}) => [href, rel, target]);
        const text = (one) => {
            const copy = one.cloneNode(true);
            copy.querySelectorAll(".real-host").forEach((host) => host.remove());
            return copy.textContent;
        };
        const rows = [...log.querySelectorAll(".msg:has(.msg-text)")].filter(inView);
        return {
            rows: rows.map((one) => [
                Number(one.dataset.seq),
                text(one.querySelector(".msg-text")),
                links(one.querySelector(".msg-text")),
                one.querySelector(".real-host")?.textContent ?? "",
            ]),
            out: [...out, ...wide].map((one) => one.className + " " + one.textContent.slice(0, 40)),
            over: header.filter(wider).map((one) => one.className),
            sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            strange: log.querySelectorAll("script, iframe, object, embed, style, img[src='x']").length,
            ran: document.title === "RAN",
            left: log.scrollHeight - log.clientHeight - log.scrollTop >= 1,
        };
    }
"""
FAULTS: Final = ("out", "over", "sideways", "strange", "ran")
HARMLESS: Final = ("message ", "still here")


@dataclass
class Watch:
    """What a page did that no page should."""

    allowed: set[str]
    ran: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Listen to everything."""
        page.on("dialog", lambda box: self.ran.append(f"dialog {box.message}"))
        page.on("pageerror", lambda error: self.ran.append(f"error {error}"))
        page.on("console", lambda said: said.type in {"error", "warning"} and self.ran.append(f"console {said.text}"))
        page.on("request", lambda asked: self._asked(asked.url))
        page.on("popup", lambda window: self.ran.append(f"window {window.url}"))
        page.on("framenavigated", lambda frame: self._asked(frame.url))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" not in self.allowed:
            self.ran.append(f"asked {url}")


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """A website with the widget in it."""
    with website() as site:
        yield site


@pytest.fixture(scope="module")
async def host(tmp_path_factory: pytest.TempPathFactory, shop: Site) -> AsyncIterator[Host]:
    """A room full of it."""
    node = Parley(tmp_path_factory.mktemp("hostile"), PARLEY_ALLOWED_ORIGINS=shop.origin)
    try:
        await node.up()
        host = Host(node)
        await fill(host)
        yield host
    finally:
        node.end()


async def fill(host: Host) -> None:
    """Let everybody write and send what they should not, after much else."""
    named = [{"user": user, "role": role, "name": name} for user, (role, name) in PEOPLE.items()]
    subject = f"<script>{RUN}</script> \u202e{'W' * 80}"
    await host.call("POST", "/v1/rooms", {"id": ROOM, "kind": "order", "subject": subject, "participants": named})
    host.node.end()
    lengthen(host.node.data, ROOM, list(PEOPLE), BEFORE)
    await host.node.up()
    for number, text in enumerate(TEXTS):
        by = ("turn", "wide", "ann")[number % 3]
        await host.call("POST", f"/v1/rooms/{ROOM}/messages", {"by": by, "body": {"type": "text", "text": text}})
    for name, content in NAMES.items():
        told = await sent_up(host, name, content)
        body = {"type": "file", "file": told["file"]}
        await host.call("POST", f"/v1/rooms/{ROOM}/messages", {"by": "turn", "body": body})


async def sent_up(host: Host, name: str, content: bytes) -> dict[str, Any]:
    """Send a file up as the driver."""
    account = await host.account("turn", "driver")
    async with httpx.AsyncClient(base_url=host.node.http) as client:
        bearer = {"Authorization": f"Bearer {account.token}"}
        told = await client.post("/v1/uploads", params={"room": ROOM, "name": name}, content=content, headers=bearer)
    assert told.status_code == 201, told.text
    return told.json()


async def room_page(page: Page, host: Host, _: Site) -> None:
    """Open the room page."""
    account = await host.account("ann", "customer")
    await page.goto(f"{host.node.http}/r/#t={account.token}&room={ROOM}&view=customer&lang=en")


async def widget(page: Page, host: Host, shop: Site) -> None:
    """Open the widget on a shop whose content policy allows next to nothing."""
    account, server = await host.account("ann", "customer"), host.node.http
    policy = f"default-src 'none'; script-src {server}; img-src blob:; connect-src {server} {host.node.ws}"
    snippet = f'<script async src="{server}/widget.js" data-room="{ROOM}" data-token="{account.token}"></script>'
    await page.goto(shop.page("/", f"<h1>Shop</h1>{snippet}", policy=policy))
    await page.get_by_role("button", name="Open the conversation").click()


@pytest.mark.parametrize(("surface", "device"), [(room_page, PHONE), (widget, {})], ids=["room", "widget"])
async def test_nothing_runs_nothing_overflows_and_one_can_go_on(
    host: Host, shop: Site, browser: Browser, surface: Any, device: dict[str, Any]
):
    context = await browser.new_context(locale="en-GB", **device)
    page = await context.new_page()
    watch = Watch({host.node.http, shop.origin})
    watch.over(page)
    await surface(page, host, shop)
    log = page.get_by_role("log")
    await expect(log.locator(".file")).to_have_count(len(NAMES), timeout=15_000)
    await expect(log.get_by_role("img", name="Picture: both.webp")).to_be_visible(timeout=15_000)
    await files_are_only_kept(page)
    looks = await nothing_is_out_of_place(page)
    assert watch.ran == []
    await a_bomb_is_refused(page, host)
    box = page.get_by_role("textbox", name="Write a message")
    await box.fill(f"still here, on the {surface.__name__}")
    await box.press("Enter")
    await expect(log.get_by_text(f"still here, on the {surface.__name__}")).to_be_visible()
    # The browser itself tells of the two uploads that were refused.
    assert [said for said in watch.ran if not said.startswith(REFUSED)] == []
    await context.close()
    what = f"{len(TEXTS)} texts, {len(NAMES)} files, {len(PEOPLE)} names, behind {BEFORE} messages"
    print(f"hostile content on the {surface.__name__}: {what}, looks={looks}")


async def nothing_is_out_of_place(page: Page) -> int:
    """On the way through the room texts stand word for word, inside their bubbles; links lead where they say."""
    root = await page.query_selector(".parley")
    inside = await root.evaluate_handle("(one) => one.getRootNode()") if root else None
    looks, upwards = [], True
    while upwards or looks[-1]["left"]:
        assert len(looks) < MOST_LOOKS, looks[-1]
        look = await page.evaluate(f"([root, pixels]) => ({SHAPE})(root, pixels)", [inside, STRIDE * (1 - 2 * upwards)])
        assert [fault for fault in FAULTS if look[fault]] == [], look
        looks.append(look)
        if upwards and any(text.startswith("message ") for _, text, *_ in look["rows"]):
            # What makes links is loaded when the first is near; every row is seen once more on the way down.
            await expect(page.get_by_role("log").locator(".msg-text a").first).to_be_attached()
            upwards = False
    rows = {seq: row for look in looks for seq, *row in look["rows"]}
    seen = [rows[seq] for seq in sorted(rows) if not rows[seq][0].startswith(HARMLESS)]
    assert [text for text, *_ in seen] == [unicodedata.normalize("NFC", text) for text in TEXTS]
    links = [link for _, found, _ in seen for link in found]
    assert [href for href, *_ in links] == [
        "https://a.example/",
        f"{ELSEWHERE}/1",
        "https://a.example/",
        "https://a.example/",
        "https://xn--80ak6aa92e.com/login",
        "https://a.example/",
        "https://b.example/",
    ]
    for _, rel, target in links:
        assert set(rel.split()) == {"noopener", "noreferrer", "nofollow", "ugc"}
        assert target == "_blank"
    assert [real.strip() for *_, real in seen if real] == ["(xn--80ak6aa92e.com)"]
    return len(looks)


async def files_are_only_kept(page: Page) -> None:
    """A press on a drawing or a page saves it; nothing is opened."""
    for name in ("drawing.svg", "page.html"):
        async with page.expect_download() as keeping:
            await page.get_by_role("button", name=f"Download {name}").click()
        assert (await keeping.value).suggested_filename == name
    # What an ending is, is seen; what turns the direction of writing is gone.
    await expect(page.get_by_role("button", name="Download invoicefdp.exe")).to_be_visible()


async def a_bomb_is_refused(page: Page, host: Host) -> None:
    """A picture that unpacks into gigabytes, and one that is none: the page that sends them stays, and the server."""
    touched = await page.evaluate("matchMedia('(pointer: coarse)').matches")
    async with page.expect_file_chooser() as asked:
        await page.get_by_role("button", name="Attach files").click()
        if touched:
            await page.get_by_role("button", name="Choose files").click()
    bomb = {"name": "bomb.png", "mimeType": "image/png", "buffer": made.bomb(20_000)}
    none = {"name": "none.gif", "mimeType": "image/gif", "buffer": made.POLYGLOT}
    await (await asked.value).set_files([bomb, none])
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_text("The file is too large.")).to_be_visible(timeout=15_000)
    await expect(page.get_by_text("The picture is damaged")).to_be_visible(timeout=15_000)
    for _ in range(2):
        await page.get_by_role("button", name="Discard").first.click()
    assert (await host.node.readiness())["status"] == "ok"
