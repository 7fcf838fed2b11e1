"""One room of a server that others use too, and people before it on devices that a script makes strange."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser

from tests.rig.holding import Account
from tests.rig.parley import Host
from tests.rig.seat import Seat, at_room_page, at_widget, seat
from tests.rig.shop import Shop

PEOPLE: Final = {"ann": "customer", "ken": "driver"}


@dataclass
class Place:
    """One room of a calm server, and people before it who each may have a strange device."""

    host: Host
    shop: Shop
    browser: Browser
    stack: AsyncExitStack
    room: str
    people: list[Seat] = field(default_factory=list)

    @property
    def server(self) -> str:
        return self.host.node.http

    def who(self, name: str) -> str:
        """Every room has people of its own."""
        return f"{name}-{self.room[-40:]}"

    async def account(self, name: str, **more: Any) -> Account:
        """A token for one of them."""
        asked = {"user": self.who(name), "role": PEOPLE[name], "name": name.title(), **more}
        told = await self.host.call("POST", "/v1/tokens", asked)
        return Account(asked["user"], asked["role"], told["token"])

    async def sits(self, name: str, size: str, device: str = "") -> Seat:
        """Somebody with an empty page, on a device that is made strange by a script."""
        person = await self.stack.enter_async_context(seat(self.browser, self.who(name), size))
        if device:
            await person.page.add_init_script(device)
        self.people.append(person)
        return person

    async def widget(self, name: str = "ann", size: str = "desktop", device: str = "", **more: str) -> Seat:
        """Somebody before the widget of a shop."""
        token = (await self.account(name)).token
        said = {"room": self.room, "lang": "en", "token": token, **more}
        return await at_widget(await self.sits(name, size, device), self.shop.embeds(self.server, **said))

    async def page(self, name: str = "ken", size: str = "phone", device: str = "", **token: Any) -> Seat:
        """Somebody before the room page."""
        account = await self.account(name, **token)
        return await at_room_page(await self.sits(name, size, device), self.server, account, self.room)

    async def says(self, name: str, text: str) -> None:
        """Somebody says something who sits elsewhere."""
        said = {"body": {"type": "text", "text": text}, "by": self.who(name)}
        await self.host.call("POST", f"/v1/rooms/{self.room}/messages", said)

    async def holds(self, texts: list[str]) -> bool:
        """Whether these messages are stored, and no others."""
        return await self.stored() == texts

    async def stored(self) -> list[str]:
        log = await self.host.log(self.room)
        return [entry["body"]["text"] for entry in log if entry["kind"] == "message"]
