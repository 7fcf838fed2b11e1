"""What tells an agent who looks elsewhere: a tone that sounds, a notification, the title's count; and nothing of it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.test_desk import printed
from tests.rig.holding import Account
from tests.rig.office import Colleague, Office
from tests.rig.parley import NO_TLS, Host, Parley
from tests.rig.wait import until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

# Nobody looks at the page; whatever goes to the loudspeaker is measured, and each notification is kept.
ELSEWHERE: Final = """
    document.hasFocus = () => false;
    window.tones = 0;
    window.heard = 0;
    window.notes = [];
    const { connect } = AudioNode.prototype;
    const measured = (context) => {
        const meter = context.createAnalyser();
        const wave = new Float32Array(meter.fftSize);
        let quiet = 0;
        setInterval(() => {
            meter.getFloatTimeDomainData(wave);
            const loud = wave.some((level) => Math.abs(level) > 0.01);
            if (loud && quiet <= 0) window.tones += 1;
            if (loud) window.heard = performance.now();
            quiet = loud ? 25 : quiet - 1;
        }, 10);
        return meter;
    };
    const meters = new Map();
    AudioNode.prototype.connect = function (to, ...more) {
        if (to === this.context.destination) {
            if (!meters.has(this.context)) meters.set(this.context, measured(this.context));
            connect.call(this, meters.get(this.context));
        }
        return connect.call(this, to, ...more);
    };
    window.Notification = class extends Notification {
        constructor(title, options) {
            super(title, options);
            window.notes.push(this);
        }
    };
"""
APART_MS: Final = 1_600
"""Two tones closer than this are one to the page."""
PATIENCE_S: Final = 30


@dataclass
class Elsewhere:
    """A house with Mika, who looks elsewhere, and Theo; Ann has an order and a question."""

    mika: Colleague
    page: Page
    host: Host
    theo: Account
    ann: Account
    posts: int = 0
    last: tuple[list[str], int] = ([], 0)

    async def post(self, who: Account, path: str, **body: Any) -> Any:
        """Somebody asks the server with their own token."""
        self.posts += 1
        headers = {"Authorization": f"Bearer {who.token}", "Idempotency-Key": f"alert-{self.posts:04}"}
        async with httpx.AsyncClient(base_url=self.host.node.http, verify=NO_TLS) as client:
            answer = await client.post(path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def asks(self, room: str) -> None:
        """Ann has a question."""
        await self.host.room(room, {"ann": "customer"}, kind="support", subject=f"Question {room[-1]}")
        await self.post(self.ann, f"/v1/rooms/{room}/messages", body={"type": "text", "text": "Are you there?"})

    async def acts(self, room: str, **act: Any) -> str:
        """Theo does something with a room; give its staff lane."""
        return (await self.post(self.theo, f"/v1/desk/rooms/{room}/acts", **act))["lane"]

    async def names(self, lane: str) -> None:
        """Theo names Mika in a note."""
        body = {"type": "text", "text": "@Mika?", "mentions": [self.mika.user]}
        await self.post(self.theo, f"/v1/rooms/{lane}/messages", body=body)

    async def told(self) -> tuple[list[str], int]:
        """Give what the notifications say, and how many tones were heard."""
        notes, tones = await self.page.evaluate("[window.notes.map(({ title, body }) => `${title}: ${body}`), tones]")
        return notes, tones

    async def hears(self, *notes: str, tones: int) -> None:
        """Wait until these were shown and so many tones heard, and until the next tone is one of its own."""

        async def all_told() -> bool:
            self.last = await self.told()
            return len(self.last[0]) >= len(notes) and self.last[1] >= tones

        await until_true(all_told, PATIENCE_S, lambda: f"{notes[-1]} and tone {tones}; it was {self.last}")
        await until_true(self.is_quiet, PATIENCE_S, "the last tone is over")
        assert await self.told() == (list(notes), tones)

    async def is_quiet(self) -> bool:
        """The last tone is so long ago that another is heard by itself."""
        return await self.page.evaluate(f"performance.now() - heard > {APART_MS}")


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    """One that shows notifications."""
    return whole_browser


@pytest.fixture
async def elsewhere(parley, browser: Browser) -> AsyncIterator[Elsewhere]:
    node: Parley = parley()
    await node.up()
    host = Host(node)
    async with Office(node) as office:
        ada = await office.enters((await printed(node, "ada@shop.example")).partition("#link=")[2], "Ada")
        mika, theo = await office.hires(ada, "Mika", "agent"), await office.hires(ada, "Theo", "agent")
        page = await mika.page(browser, permissions=["notifications"])
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.add_init_script(ELSEWHERE)
        await page.goto(f"{node.http}/desk/#alerts")
        yield Elsewhere(mika, page, host, await theo.account(), await host.account("ann", "customer"))
        await page.context.close()
        assert errors == []


async def each_kind(one: Elsewhere) -> list[str]:
    """A call for help, a question (shown without a tone), a name in a note, a room that is handed over."""
    await one.host.room("order-7", {"ann": "customer"})
    await one.post(one.ann, "/v1/rooms/order-7/help", reason="late")
    said = ["Ann · Order order-7: Somebody calls for help"]
    await one.hears(*said, tones=1)
    await one.asks("case-1")
    said += ["Ann · Question 1: Somebody waits for an answer"]
    await one.hears(*said, tones=1)
    await one.names(await one.acts("case-1", act="assign"))
    said += ["Ann · Question 1: A colleague names you"]
    await one.hears(*said, tones=2)
    await expect(one.page).to_have_title(re.compile(r"^\(1\) "))
    await one.acts("case-1", act="hand", to=one.mika.user)
    said += ["Ann · Question 1: A room is offered to you"]
    await one.hears(*said, tones=3)
    return said


async def test_each_kind_is_heard_and_shown_until_one_does_not_want_to_be_disturbed(elsewhere: Elsewhere):
    one, page = elsewhere, elsewhere.page
    await page.get_by_role("checkbox", name="Notification: Somebody waits for an answer").check()
    for key in "gi":
        await page.keyboard.press(key)
    said = await each_kind(one)
    for key in "sq":
        await page.keyboard.press(key)
    await one.names(await one.acts("order-7", act="assign"))
    await expect(page).to_have_title(re.compile(r"^\(2\) "))
    await one.hears(*said, tones=3)
    for key in "sq":
        await page.keyboard.press(key)
    await one.names(await one.acts("order-7", act="mark", priority="high"))
    said += ["Ann · Order order-7: A colleague names you"]
    await one.hears(*said, tones=4)
    await page.evaluate("notes.at(-1).dispatchEvent(new Event('click'))")
    await expect(page.get_by_role("heading", name="Order order-7")).to_be_visible()
    await expect(page.get_by_role("log").get_by_text("@Mika?").first).to_be_visible()
