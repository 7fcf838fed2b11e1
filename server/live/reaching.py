"""Views of staff end when the room leaves their reach: each second what is viewed is compared with the store."""

from collections.abc import Callable
from typing import Final

from server.core import reach, replies
from server.core.encoded import Encoded
from server.live.connection import View
from server.live.node import Node
from server.live.surroundings import Surroundings
from server.storage import reaching as stored
from server.storage.database import Store

_REASON: Final = "removed"


class Reaching:
    """Few views are compared: those of staff who take no part, in rooms that are not shown to all of their role."""

    def __init__(self, node: Node, around: Surroundings, detach: Callable[[View], None]) -> None:
        self._node = node
        self._around = around
        self._detach = detach

    async def look(self) -> None:
        """Compare, and end what is out of reach."""
        viewed = self._limited()
        if not viewed:
            return
        asked = sorted({room for room, _ in viewed})
        relations, teams = await self._node.parts.database.read(_read, asked)
        for room, view in viewed:
            relation, actor = relations.get(room), view.connection.actor
            if relation is None or actor is None or not view.observer:
                continue
            here = view.connection.views.get(view.room) is view
            if here and not reach.reaches(view.connection.user, actor.role, relation, teams):
                self._detach(view)
                view.connection.parted(view.room, Encoded(replies.left(view.room, _REASON)))

    def _limited(self) -> list[tuple[str, View]]:
        return [(room, view) for room, view in self._around.views if self._is_limited(room, view)]

    def _is_limited(self, room: str, view: View) -> bool:
        whole, actor = self._node.rooms.get(room), view.connection.actor
        if actor is None or not view.observer:
            return False
        if whole is None:
            return not reach.is_wide_everywhere(actor.role)
        return not reach.is_wide(actor.role, whole.room.kind) and whole.room.present(view.connection.user) is None


def _read(c: Store, rooms: list[str]) -> tuple[dict[str, reach.Relation], reach.Teams]:
    return stored.relations(c, rooms), stored.teams(c)
