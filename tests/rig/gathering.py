"""People of one room in windows of a browser, and what they said: judged by the history and by what they see."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from tests.rig.browser import Browsing, Window
from tests.rig.checker import check
from tests.rig.history import History
from tests.rig.holding import Account
from tests.rig.parley import Host
from tests.rig.verdict import Verdict
from tests.rig.wait import until_true

SHOWN = 50  # how many messages stand on a page that was just opened
# What waits in a page, and whether anything is kept on its device that the page has not taken up yet.
UNSENT = """
    parley.client.sender.box.value.items.filter((item) => item.state !== "sent").length
        + Object.keys(localStorage).filter((key) => key.startsWith("parley.unsent")).length
"""


@dataclass
class Gathering:
    """Everybody's window on one room."""

    host: Host
    opened: Browsing
    history: History
    room: str
    windows: dict[str, Window] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)  # other rooms that somebody's page has open, unseen

    async def meet(self, people: dict[str, str]) -> None:
        """Create the room and open everybody's window, all at once."""
        await self.host.room(self.room, people)
        self.accounts = {user: await self.host.account(user, role) for user, role in people.items()}
        await asyncio.gather(*(self.sit(user) for user in people))

    async def sit(self, user: str) -> Window:
        """Open somebody's window; drivers come by an invitation, on a phone."""
        account, link = self.accounts[user], ""
        if account.role == "driver":
            link = (await self.host.call("POST", f"/v1/users/{user}/invites", {}))["url"]
        self.windows[user] = await self.opened.open(account, self.room, history=self.history, invitation=link)
        return self.windows[user]

    async def say(self, user: str, text: str) -> None:
        """Let somebody write, and see it stand there; from then on it must not be lost."""
        await self.windows[user].say(text)
        self.said.append(text)

    async def stored(self, room: str = "") -> list[str]:
        """The messages of the room, as stored."""
        log = await self.host.log(room or self.room)
        return [entry["body"]["text"] for entry in log if entry["kind"] == "message"]

    async def settle(self, seconds: float = 30) -> Verdict:
        """Let everything arrive: once, in order, in every window; then judge."""
        for user, window in self.windows.items():
            await until_true(lambda w=window: has_sent(w), seconds, f"{user} has sent everything")
        stored = await self.stored()
        lost, doubled = Counter(self.said) - Counter(stored), Counter(stored) - Counter(self.said)
        assert not lost, f"lost: {lost}"
        assert not doubled, f"stored, but not said so often: {doubled}"
        for user, window in self.windows.items():
            await until_true(lambda w=window: shows(w, stored), seconds, f"{user} sees the end of it all")
            assert not window.errors, f"{user}: {window.errors}"
        await self.host.record(self.history, self.room, *self.elsewhere)
        for window in self.windows.values():
            if window.wire is not None:
                window.wire.put("settled", {"rooms": sorted(window.wire.rooms)})
        return check(self.history)

    def faults(self) -> Counter[str]:
        """What every cable did."""
        return sum((window.proxy.counts for window in self.windows.values()), start=Counter())

    def fault(self, name: str) -> None:
        """Note that something is broken on purpose."""
        self.history.put("fault", name=name)


async def has_sent(window: Window) -> bool:
    """Whether nothing waits in a window's outbox, or on its device."""
    return await window.page.evaluate(UNSENT) == 0


async def shows(window: Window, stored: list[str]) -> bool:
    """Whether a window shows the newest messages, each once and in order, as many as a page must show."""
    texts = await window.texts()
    return len(texts) >= min(SHOWN // 2, len(stored)) and texts == stored[-len(texts) :]
