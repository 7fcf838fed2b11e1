"""A day at the desk: what an agent who clicks does, and all that their page shows held against the raw logs."""

from dataclasses import dataclass
from typing import Final

from tests.rig.bykeys import VIEWS
from tests.rig.bymouse import ByMouse
from tests.rig.proxy import Proxy
from tests.rig.recount import Reader
from tests.rig.wait import until_true
from tests.rig.workday import Workday

GIVEN_BACK_S: Final = 150.0
"""Patience for what is due after a minute."""


@dataclass
class Clicks:
    """A colleague of Mika's: their page, and how far they have looked."""

    work: Workday
    name: str
    page: ByMouse
    reader: Reader
    path: Proxy

    async def compares(self, told: str) -> None:
        """Hold every figure of every view against the logs."""
        for view in VIEWS:
            await self.page.looks(view)
            told_of = f"{told}, {self.name}, {view}"
            agreed = await self.work.agrees(
                told_of, self.page.inbox, lambda view=view: self.work.inbox(self.reader, view)
            )
        self.work.counts["team_rooms"] += agreed["counts"]["team"]

    async def serves(self, rooms: int) -> None:
        """Take what is offered, all of it before the first answer is written; then answer each."""
        for room in [await self.page.takes() for _ in range(rooms)]:
            await self.page.opens(room, "mine")
            await self.replies(room)

    async def replies(self, room: str) -> None:
        """Answer in the room that is open, and go back to the list; the customer reads it."""
        text = f"{self.name} answers in {room}."
        await self.page.answers(text)
        await self.work.hears(self.work.customer(room), lambda entry: entry["body"].get("text") == text, text)
        await self.leaves(room)

    async def leaves(self, room: str) -> None:
        """Close the room; all of it was before their eyes."""
        await self.page.leaves()
        await self.work.looked(self.reader, room)

    async def asks(self, colleague: str, room: str) -> None:
        """Ask a colleague something in a room that is nobody's."""
        await self.page.opens(room, "all")
        await self.page.notes(colleague, f"what shall we do about {room}?")
        await self.leaves(room)

    async def was_named(self, room: str, text: str) -> None:
        """Look into a room in which one was named."""
        await self.page.opens(room, "mine")
        await self.page.reads(text)
        await self.leaves(room)

    async def hands(self, room: str, to: str) -> None:
        """Hand one of one's rooms to a colleague."""
        await self.page.opens(room, "mine")
        await self.page.hands(to, "please, I am off")
        await self.leaves(room)

    async def resolves(self) -> None:
        """Be done with one of one's rooms."""
        room = self.work.random.choice(await self.work.rooms_of(self.reader))
        await self.page.opens(room, "mine")
        await self.page.does("Resolve")
        await self.page.sees("Reopen")
        await self.leaves(room)

    async def is_cut_off(self, room: str) -> None:
        """Lose the connection, until a room that awaits a word of theirs is somebody else's to take."""
        await self.page.offline(on=True)
        self.path.reset_all()
        self.work.counts["drops"] += 1

        async def is_given_back() -> bool:
            (stand,) = [one for one in await self.work.stands() if one.room == room]
            return stand.held["agent"] != self.reader.user

        await until_true(is_given_back, GIVEN_BACK_S, f"{room} is given back")
        self.work.counts["given_back"] += 1

    async def is_back(self) -> None:
        """Have a connection again."""
        await self.page.offline(on=False)
        await self.page.sees_no_words("No connection")
