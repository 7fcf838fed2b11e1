"""What staff may do in the workspace: role × action, and which rooms a role is shown, as data."""

from typing import Final, Literal

Reach = Literal["own", "team", "all"]

ROLES: Final = ("agent", "supervisor", "admin")
"""From the narrowest to the widest: each may all that the one before it may."""
ACTIONS: Final[dict[str, str]] = {
    "see_staff": "see who works here, and as what",
    "see_load": "see everybody's load and who waits how long",
    "observe": "look into a room without taking part; it stands in the audit log",
    "assign": "give a room to a colleague, or take it from one",
    "ban": "keep a visitor, or a user of the host, out of everything; it stands in the audit log",
    "lift_ban": "let them in again",
    "own_presence": "say whether one takes rooms just now",
    "invite_to_rooms": "let somebody into every room of a user, by a link",
    "invite_staff": "invite colleagues, see and withdraw invitations that are open",
    "change_staff": "change a colleague's name or role, and end their place here",
    "reset_password": "make a link by which a colleague sets a new password",
    "see_sessions": "see the devices of colleagues, and sign them out",
    "settings": "change what holds for everybody: widgets, teams, hours, phrases, keys, webhooks",
    "see_audit": "read the audit log",
}
_AGENT: Final = frozenset({"see_staff", "observe", "ban", "own_presence"})
_SUPERVISOR: Final = _AGENT | {"see_load", "assign", "lift_ban", "invite_to_rooms"}
TABLE: Final[dict[str, frozenset[str]]] = {
    "agent": _AGENT,
    "supervisor": _SUPERVISOR,
    "admin": frozenset(ACTIONS),
}
KINDS: Final = ("order", "support", "group", "announcement")
REACH: Final[dict[str, dict[str, Reach]]] = {
    "agent": {"order": "all", "support": "team", "group": "team", "announcement": "all"},
    "supervisor": dict.fromkeys(KINDS, "all"),
    "admin": dict.fromkeys(KINDS, "all"),
}
"""Which rooms an inbox lists. `team` is one's own, those of one's team, and those that nobody has."""
_NONE: Final[frozenset[str]] = frozenset()


def may(role: str, action: str) -> bool:
    """Look one cell up; who is no staff may nothing."""
    return action in TABLE.get(role, _NONE)


def actions(role: str) -> list[str]:
    """List what this role may do, sorted."""
    return sorted(TABLE.get(role, _NONE))


def reach(role: str, kind: str) -> Reach:
    """Tell which rooms of a kind this role is shown; an unknown role sees no more than its own."""
    return REACH.get(role, {}).get(kind, "own")
