"""Who is writing and who is here: told, never stored, and it ends by itself."""

import asyncio
from collections.abc import Iterable
from typing import Final

from server.core import replies
from server.core.encoded import Encoded
from server.core.entries import Entry
from server.core.presence import SNAPSHOT_MS, Roster, Shown, State
from server.core.typists import APART_MS
from server.live import gossip
from server.live.inbox import Inbox
from server.live.live_room import LiveRoom
from server.live.node import Node

NAMED_IN_CROWD: Final = 3


class Attention:
    """Typing and presence on this node."""

    def __init__(self, node: Node, roster: Roster, inbox: Inbox) -> None:
        self._node = node
        self.roster = roster
        self._inbox = inbox
        self._rooms_of: dict[str, set[str]] = {}
        self._snapshot_at = 0

    # -- typing ------------------------------------------------------------------------------------

    def typing(self, live: LiveRoom, user: str, *, on: bool) -> None:
        """A session here said so."""
        self.wrote(live.id, user, on=on)
        self._node.publish(live.id, gossip.Wrote(live.id, user, on))

    def wrote(self, room: str, user: str, *, on: bool) -> None:
        """A user writes, or stopped, on whichever node."""
        self._inbox.wrote(room, user, on=on)
        live = self._node.rooms.get(room)
        if live is None or (on and not _may_show(live, user)):
            return
        if on:
            live.typists.started(user, self._node.parts.clock())
        else:
            live.typists.stopped(user)
        self.tell_typing(live)

    def tell_typing(self, live: LiveRoom) -> None:
        """Tell the list where it is due, and come back when it is due next."""
        now, apart = self._node.parts.clock(), max(APART_MS, live.pace_ms)
        users = live.typists.due(now, apart)
        if users is not None:
            count = len(users) if live.crowded else None
            named = users[:NAMED_IN_CROWD] if live.crowded else users
            message = Encoded(replies.typing(live.id, named, count))
            for view in live.viewers():
                view.connection.notice(f"typing:{live.id}", message)
        if live.typing_timer is not None:
            live.typing_timer.cancel()
        wait = live.typists.wakes(now, apart)
        loop = asyncio.get_running_loop()
        live.typing_timer = None if wait is None else loop.call_later(wait / 1000, self.tell_typing, live)

    # -- presence ----------------------------------------------------------------------------------

    def loaded(self, live: LiveRoom) -> None:
        """A room became live: its participants' presence is of interest here."""
        for user in filter(live.names, live.room.members):
            self._rooms_of.setdefault(user, set()).add(live.id)

    def took(self, live: LiveRoom, entry: Entry) -> None:
        """A live room took an entry: it may have brought somebody in whose presence is shown there."""
        if entry.kind == "join" or (entry.kind == "role" and live.crowded):
            user = entry.body["user"]
            if live.names(user):
                self._rooms_of.setdefault(user, set()).add(live.id)
                since = self.roster.since(user)
                if since is not None:
                    self._show(live, user, Shown(self.roster[user], since))

    def unloaded(self, live: LiveRoom) -> None:
        """A room is live no more."""
        if live.typing_timer is not None:
            live.typing_timer.cancel()
        for user in live.room.members:
            rooms = self._rooms_of.get(user, set())
            rooms.discard(live.id)
            if not rooms:
                self._rooms_of.pop(user, None)

    def came(self, user: str) -> None:
        """A session of this user opened, or changed its state."""
        self._changed(user)

    def went(self, user: str, viewed: Iterable[str]) -> None:
        """A session of this user is gone; with the last one, what they were writing is too."""
        if user not in self._node.sessions:
            for room in {*self._rooms_of.get(user, ()), *viewed}:
                live = self._node.rooms.get(room)
                if live is not None and user in live.typists:
                    self.typing(live, user, on=False)
        self._changed(user)

    def _changed(self, user: str) -> None:
        state = self._state(user)
        node = self._node.parts.node
        if self.roster.at(node, user) == state:
            return
        self._change(node, user, state)
        self._node.publish(user, gossip.Here(user, state))

    def _change(self, node: str, user: str, state: State) -> None:
        """A user's state on one node; who is online by that, and was not, has come."""
        was_away = self.roster[user] == "away"
        shown = self.roster.change(node, user, state, self._node.parts.clock())
        if shown is not None and shown.state == "online":
            self._inbox.came(user, was_away=was_away)
        self._tell(user, shown)

    def _state(self, user: str) -> State:
        states = {connection.state for connection in self._node.sessions.get(user, {}).values()}
        if "online" in states:
            return "online"
        return "away" if states else "offline"

    def heard(self, node: str, said: gossip.Here | gossip.AllHere) -> None:
        """Another node told who is there."""
        now = self._node.parts.clock()
        if isinstance(said, gossip.Here):
            self._change(node, said.user, said.state)
        else:
            for user, shown in self.roster.snapshot(node, said.users, now):
                self._tell(user, shown)

    def tick(self, now: int) -> None:
        """Let time pass: silent nodes, ended graces, this node's own snapshot."""
        node = self._node.parts.node
        for user, shown in self.roster.tick(node, now):
            self._tell(user, shown)
        if now - self._snapshot_at >= SNAPSHOT_MS:
            self._snapshot_at = now
            self._node.publish(node, gossip.AllHere(self.roster.of(node)))

    def since(self, shown: Shown) -> int:
        """Return the time of day from which a state holds."""
        return self._node.parts.wall() - (self._node.parts.clock() - shown.since)

    def _tell(self, user: str, shown: Shown | None) -> None:
        if shown is None:
            return
        self._inbox.present(user)
        for room in self._rooms_of.get(user, ()):
            live = self._node.rooms.get(room)
            if live is not None and live.names(user):
                self._show(live, user, shown)

    def _show(self, live: LiveRoom, user: str, shown: Shown) -> None:
        message = Encoded(replies.presence(user, shown.state, self.since(shown)))
        for view in live.viewers():
            view.connection.notice(f"presence:{user}", message)


def _may_show(live: LiveRoom, user: str) -> bool:
    """What another node said of somebody may come after they went out; in a lane, staff write without taking part."""
    return live.room.parent is not None or live.room.present(user) is not None
