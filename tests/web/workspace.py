"""A server with people of the house on it, and browsers that they are signed in on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import httpx
from argon2 import PasswordHasher

from server.accounts.entering import Entering
from server.accounts.passwords import Passwords
from server.accounts.seats import Opened
from server.app import assemble
from server.core.staff import Member
from server.machine import Machine
from server.settings import Settings
from server.storage import staff as stored
from server.web.app import Site, build
from server.web.origins import parse
from server.web.own import COOKIE, PLAIN_COOKIE

SECRET: Final = "a-secret-for-tests-0123456789abcdef-0123456789"
API_KEY: Final = "an-api-key-for-tests-0123456789"
HTTPS: Final = "https://chat.example"
LOOPBACK: Final = "http://127.0.0.1:8080"
PASSWORD: Final = "three green boats at noon"
CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ROLES: Final = ("agent", "supervisor", "admin")


@dataclass
class Browser:
    """What one browser sends: its cookies, the page that it shows, or a bearer's credential."""

    app: Any
    base: str = HTTPS
    origin: str | None = HTTPS
    bearer: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "203.0.113.7"

    async def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        said = dict(headers)
        if self.origin is not None and method != "GET":
            said.setdefault("Origin", self.origin)
        if self.bearer:
            said["Authorization"] = f"Bearer {self.bearer}"
        transport = httpx.ASGITransport(self.app, client=(self.address, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
            answer = await client.request(method, path, json=body, headers=said)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        if "Max-Age=0" in answer.headers.get("set-cookie", ""):
            self.cookies.clear()
        return answer

    async def code(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        answer = await self(method, path, body, **headers)
        return answer.status_code, answer.json().get("code", "")


@dataclass
class Workspace:
    """The server, and a way in for each role that costs no password."""

    machine: Machine
    app: Any
    entering: Entering
    people: dict[str, Opened] = field(default_factory=dict)

    async def hires(self, role: str, name: str = "", password: str = "") -> Opened:
        """Put somebody on the staff, signed in."""
        name = name or role
        parts, seats = self.machine.parts, self.machine.house.workspace.seats
        kept = CHEAP.hash(password) if password else "no password"
        member = Member(
            user=f"s_{name}", email=f"{name}@shop.example", password=kept, role=role, name=name.title(),
            made_at=parts.wall(),
        )  # fmt: skip

        def keep(c: Any) -> Opened:
            stored.put_member(c, member)
            return seats.begin(c, member, "Chrome · Linux")

        self.people[name] = await parts.journal.write(keep)
        return self.people[name]

    def browser(self, name: str = "", **more: Any) -> Browser:
        """Give the browser of somebody who is signed in, or anybody's."""
        more.setdefault("cookies", {COOKIE: self.people[name].cookie} if name else {})
        return Browser(self.app, **more)

    def operator_link(self, email: str = "ada@shop.example") -> str:
        return self.machine.house.identity.operator_secret(email)

    async def acts(self) -> list[tuple[str | None, str, str | None]]:
        """Give the audit log, oldest first: who, what, on what."""
        told = (await self.browser("admin")("GET", "/v1/desk/audit?limit=200")).json()["acts"]
        return [(act["by"], act["act"], act["on"]) for act in reversed(told)]


@asynccontextmanager
async def opened(folder: Path, **given: Any) -> AsyncIterator[Workspace]:
    settings = Settings(secret=SECRET, api_key=API_KEY, data_dir=folder, **given)
    machine = assemble(settings)
    house = machine.house
    quick = Entering(machine.hub, Passwords(CHEAP), house.workspace.seats, house.identity.operator_link)
    app = build(
        replace(house, workspace=replace(house.workspace, entering=quick)),
        Site(origins=parse(settings.allowed_origins)),
        machine.socket,
    )
    await machine.start()
    try:
        yield Workspace(machine, app, quick)
    finally:
        await machine.stop()


__all__ = ["API_KEY", "COOKIE", "HTTPS", "LOOPBACK", "PASSWORD", "PLAIN_COOKIE", "ROLES", "Browser", "Workspace"]
