"""A day at work: its parties, who use the SDK, and what every page of the workspace must show, from the raw logs."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.rig import recount
from tests.rig.checker import check
from tests.rig.history import History
from tests.rig.office import Office
from tests.rig.parley import API_KEY, NO_TLS, Host
from tests.rig.recount import Raw, Reader, Stand
from tests.rig.sdkcrowd import Crowd
from tests.rig.verdict import Verdict, Violation

PATIENCE_S: Final = 30.0
LOOK_S: Final = 0.1
KEPT_S: Final = 2.0
TEAM: Final = "ja"
PARTIES: Final = ("customer", "driver", "merchant")
WORDS: Final = ("Where is it?", "It is cold.", "Wrong dish!", "Can I pay in cash?", "Thanks.", "遅いです", "Hello?")


@dataclass
class Size:
    """How much goes on."""

    support: int
    orders: int
    rounds: int
    share: int
    stays_away: bool = False
    """Whether somebody loses their connection for more than the minute after which rooms are given back."""


@dataclass
class Workday:
    """Everybody but those who sit before a page of the workspace."""

    host: Host
    office: Office
    history: History
    stack: AsyncExitStack
    seed: int
    crowd: Crowd
    lanes: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    teams: dict[str, frozenset[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Everything by chance is by this one."""
        self.random = random.Random(self.seed)
        bearer = {"Authorization": f"Bearer {API_KEY}"}
        # Idle connections are let go of before the server does it: one that it closes just then answers nothing.
        kept = httpx.Limits(keepalive_expiry=KEPT_S)
        base = self.host.node.http
        self._reads = httpx.AsyncClient(base_url=base, headers=bearer, verify=NO_TLS, timeout=PATIENCE_S, limits=kept)
        self._reading: asyncio.Task[list[Stand]] | None = None
        self.stack.push_async_callback(self._reads.aclose)
        self._known: list[Stand] = []

    # --- who comes ---

    async def opens(self, room: str, people: dict[str, str], kind: str, needs: tuple[str, ...] = ()) -> None:
        """A room begins, and its people come; `needs` is what the website's widget would have noted of it."""
        told = await self.host.room(room, people, kind=kind)
        self.lanes[room] = next(lane["room"] for lane in told["lanes"] if lane["audience"] == "staff")
        self.kinds[room] = kind
        if needs:
            await self.office.people["Ada"].act(room, act="mark", needs=list(needs))
        for user, role in people.items():
            await self.crowd.comes(await self.host.account(user, role), room)

    async def all_come(self, size: Size) -> None:
        """Customers with questions, every sixth for the Japanese team, and orders with all their parties."""
        support = [(f"case-{n:02}", {f"cust-{n:02}": "customer"}, "support", asks_for(n)) for n in range(size.support)]
        orders = [(f"order-{n:02}", {f"{role}-{n:02}": role for role in PARTIES}, "order") for n in range(size.orders)]
        await asyncio.gather(*(self.opens(*one) for one in [*support, *orders]))

    # --- what they do ---

    async def writes(self, user: str, text: str = "") -> None:
        """A party says something in their room."""
        self.counts["messages"] += 1
        await self.crowd.says(user, text or self.random.choice(WORDS))

    async def chats(self) -> None:
        """Whoever takes part in an order says something or not; every customer with a question asks it."""
        for user in sorted(self.crowd.people):
            for _ in range(1 if user.startswith("cust") else self.random.randrange(0, 3)):
                await self.writes(user)

    async def calls_help(self, user: str) -> str:
        """A party of an order calls for help; give the room."""
        self.counts["calls"] += 1
        return await self.crowd.calls(user, "late")

    def customer(self, room: str) -> str:
        """Name the customer of a room."""
        people = self.crowd.people.values()
        return next(one.account.user for one in people if one.room == room and one.account.role == "customer")

    async def present(self, room: str) -> set[str]:
        """Say who takes part, as the host is told."""
        told = await self.host.call("GET", f"/v1/rooms/{room}")
        return {who["user"] for who in told["participants"] if "left_seq" not in who}

    async def hears_successor(self, room: str, agent: str) -> None:
        """Wait until the customer is told that this agent took over."""
        await self.hears(self.customer(room), lambda entry: takes_over(entry, agent), f"that {agent} takes over")

    async def hears(self, user: str, what: Callable[[dict[str, Any]], bool], told: str) -> None:
        """Wait until a party was told so."""
        await self.crowd.hears(user, what, told, PATIENCE_S)

    # --- what must be shown ---

    async def raw(self, room: str) -> Raw:
        """Read one room as it is stored."""
        log, lane, told = await asyncio.gather(
            self._log(room), self._log(self.lanes[room]), self._asked(f"/v1/rooms/{room}/receipts")
        )
        read = {one["user"]: one.get("read", 0) for one in told["cursors"]}
        return Raw(room, self.kinds[room], log, lane, read)

    async def _asked(self, path: str) -> dict[str, Any]:
        answer = await self._reads.get(path)
        assert answer.is_success, answer.text
        return answer.json()

    async def _log(self, room: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        more = True
        while more:
            after = entries[-1]["seq"] if entries else 0
            page = await self._asked(f"/v1/rooms/{room}/entries?after={after}&limit=100")
            entries, more = entries + page["entries"], page["more"]
        return entries

    async def stands(self) -> list[Stand]:
        """Fold every room anew."""
        self._known = [Stand(raw) for raw in await asyncio.gather(*map(self.raw, self.lanes))]
        return self._known

    async def _reread(self) -> None:
        """Fold every room anew, once for all pages that wait for it."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self.stands())
        await asyncio.shield(self._reading)

    async def rooms_of(self, reader: Reader) -> list[str]:
        """Name the rooms that somebody has and has not put off."""
        return [one.room for one in await self.stands() if one.is_had_by(reader.user) and one.held["hold"] is None]

    async def looked(self, reader: Reader, room: str) -> None:
        """Whoever had this room before their eyes has read it to its end."""
        raw = await self.raw(room)
        reader.looked[room] = (raw.log[-1]["seq"], raw.lane[-1]["seq"] if raw.lane else 0)

    def inbox(self, reader: Reader, view: str) -> dict[str, Any]:
        """Count what a page of the inbox must show."""
        names = {one.user: one.name for one in self.office.people.values()}
        return recount.inbox(self._known, reader, self.teams, view, names)

    def setup(self) -> dict[str, bool]:
        """Say which steps must stand as done: nobody named the house, said its hours, or asked for a widget."""
        people = len(self.office.people) > 1
        return dict.fromkeys(("house", "hours", "widget"), False) | {
            "people": people,
            "message": any(one.raw.kind == "support" and one.messages for one in self._known),
        }

    def load(self, states: dict[str, tuple[str, int]]) -> dict[str, Any]:
        """Count what the supervisor's page must show of agents in these states, with room for so many."""
        users = {self.office.people[name].user: name for name in states}
        found = recount.load(self._known, users)
        agents = {
            users[user]: (states[users[user]][0], f"{had} of {states[users[user]][1]}", waits, waits > 0)
            for user, (had, waits) in found["agents"].items()
        }
        return {"agents": agents, "queue": found["queue"]}

    async def agrees(self, told: str, shown: Callable[[], Awaitable[Any]], counted: Callable[[], Any]) -> Any:
        """Wait until a page shows what the logs say, which were read just now or are read again; give it."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S
        while True:
            is_due, is_shown = counted(), await shown()
            if is_due == is_shown:
                self.counts["figures"] += figures(is_due)
                return is_due
            assert loop.time() < end, f"{told}: " + "\n".join(differences(is_due, is_shown))
            await asyncio.sleep(LOOK_S)
            await self._reread()

    # --- the end ---

    async def settle(self) -> Verdict:
        """Let every party have everything, and judge what they received; what staff claim is not heard here."""
        await self.crowd.settle(self._ends, PATIENCE_S)
        done = [one for lane in self.lanes.values() for one in await self._log(lane) if one["kind"] == "desk"]
        self.counts["acts"] = len(done)
        verdict = check(self.history)
        staff = {one.user for one in self.office.people.values()}
        verdict.violations = [one for one in verdict.violations if not is_unheard(one, staff)]
        return verdict

    async def _ends(self) -> dict[str, int]:
        """Record every room as it is stored; give its last seq."""
        await self.host.record(self.history, *self.lanes)
        return {record["room"]: record["entries"][-1]["seq"] for record in self.history.of("store")}


def is_unheard(found: Violation, staff: set[str]) -> bool:
    """Whether this only says that nobody heard a page of the workspace claim what it read."""
    return found.law == "cursor was claimed" and any(f"/{user} told" in found.where for user in staff)


def asks_for(number: int) -> tuple[str, ...]:
    """Say what whoever answers this customer must have."""
    return (f"team:{TEAM}",) if number % 6 == 0 else ()


def takes_over(entry: dict[str, Any], agent: str) -> bool:
    """Whether this tells that an agent has the room from here on in the place of another."""
    body = entry["body"]
    came = entry["kind"] == "join" and body["user"] == agent and body.get("takes_over")
    return bool(came) or (entry["kind"] == "leave" and body.get("successor") == agent)


def figures(told: Any) -> int:
    """Count the figures and words that were compared."""
    if isinstance(told, dict):
        return sum(figures(one) for one in told.values())
    return sum(figures(one) for one in told) if isinstance(told, (list, tuple)) else 1


def differences(due: dict[str, Any], shown: dict[str, Any]) -> list[str]:
    """Say where a page says something else than the logs."""
    lines = [f"{name}: {value}, shown {shown[name]}" for name, value in due.items() if name != "rows"]
    rows = [(one, other) for one, other in zip(due.get("rows", ()), shown.get("rows", ()), strict=False)]
    return lines + [f"row {one}, shown {other}" for one, other in rows if one != other]
