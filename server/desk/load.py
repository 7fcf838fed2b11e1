"""Who has how much to do, who waits how long: what a supervisor sees. Counted from the store, nothing is kept."""

from collections.abc import Iterable
from typing import Any

from server.core import times
from server.core.room import STAFF_ROLES
from server.live.hub import Hub
from server.storage import desk as stored
from server.storage import users
from server.storage.database import Store
from server.storage.desk import AtWork, Borne

_TEAM = "team:"


class Load:
    """The supervisor's view; it changes nothing."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def now(self) -> dict[str, Any]:
        """Return everybody at work with their load, and the queue of rooms that nobody has."""
        agents, names, rooms = await self._hub.parts.database.read(_read)
        roster, wall = self._hub.attention.roster, self._hub.parts.wall()
        shown = [
            {"user": agent.user, "name": names[agent.user], "state": agent.state, "since": times.text(agent.since)}
            | {"connected": roster[agent.user] != "offline", "capacity": agent.capacity}
            | borne(agent.user, rooms, wall)
            for agent in agents
            if agent.user in names
        ]
        return {"agents": shown, "queue": queue(rooms)}


def borne(agent: str, rooms: Iterable[Borne], now: int) -> dict[str, Any]:
    """Count one agent's rooms, those in which somebody waits, and for how long the one who has waited longest."""
    theirs = [one for one in rooms if one.held.has(agent)]
    waiting = [one.since for one in theirs if one.since is not None]
    longest = (now - min(waiting)) // 1000 if waiting else None
    return {"open": len(theirs), "waiting": len(waiting), "longest_wait_s": longest}


def queue(rooms: Iterable[Borne]) -> dict[str, Any]:
    """Count the rooms in which somebody waits and that nobody has, put off ones left out; and so for each team."""
    since: list[int] = []
    teams: dict[str, list[int]] = {}
    for one in rooms:
        if one.since is None or one.held.state == "assigned" or one.held.hold is not None:
            continue
        since.append(one.since)
        for team in _teams(one):
            teams.setdefault(team, []).append(one.since)
    return _waiting(since) | {"teams": [{"team": team, **_waiting(teams[team])} for team in sorted(teams)]}


def _teams(one: Borne) -> set[str]:
    needed = {need.removeprefix(_TEAM) for need in one.held.needs if need.startswith(_TEAM)}
    return needed if one.held.team is None else needed | {one.held.team}


def _waiting(since: list[int]) -> dict[str, Any]:
    return {"waiting": len(since), "longest_wait_since": times.text(min(since)) if since else None}


def _read(c: Store) -> tuple[list[AtWork], dict[str, str], list[Borne]]:
    """Read everything on one snapshot; who is on the staff no more is not shown."""
    agents = stored.at_work(c)
    known = users.named(c, [agent.user for agent in agents])
    return agents, {user.id: user.name for user in known if user.role in STAFF_ROLES}, stored.loads(c)
