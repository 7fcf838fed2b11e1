"""Where the operator wants it, the parties are told while support watches: staff who look and do not take part."""

from typing import Final

from server.core import replies
from server.core.encoded import Encoded
from server.core.entries import Entry
from server.core.room import STAFF_ROLES
from server.live.connection import View
from server.live.live_room import LiveRoom
from server.live.node import Node
from server.live.surroundings import Surroundings

_MOVES: Final = frozenset({"join", "leave"})
_NO_PARTY: Final = STAFF_ROLES | {"bot"}


class Watched:
    """Says nothing unless `on`; only that somebody watches is told, never who, nor how many."""

    def __init__(self, node: Node, around: Surroundings, *, on: bool) -> None:
        self._node = node
        self._around = around
        self._told: set[str] = set()
        """Rooms whose parties were told."""
        self.on = on
        if on:
            around.also(self.moved)

    def moved(self, room: str) -> None:
        """Who has this room open, on any node, is another one; or who takes part is."""
        live = self._node.rooms.get(room)
        watched = live is not None and self._is_watched(live)
        if live is None or watched is (room in self._told):
            return
        (self._told.add if watched else self._told.discard)(room)
        message = Encoded(replies.watched(room, on=watched))
        for view in live.viewers():
            if _is_party(live, view):
                view.connection.notice(f"watched:{room}", message)

    def took(self, live: LiveRoom, entry: Entry) -> None:
        """Staff who come to take part watch no more, and who steps out may."""
        if self.on and entry.kind in _MOVES:
            self.moved(live.id)

    def unloaded(self, room: str) -> None:
        """A room is live no more; who opens it again is told anew."""
        self._told.discard(room)

    def show(self, live: LiveRoom, view: View) -> None:
        """A party opened the room: tell them that it is watched, if it is."""
        if not self.on:
            return
        self.moved(live.id)
        if live.id in self._told and _is_party(live, view):
            view.connection.notice(f"watched:{live.id}", Encoded(replies.watched(live.id, on=True)))

    def _is_watched(self, live: LiveRoom) -> bool:
        return any(live.room.present(user) is None for user in self._around.watchers(live.id))


def _is_party(live: LiveRoom, view: View) -> bool:
    member = live.room.present(view.connection.user)
    return member is not None and member.role not in _NO_PARTY
