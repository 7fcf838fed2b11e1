"""A journal with its database and clock, and short words for what tests write into it."""

import asyncio
import hashlib
import threading
from collections.abc import Sequence
from itertools import count

import orjson

from server.core.changes import Actor, Add, Change, Create, Erase, Merge, Person, Post, React, Remove, Report, Revise
from server.core.entries import Entry
from server.core.outcomes import Commit, Done
from server.core.refusals import Refusal
from server.storage import entries
from server.storage.database import Database
from server.storage.journal import Journal, JournalLimits

HOST = Actor(None, host=True)
AGENT = Actor("s_amy", "Amy", "agent", staff=True)
ANN, KEN, BOB, MIA = (
    Actor("ann", "Ann", "customer"),
    Actor("ken", "Ken", "driver"),
    Actor("bob", "Bob", "driver"),
    Actor("mia", "Mia", "merchant"),
)
ROOM = "order-1042"
LANE = "lane-1042"
_numbers = count(1)


def cid() -> str:
    """Give a cid that no other test used."""
    return f"cid-{next(_numbers):08d}"


def text(said: str) -> dict[str, str]:
    return {"type": "text", "text": said}


def digest(value: object) -> str:
    return hashlib.sha256(orjson.dumps(value)).hexdigest()[:22]


def person(actor: Actor, **more) -> Person:
    return Person(user=actor.user, role=actor.role, name=actor.name, **more)


def creation(*people: Actor, room: str = ROOM, named: str | None = None, **more) -> Create:
    return Create(
        room=room,
        actor=HOST,
        cid=named or cid(),
        kind=more.pop("kind", "order"),
        subject="Order",
        people=tuple(person(actor) for actor in people),
        **more,
    )


def post(by: Actor, said: str = "hello", *, room: str = ROOM, named: str | None = None, **more) -> Post:
    return Post(room=room, actor=by, cid=named or cid(), digest=digest(said), body=text(said), **more)


def edit(by: Actor, target: int, said: str, *, room: str = ROOM) -> Revise:
    return Revise(room=room, actor=by, cid=cid(), target=target, body=text(said))


def erase(by: Actor, target: int, *, room: str = ROOM) -> Erase:
    return Erase(room=room, actor=by, cid=cid(), target=target)


def react(by: Actor, target: int, emoji: str = "👍", *, on: bool = True) -> React:
    return React(room=ROOM, actor=by, cid=cid(), target=target, emoji=emoji, on=on)


def add(who: Actor, *, replaces: str | None = None, room: str = ROOM, **more) -> Add:
    return Add(room=room, actor=HOST, cid=cid(), person=person(who, **more), replaces=replaces)


def remove(who: Actor, *, room: str = ROOM, reason: str = "removed") -> Remove:
    return Remove(room=room, actor=HOST, cid=cid(), user=who.user, reason=reason)


def merged(old: Actor, into: Actor, *, room: str = ROOM) -> Merge:
    return Merge(room=room, actor=into, cid=cid(), digest=digest(old.user), visitor=old.user)


def report(by: Actor, *, room: str = ROOM, named: str | None = None, **more) -> Report:
    return Report(room=room, actor=by, cid=named or cid(), digest=digest([*more.values()]), **more)


class Book:
    """One node's journal; `told` is what its readers were told, `now` its clock."""

    def __init__(self, database: Database, limits: JournalLimits | None = None) -> None:
        self.database = database
        self.now = 1_000_000
        self.told: list[Commit] = []
        self.journal = Journal(database, lambda: self.now, limits=limits or JournalLimits())

    def start(self) -> None:
        self.journal.start(self.told.extend, asyncio.get_running_loop())

    async def write(self, change: Change) -> Done:
        return await self.journal.append(change)

    async def refused(self, change: Change) -> Refusal:
        answer = await self.together([change])
        assert isinstance(answer[0], Refusal), answer
        return answer[0]

    async def together(self, changes: Sequence[Change]) -> list[Done | Refusal]:
        """Write changes as one batch: the journal's thread is held until all of them wait."""
        gate = threading.Event()
        holding = asyncio.create_task(self.journal.write(lambda _: gate.wait(30)))
        await asyncio.sleep(0)
        written = [asyncio.ensure_future(self.journal.append(change)) for change in changes]
        await asyncio.sleep(0)
        gate.set()
        answers = await asyncio.gather(*written, return_exceptions=True)
        await holding
        assert all(isinstance(answer, Done | Refusal) for answer in answers), answers
        return answers

    async def log(self, room: str = ROOM) -> list[Entry]:
        return await self.database.read(entries.page, room, limit=10_000)

    def entries(self, room: str = ROOM) -> list[Entry]:
        return [entry for commit in self.told if commit.room == room for entry in commit.entries]
