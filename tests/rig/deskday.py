"""A day at the desk: what each agent does on a page of their own, and every page held against the raw logs."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Page

from tests.rig.bykeys import VIEWS, ByKeys, Sight
from tests.rig.bymouse import LINE, NOTE
from tests.rig.deskclicks import Clicks
from tests.rig.proxy import Proxy
from tests.rig.recount import Reader
from tests.rig.workday import TEAM, Workday

KEYS: Final = dict(zip(VIEWS, ("gm", "gt", "gu", "ga"), strict=True))


@dataclass
class Day:
    """The house at work: Mika by keyboard, Rosa and Theo by clicking, Sue who supervises."""

    work: Workday
    mika: ByKeys
    others: dict[str, Clicks]
    sue: Page
    sees: Sight
    ada: Sight
    path: Proxy
    me: Reader
    boss: Reader
    states: dict[str, tuple[str, int]] = field(default_factory=dict)

    async def compares(self, told: str, away: str = "") -> None:
        """Hold every figure of all four pages against the logs; who has no connection has old ones."""
        await self.work.stands()
        others = [one.compares(told) for one in self.others.values() if one.name != away]
        await asyncio.gather(self._compares_mika(told), self._compares_sue(told), *others)

    async def compares_two(self, told: str) -> None:
        """Hold every figure of Mika's and Sue's pages against the logs."""
        await self.work.stands()
        await asyncio.gather(self._compares_mika(told), self._compares_sue(told))

    async def _compares_mika(self, told: str) -> None:
        for view in VIEWS:
            await self.mika.press(*KEYS[view])
            await self.work.agrees(f"{told}, Mika", self.mika.inbox, lambda view=view: self.work.inbox(self.me, view))

    async def _compares_sue(self, told: str) -> None:
        await self.sue.get_by_role("button", name="Inbox", exact=True).click()
        await self.sue.get_by_role("button", name=re.compile(r"All$")).click()
        await self.work.agrees(f"{told}, Sue", self.sees.inbox, lambda: self.work.inbox(self.boss, "all"))
        await self.work.agrees(f"{told}, the team", self.team, lambda: self.work.load(self.states))

    async def team(self) -> dict[str, Any]:
        """Read the supervisor's page, asked for anew."""
        await self.sue.get_by_role("button", name="Inbox", exact=True).click()
        await self.sue.get_by_role("button", name="Team, live").click()
        await self.sue.locator(".team-one").first.wait_for()
        return await self.sees.team()

    async def is_set_up(self, told: str) -> None:
        """Hold the steps that stand as done on the admin's page against what there is."""
        await self.work.stands()
        await self.work.agrees(f"{told}, Ada", self.ada.steps, self.work.setup)

    # --- what Mika does, by keyboard ---

    async def finds(self, name: str) -> None:
        """Open a room by the palette."""
        await self.mika.press("Control+k")
        await self.mika.focused("combobox", re.compile("What do you want"))
        await self.mika.type(name)
        await self.mika.press("Enter")
        await self.mika.sees_no("dialog")

    async def leaves(self, room: str) -> None:
        """Close the room; all of it was before her eyes."""
        await self.mika.press("Escape")
        await self.mika.sees("No conversation is open")
        await self.work.looked(self.me, room)

    async def writes(self, key: str, box: str, text: str, shown: str = "") -> None:
        """Write to whom the key is for."""
        await self.mika.press(key)
        await self.mika.focused("textbox", box)
        await self.mika.type(text)
        if shown:
            await self.mika.sees(shown)
            await self.mika.press("Enter")
        await self.mika.press("Enter")
        await self.mika.reads(shown or text)
        await self.mika.press("Escape")

    async def opens_first(self) -> None:
        """Open what stands above everything in the list."""
        await self.mika.rushes("g", "i", "Home", "Enter")

    async def takes_one(self) -> str:
        """Take the one who waits longest, tell a colleague, step in and answer."""
        await self.mika.press("g", "u")
        await self.work.stands()
        (room, *_), *_ = self.work.inbox(self.me, "unassigned")["rows"]
        await self.opens_first()
        await self.mika.sees("Nobody has this room")
        await self.mika.press("t")
        await self.mika.reads("Mika took the room")
        await self.names("Theo", "do you know this one?")
        await self.joins_and_says(room, f"I am looking into {room}.")
        await self.leaves(room)
        return room

    async def names(self, colleague: str, text: str) -> None:
        """Note something for a colleague."""
        await self.mika.press("n")
        await self.mika.focused("textbox", NOTE)
        await self.mika.type(f"@{colleague[:2]}")
        await self.mika.sees_option(colleague)
        await self.mika.press("Enter")
        await self.mika.type(text)
        await self.mika.press("Enter")
        await self.mika.reads(f"@{colleague} {text}")
        await self.mika.press("Escape")

    async def joins_and_says(self, room: str, text: str, shown: str = "") -> None:
        """Step in and write; the customer is told so."""
        await self.mika.is_ready()
        await self.mika.press("i")
        await self.mika.can_write(LINE)
        await self.writes("r", LINE, text, shown)
        said = shown or text
        await self.work.hears(self.work.customer(room), lambda entry: entry["body"].get("text") == said, said)

    async def answers_in_japanese(self, number: int, said: str) -> str:
        """Somebody writes in Japanese; Mika takes it, and answers by a code."""
        room, user = f"case-haru-{number}", f"haru-{number}"
        await self.work.opens(room, {user: "customer"}, "support", (f"team:{TEAM}",))
        await self.work.writes(user, "注文がまだ届きません。")
        await self.mika.press("g", "a")
        await self.mika.sees("注文がまだ届きません。")
        await self.finds(user)
        await self.mika.sees("Nobody has this room")
        await self.mika.press("t")
        await self.mika.reads("Mika took the room")
        await self.joins_and_says(room, "/late", said.format(user.title()))
        await self.leaves(room)
        return room

    async def helps(self, user: str) -> None:
        """A driver calls: Mika looks on unseen, steps in, answers, steps out."""
        room = await self.work.calls_help(user)
        await self.compares_two("help")
        before = await self.work.present(room)
        await self.opens_first()
        await self.mika.sees("Nobody has this room")
        await self.mika.press("r")
        await self.mika.sees("You observe")
        assert await self.work.present(room) == before
        await self.joins_and_says(room, f"Help is on its way to {user}.")
        assert await self.work.present(room) == {*before, self.me.user}
        await self.mika.press("i")
        await self.mika.reads("Mika left")
        assert await self.work.present(room) == before
        await self.leaves(room)

    async def loses_the_path(self, users: list[str]) -> None:
        """The cable is pulled, people write on, and it is plugged in again."""
        self.path.faults.swallow_up = self.path.faults.swallow_down = True
        await self.mika.offline(on=True)
        await self.mika.sees("No connection")
        for user in users:
            await self.work.writes(user, f"Are you there? {user}")
        self.path.faults.swallow_up = self.path.faults.swallow_down = False
        self.path.reset_all()
        await self.mika.offline(on=False)
        self.work.counts["drops"] += 1

    async def hands_over(self, room: str, to: str) -> None:
        """Hand a room over with a note; the customer reads who has it now."""
        await self.finds(self.work.customer(room))
        await self.mika.sees("Yours")
        await self.mika.is_ready()
        await self.mika.press("h")
        await self.mika.focused("combobox", "To whom")
        await self.mika.can_choose(to)
        await self.mika.type(to)
        await self.mika.press("Tab")
        await self.mika.type("she waits for her money")
        await self.mika.tabs_to("Hand over")
        await self.mika.press("Enter")
        await self.mika.sees_no("dialog")
        await self.mika.reads(f"Mika handed over to {to}")
        await self.leaves(room)
        assert await self.others[to].page.takes() == room
        await self.work.hears_successor(room, self.others[to].reader.user)
        await self.others[to].replies(room)

    async def is_handed(self, room: str, by: str) -> None:
        """A colleague hands a room over to Mika, who accepts it."""
        await self.others[by].hands(room, "Mika")
        await self.mika.sees("For you?")
        await self.mika.press("a")
        await self.mika.sees("Yours")
        await self.work.hears_successor(room, self.me.user)
        await self.leaves(room)

    async def is_offered_one(self) -> str:
        """Mika is there for one more: she is asked, and takes it."""
        await self.mika.press("s", "o")
        await self.mika.sees("For you?")
        await self.mika.press("a")
        await self.mika.sees("Yours")
        await self.mika.press("s", "b")
        (room,) = [one.room for one in await self.work.stands() if one.is_had_by(self.me.user)]
        await self.leaves(room)
        return room

    async def puts_off(self, room: str) -> None:
        """Say how much it matters, and put it off."""
        await self.finds(self.work.customer(room))
        await self.mika.sees("Yours")
        await self.mika.press("p")
        await self.mika.reads("Mika: priority low")
        await self.mika.is_ready()
        await self.mika.press("z")
        await self.mika.focused("button", re.compile("In 20 minutes"))
        await self.mika.press("Enter")
        await self.mika.sees_no("dialog")
        await self.mika.sees("Snoozed")
        await self.leaves(room)

    async def resolves(self, room: str) -> None:
        """Done with it."""
        await self.finds(self.work.customer(room))
        await self.mika.sees("Yours")
        await self.mika.press("e")
        await self.mika.sees("Reopen")
        await self.leaves(room)

    async def is_named(self, room: str) -> None:
        """Theo asks Mika something in a room that is nobody's; she looks."""
        await self.others["Theo"].asks("Mika", room)
        await self.compares_two("named")
        await self.mika.press("g", "m")
        await self.finds(self.work.customer(room))
        await self.mika.reads(f"what shall we do about {room}?")
        await self.leaves(room)

    # --- what Sue does ---

    async def gives(self, by: str, to: str) -> None:
        """The supervisor gives a room of one agent's to another."""
        await self.team()
        await self.sue.get_by_role("button", name=by, exact=True).click()
        await self.sue.locator(".theirs-one select").first.select_option(label=to)
        await self.sees.sees(f"is {to}'s now")

    # --- what becomes of those who are lost ---

    async def is_lost(self, name: str, to: str) -> None:
        """One takes a room and is gone before a word: after a minute it waits for anybody; then they are back."""
        one = self.others[name]
        await self.gives(name, to)
        room = await one.page.takes()
        await one.leaves(room)
        await one.is_cut_off(room)
        here = self.states[name]
        self.states[name] = (f"{here[0]} · no connection", here[1])
        await self.compares("given back", away=name)
        self.states[name] = here
        await one.is_back()
        await one.serves(1)
        await self.compares("back after all")
