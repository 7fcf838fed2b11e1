"""Who has which room before their eyes, on any node: asked of all of them when somebody has to know."""

import asyncio
from collections.abc import Iterable
from typing import Final

from server.core import ids
from server.live import gossip
from server.live.node import Node

PATIENCE_S: Final = 0.5
"""How long the other nodes are waited for; one that does not answer has nobody to speak of."""
AT_ONCE: Final = 500

Pair = tuple[str, str]
"""A room and a user."""


class Sight:
    """A page in the background says `away`; whose page is in front, and views the room, sees what comes."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._asked: dict[str, set[Pair]] = {}

    def here(self, pairs: Iterable[Pair]) -> set[Pair]:
        """Return those who have that room in view on this node."""
        return {(room, user) for room, user in pairs if self._sees(room, user)}

    def _sees(self, room: str, user: str) -> bool:
        mine = self._node.sessions.get(user, {}).values()
        return any(connection.state == "online" and room in connection.views for connection in mine)

    async def anywhere(self, pairs: Iterable[Pair]) -> set[Pair]:
        """Return those who have that room in view on any node that answers in time."""
        wanted = list(pairs)
        found = self.here(wanted)
        if self._node.parts.bus.alone or not wanted:
            return found
        for first in range(0, len(wanted), AT_ONCE):
            found |= await self._elsewhere(wanted[first : first + AT_ONCE])
        return found

    async def _elsewhere(self, pairs: list[Pair]) -> set[Pair]:
        question = ids.fresh()
        answers = self._asked[question] = set()
        try:
            self._node.publish(question, gossip.WhoSees(question, pairs))
            await asyncio.sleep(PATIENCE_S)
        finally:
            del self._asked[question]
        return answers

    def heard(self, said: gossip.WhoSees | gossip.Seen) -> None:
        """Another node asks, or answers."""
        if isinstance(said, gossip.Seen):
            self._asked.get(said.question, set()).update(said.pairs)
            return
        found = self.here(said.pairs)
        if found:
            self._node.publish(said.question, gossip.Seen(said.question, sorted(found)))
