"""A real server in the middle of an evening: its staff are signed in, its rooms full."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.async_api import Browser, Page

from tests.house.sources import ROOT
from tests.journeys.test_desk import PASSWORD, printed
from tests.rig.holding import Account
from tests.rig.parley import NO_TLS, Host, Parley
from tests.shots.evening import EVENING, KINDS, NAMES, ROOMS, STAFF, TEXTS, Said

WIDE: Final = {"width": 1440, "height": 900}
MINUTE_S: Final = 60


@dataclass
class Colleague:
    """Somebody of staff: their session, and what they do by it."""

    web: httpx.AsyncClient
    user: str = ""

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.web.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def does(self, method: str, path: str, body: Any) -> Any:
        """Do something in a room, as the workspace's page does: by a token for the session."""
        token = (await self.call("POST", "/v1/desk/token"))["token"]
        answer = await self.web.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def enters(self, link: str, name: str) -> None:
        """Set a password by a link."""
        said = {"secret": link.partition("#link=")[2], "password": PASSWORD, "name": name}
        await self.call("POST", "/v1/desk/links/use", said)
        self.user = (await self.call("GET", "/v1/desk/session"))["user"]


@dataclass
class House:
    """The server, whose clock is set by a file, and everybody there."""

    node: Parley
    clock: Path
    lang: str
    zone: str
    browser: Browser
    stack: AsyncExitStack
    staff: dict[str, Colleague] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)

    def name(self, who: str) -> str:
        return NAMES[self.lang].get(who, who.title())

    def text(self, key: str) -> str:
        return TEXTS[self.lang][key]

    async def opens(self) -> None:
        """Let staff in, bring the rooms about."""
        for who in STAFF:
            web = httpx.AsyncClient(base_url=self.node.http, headers={"Origin": self.node.http}, verify=NO_TLS)
            self.staff[who] = Colleague(await self.stack.enter_async_context(web))
            await self.staff[who].enters(await self.link(who), self.name(who))
        for room, people in ROOMS.items():
            await self.room(room, people)

    async def link(self, who: str) -> str:
        email = f"{who}@sakura.example"
        if who == "ada":
            return await printed(self.node, email)
        asked = {"email": email, "name": self.name(who), "role": STAFF[who]}
        return str((await self.staff["ada"].call("POST", "/v1/desk/links", asked))["url"])

    async def room(self, room: str, people: dict[str, str]) -> None:
        host, kind = Host(self.node), KINDS.get(room, "order")
        for user, role in people.items():
            if user not in self.people:
                said = {"user": user, "role": role, "name": self.name(user)}
                token = (await host.call("POST", "/v1/tokens", said))["token"]
                self.people[user] = Account(user, role, token)
        named = [{"user": user, "role": role, "name": self.name(user)} for user, role in people.items()]
        subject = f"{self.text('order')} {room[-4:]}" if kind == "order" else self.text("support")
        await host.call("POST", "/v1/rooms", {"id": room, "kind": kind, "subject": subject, "participants": named})

    async def evening(self) -> None:
        """Everything that was said and done, each at its time."""
        for said in EVENING:
            self.clock.write_text(f"{said.ago * MINUTE_S}")
            await self.happens(said)
        self.clock.write_text("0")
        for who, state, capacity in (("mika", "online", 4), ("rie", "busy", 5), ("bob", "away", 3)):
            one = self.staff[who]
            await self.staff["ada"].call("PUT", f"/v1/desk/staff/{one.user}/work", {"capacity": capacity})
            await one.does("PUT", "/v1/desk/me", {"state": state})

    async def happens(self, said: Said) -> None:
        """One thing of it."""
        act = {"take": self.acts, "snooze": self.acts, "due": self.acts, "mark": self.acts, "help": self.calls}
        await act.get(said.act, self.says)(said)

    async def says(self, said: Said) -> None:
        body = {"type": "text", "text": self.text(said.text)}
        if said.act == "note":
            if said.more:
                body["mentions"] = [self.staff[who].user for who in said.more]
            await self.staff[said.by].does("POST", f"/v1/rooms/{self.lanes[said.room]}/messages", {"body": body})
        elif said.by in self.staff:
            one = self.staff[said.by]
            await one.does("PUT", f"/v1/rooms/{said.room}/participants/{one.user}", {"role": "agent"})
            await one.does("POST", f"/v1/rooms/{said.room}/messages", {"body": body})
        else:
            await Host(self.node).call("POST", f"/v1/rooms/{said.room}/messages", {"by": said.by, "body": body})

    async def calls(self, said: Said) -> None:
        """Call staff, as somebody who takes part."""
        headers = {"Authorization": f"Bearer {self.people[said.by].token}"}
        async with httpx.AsyncClient(base_url=self.node.http, verify=NO_TLS) as web:
            answer = await web.post(f"/v1/rooms/{said.room}/help", json={"reason": said.text}, headers=headers)
        assert answer.is_success, answer.text

    async def acts(self, said: Said) -> None:
        """Do something with a room."""
        wake = (datetime.now(UTC) + timedelta(minutes=said.more)).isoformat() if isinstance(said.more, int) else ""
        due = (datetime.now(UTC) - timedelta(minutes=said.ago - 1)).isoformat()
        body: dict[str, dict[str, Any]] = {
            "take": {"act": "assign"},
            "snooze": {"act": "mark", "hold": "snoozed", "wake_at": wake},
            "due": {"act": "mark", "due_at": due},
            "mark": {"act": "mark", "priority": said.more, "labels": [self.text("late")]},
        }
        told = await self.staff[said.by].does("POST", f"/v1/desk/rooms/{said.room}/acts", body[said.act])
        self.lanes[said.room] = told["lane"]

    async def ada_begins(self) -> None:
        """Two of the five steps are done beside what the evening did; the website is known and was not seen yet."""
        ada = self.staff["ada"]
        await ada.call("PATCH", "/v1/desk/house", {"name": self.name("sakura")})
        await ada.call("PUT", "/v1/desk/widgets/shop", {"name": "Shop", "origins": ["https://shop.example"]})

    async def page(self, who: str, place: str, **window: Any) -> Page:
        """Open the workspace as one of staff."""
        told = {"viewport": WIDE, "locale": {"en": "en-GB", "ja": "ja-JP"}[self.lang], **window}
        context = await self.browser.new_context(reduced_motion="reduce", timezone_id=self.zone, **told)
        self.stack.push_async_callback(context.close)
        jar = self.staff[who].web.cookies.jar
        await context.add_cookies([{"name": one.name, "value": one.value or "", "url": self.node.http} for one in jar])
        page = await context.new_page()
        await page.goto(f"{self.node.http}/desk/#{place}")
        return page


@asynccontextmanager
async def house(browser: Browser, folder: Path, lang: str, zone: str) -> AsyncIterator[House]:
    """Run a server in the middle of an evening."""
    clock = folder / f"{lang}.clock"
    clock.write_text(f"{50 * MINUTE_S}")
    node = Parley(folder, lang, PYTHONPATH=str(ROOT))
    node.command = [sys.executable, "-m", "tests.shots.behind", str(clock), *node.command[1:]]
    await node.up(30)
    try:
        async with AsyncExitStack() as stack:
            told = House(node, clock, lang, zone, browser, stack)
            await told.opens()
            await told.evening()
            yield told
    finally:
        node.terminate()
