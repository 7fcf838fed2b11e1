"""Which rooms a member of staff is shown: the table of workspace.REACH, judged by how they stand to one room. Pure."""

from collections.abc import Container, Mapping
from typing import Final

from msgspec import Struct

from server.core import workspace
from server.core.tending import Tending

_NONE: Final[frozenset[str]] = frozenset()
TEAM: Final = "team:"

Teams = Mapping[str, frozenset[str]]
"""The teams of everybody who has any."""


class Relation(Struct, frozen=True):
    """What counts of a room: its kind, how staff stand to it, who of staff takes part or was mentioned in its lane."""

    kind: str
    held: Tending
    called: Container[str] = _NONE


def teams_of(has: tuple[str, ...]) -> frozenset[str]:
    """Return the teams among what an agent has."""
    return frozenset(one.removeprefix(TEAM) for one in has if one.startswith(TEAM))


def is_wide(role: str, kind: str) -> bool:
    """Tell whether every room of this kind is shown to this role, however it stands."""
    return workspace.reach(role, kind) == "all"


def is_wide_everywhere(role: str) -> bool:
    """Tell whether every room of every kind is."""
    return all(is_wide(role, kind) for kind in workspace.KINDS)


def reaches(user: str, role: str, room: Relation, teams: Teams) -> bool:
    """Tell whether this room is shown to this member of staff."""
    wide = workspace.reach(role, room.kind)
    if wide == "all" or _is_own(user, room):
        return True
    return wide == "team" and _is_teams(user, room.held, teams)


def _is_own(user: str, room: Relation) -> bool:
    """Who has it, is asked, or waits for an answer to a handover; who takes part; who was called in by a mention."""
    return user in (room.held.agent, room.held.sender) or user in room.called


def _is_teams(user: str, held: Tending, teams: Teams) -> bool:
    """Nobody's rooms are everybody's; colleagues who are in no team are one team together."""
    if held.agent is None:
        return True
    mine, theirs = teams.get(user, _NONE), teams.get(held.agent, _NONE)
    return not mine.isdisjoint(theirs) or mine == theirs or held.team in mine
