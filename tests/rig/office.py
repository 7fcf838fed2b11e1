"""The people of a house that a test hires: the first admin by the operator's link, the others by hers; each by HTTP."""

from dataclasses import dataclass, field
from typing import Any, Final, Self

import httpx
from playwright.async_api import Browser, Page

from tests.rig.holding import Account
from tests.rig.parley import NO_TLS, Parley

PASSWORD: Final = "three green boats at noon"


@dataclass
class Colleague:
    """Somebody of staff, signed in; `client` has their cookie."""

    client: httpx.AsyncClient
    user: str
    name: str
    email: str
    role: str

    async def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        """Ask as their page would; it must succeed."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        answer = await self.client.request(method, path, json=body, headers=headers)
        assert answer.is_success, f"{self.name} {method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def act(self, room: str, **act: Any) -> None:
        """Do something with a room at the desk."""
        await self.call("POST", f"/v1/desk/rooms/{room}/acts", act, (await self.account()).token)

    async def account(self) -> Account:
        """Trade the cookie for a token, as the page does."""
        return Account(self.user, self.role, (await self.call("POST", "/v1/desk/token"))["token"])

    async def page(self, browser: Browser, **context: Any) -> Page:
        """Open an empty page of a browser that has their session."""
        opened = await browser.new_context(locale="en-GB", **context)
        url = str(self.client.base_url)
        cookies = [{"name": one.name, "value": one.value or "", "url": url} for one in self.client.cookies.jar]
        await opened.add_cookies(cookies)
        return await opened.new_page()


@dataclass
class Office:
    """A house, and who works there by name."""

    node: Parley
    people: dict[str, Colleague] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for one in self.people.values():
            await one.client.aclose()

    async def enters(self, secret: str, name: str) -> Colleague:
        """Somebody sets a password by a link."""
        base = self.node.http
        client = httpx.AsyncClient(base_url=base, headers={"Origin": base}, verify=NO_TLS, timeout=20)
        said = {"secret": secret, "password": PASSWORD, "name": name}
        answer = await client.post("/v1/desk/links/use", json=said)
        assert answer.is_success, answer.text
        told = answer.json()
        self.people[name] = Colleague(client, told["user"], name, told["email"], told["role"])
        return self.people[name]

    async def hires(self, admin: Colleague, name: str, role: str) -> Colleague:
        """The admin makes a link, and the colleague uses it."""
        wish = {"email": f"{name.lower()}@shop.example", "role": role, "name": name}
        link = await admin.call("POST", "/v1/desk/links", wish)
        return await self.enters(link["url"].partition("#link=")[2], name)
