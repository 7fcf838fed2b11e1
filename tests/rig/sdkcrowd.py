"""Customers, drivers and merchants in one Chromium page, each a client of the packed SDK; every frame is recorded."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.rig.history import History
from tests.rig.holding import Account
from tests.rig.overheard import Frame, Overheard
from tests.rig.site import Tab
from tests.rig.wait import until_true


@dataclass
class Guest(Overheard):
    """One of them: what their client was told of their one room."""

    room: str = ""
    head: int = 0
    entries: list[Frame] = field(default_factory=list)

    def heard(self, frame: Frame) -> None:
        """Keep the entries, too."""
        super().heard(frame)
        if frame["t"] in {"joined", "entries"}:
            self.entries.extend(frame["entries"])
            self.head = max([self.head, frame.get("last_seq", 0), *(one["seq"] for one in frame["entries"])])


@dataclass
class Crowd:
    """All of them, in the page where they live."""

    tab: Tab
    url: str
    history: History
    people: dict[str, Guest] = field(default_factory=dict)

    async def comes(self, account: Account, room: str) -> None:
        """Somebody opens their room."""
        self.people[account.user] = Guest(self.history, account, f"{account.user}/sdk", room=room)
        await self.tab.does("comes", account.user, self.url, account.token, room)

    async def says(self, user: str, text: str) -> None:
        """Somebody writes in their room."""
        await self.tab.does("says", user, text)

    async def calls(self, user: str, reason: str) -> str:
        """Somebody calls for help; give the room."""
        await self.tab.does("calls", user, reason)
        return self.people[user].room

    async def hears(self, user: str, what: Callable[[dict[str, Any]], bool], told: str, seconds: float) -> None:
        """Wait until somebody was told so."""
        guest = self.people[user]

        async def has_heard() -> bool:
            await self.listen()
            return any(what(entry) for entry in guest.entries)

        await until_true(has_heard, seconds, f"{user} is told {told}")

    async def settle(self, ends: Callable[[], Any], seconds: float) -> None:
        """Wait until everybody has said everything, and then until they were told all that is stored."""

        async def is_said() -> bool:
            return not await self.tab.does("unsent")

        await until_true(is_said, seconds, "everything is sent")
        lasts = await ends()

        async def is_whole() -> bool:
            await self.listen()
            return all(guest.head >= lasts[guest.room] for guest in self.people.values())

        await until_true(is_whole, seconds, "everybody has everything")
        for guest in self.people.values():
            guest.put("settled", {"rooms": [guest.room]})

    async def listen(self) -> None:
        """Take what crossed their wires since the last time, in the order in which it did."""
        for user, way, text in await self.tab.does("wire"):
            guest, frame = self.people[user], json.loads(text)
            if way == "in":
                guest.heard(frame)
            elif "cid" in frame:
                guest.put("invoke", {"room": frame["room"], "cid": frame["cid"], "command": frame})
            else:
                guest.said(frame)
