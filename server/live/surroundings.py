"""What staff are told of a room and nobody stores: who types, who came back, who of staff looks; it ends by itself."""

from collections.abc import Callable
from typing import Final

from server.core import inbox, replies
from server.core.encoded import Encoded
from server.core.inbox import BACK_MS, Around, Picture, Watcher
from server.core.presence import Roster
from server.core.typists import LASTS_MS
from server.core.watchers import SNAPSHOT_MS, Watchers
from server.live import gossip
from server.live.connection import View
from server.live.node import Node

SETTLED_MS: Final = 60_000
"""After so long everybody has come back to a node that was started: who comes from then on was away."""


class Surroundings:
    """Of every room, live here or not: inboxes hold rooms that nobody views."""

    def __init__(self, node: Node, roster: Roster, stir: Callable[[str], None]) -> None:
        self._node = node
        self._roster = roster
        self._stir = stir
        self._typing: dict[str, dict[str, int]] = {}
        """By room, or lane: who types, and until when."""
        self._came: dict[str, int] = {}
        """When somebody came online again (time of day)."""
        self._since = node.parts.clock()
        self._watchers = Watchers()
        self._views: dict[str, dict[tuple[str, str], View]] = {}
        """The views of staff on this node by room, those of its lanes too."""
        self._places: dict[tuple[str, str], str] = {}
        self._snapshot_at = 0
        self._also: list[Callable[[str], None]] = []

    def around(self, picture: Picture) -> Around:
        """Return what is so just now."""
        users = [one.user for one in picture.people]
        return Around(
            presence={user: self._roster[user] for user in users},
            came={user: self._came[user] for user in users if user in self._came},
            typing=tuple(self._typing.get(picture.room, ())),
            watchers=self._watching(picture.room, picture.lane),
        )

    # -- who types, who came -----------------------------------------------------------------------

    def wrote(self, room: str, user: str, *, on: bool) -> None:
        """A user writes in a room, or a lane, or stopped, on whichever node."""
        here = self._typing.get(room)
        if on:
            if here is None:
                here = self._typing[room] = {}
            known = user in here
            here[user] = self._node.parts.clock() + LASTS_MS
        else:
            known = here is None or here.pop(user, None) is None
        if not known:
            self._stir(room)
            self._tell(self._whole(room))

    def came(self, user: str, *, was_away: bool) -> None:
        """A user is online who was not."""
        if was_away or self._node.parts.clock() - self._since >= SETTLED_MS:
            self._came[user] = self._node.parts.wall()

    # -- who of staff looks ------------------------------------------------------------------------

    @property
    def views(self) -> list[tuple[str, View]]:
        """Return the views of staff on this node, each with the room that it is of, or of a lane of."""
        return [(room, view) for room, views in self._views.items() for view in views.values()]

    def opened(self, view: View) -> None:
        """Somebody has a room open: staff alone are told who of staff does."""
        actor = view.connection.actor
        if actor is None or not actor.staff or view.connection.views.get(view.room) is not view:
            return
        room, user, name = self._whole(view.room), view.connection.user, actor.name or view.connection.user
        key = view.connection.id, view.room
        self._places[key] = room
        self._views.setdefault(room, {})[key] = view
        parts = self._node.parts
        if self._watchers.opened(parts.node, room, user, name, parts.clock()):
            self._moved(room)
        else:
            view.connection.notice(f"watch:{room}", self._message(room))
        self._node.publish(room, gossip.Watches(room, user, name, on=True))

    def closed(self, view: View) -> None:
        """Somebody has it open no more. Harmless when said twice."""
        key, user = (view.connection.id, view.room), view.connection.user
        room = self._places.get(key, "")
        views = self._views.get(room, {})
        if views.get(key) is not view:
            return
        del views[key], self._places[key]
        if not views:
            del self._views[room]
        if all(other.connection.user != user for other in views.values()):
            parts = self._node.parts
            if self._watchers.closed(parts.node, room, user, parts.clock()):
                self._moved(room)
            self._node.publish(room, gossip.Watches(room, user, "", on=False))

    def heard(self, node: str, said: gossip.Watches | gossip.AllWatches) -> None:
        """Another node told who looks there."""
        now = self._node.parts.clock()
        if isinstance(said, gossip.AllWatches):
            moved = self._watchers.snapshot(node, said.rooms, now)
        elif said.on:
            moved = {said.room} if self._watchers.opened(node, said.room, said.user, said.name, now) else set()
        else:
            moved = {said.room} if self._watchers.closed(node, said.room, said.user, now) else set()
        for room in moved:
            self._moved(room)

    def tick(self, now: int) -> None:
        """Let time pass: who writes no more, who has been back for long, which nodes are silent."""
        for room, users in list(self._typing.items()):
            for user in [user for user, until in users.items() if until <= now]:
                self.wrote(room, user, on=False)
            if not users:
                del self._typing[room]
        long_ago = self._node.parts.wall() - BACK_MS
        for user in [user for user, at in self._came.items() if at <= long_ago]:
            del self._came[user]
        own = self._node.parts.node
        for room in self._watchers.tick(own, now):
            self._moved(room)
        if now - self._snapshot_at >= SNAPSHOT_MS:
            self._snapshot_at = now
            self._node.publish(own, gossip.AllWatches(self._watchers.at(own)))

    def also(self, told: Callable[[str], None]) -> None:
        """Tell somebody more when others of staff look at a room."""
        self._also.append(told)

    def watchers(self, room: str) -> list[str]:
        """Return who of staff has this room, or a lane of it, open on any node."""
        return [*self._watchers.of(room)]

    def _moved(self, room: str) -> None:
        self._stir(room)
        self._tell(room)
        for told in self._also:
            told(room)

    def _tell(self, room: str) -> None:
        """Tell the views of staff here."""
        views = self._views.get(room)
        if views:
            message = self._message(room)
            for view in views.values():
                view.connection.notice(f"watch:{room}", message)

    def _message(self, room: str) -> Encoded:
        live = self._node.rooms.get(room)
        lane = None if live is None else next((lane.id for lane in live.lanes if lane.audience == "staff"), None)
        return Encoded(replies.watch(room, [inbox.watcher(one) for one in self._watching(room, lane)]))

    def _watching(self, room: str, lane: str | None) -> list[Watcher]:
        writing = self._typing.get(room, {}).keys() | self._typing.get(lane or "", {}).keys()
        return [Watcher(user, name, user in writing) for user, name in self._watchers.of(room).items()]

    def _whole(self, room: str) -> str:
        """Return the room that this is, or is a lane of."""
        live = self._node.rooms.get(room)
        return room if live is None or live.room.parent is None else live.room.parent
