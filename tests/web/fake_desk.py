"""A desk that notes what it is asked."""

from collections.abc import Callable
from typing import Any

from server.core.choices import Choices
from server.core.outcomes import Done
from server.core.tending import Tending
from server.storage.desk import AtWork

NOW = 1_795_000_000_000


class FakeDesk:
    """The desk: notes every call; a room is Amy's."""

    def __init__(self, note: Callable[..., None]) -> None:
        self.note = note

    async def stands(self, actor: Any, room: str) -> Tending:
        self.note("stands", actor, room)
        return Tending(agent="amy", state="assigned", since=NOW, labels=("vip",))

    async def do(self, actor: Any, room: str, act: Any, cid: str) -> Done:
        self.note("do", actor, room, act, cid)
        return Done("l-1", 7, NOW)

    async def say(self, actor: Any, state: Any, leaving: Any = None) -> AtWork:
        self.note("say", actor, state, leaving)
        return AtWork(user=actor.user, state=state, since=NOW, capacity=5)

    async def equip(self, actor: Any, agent: str, capacity: int, has: tuple[str, ...]) -> AtWork:
        self.note("equip", actor, agent, capacity, has)
        return AtWork(user=agent, state="online", since=NOW, capacity=capacity, has=has)


class FakeChoices:
    """Nothing was chosen."""

    now = Choices()

    async def look(self) -> None:
        """Look, and find nothing new."""
