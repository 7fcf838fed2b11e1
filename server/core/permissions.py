"""Who may do what: standing × action × room kind, as data.

A *standing* is the role in the room of a present participant, or `staff` for a member of staff
who does not take part, or `host` for the host's backend (API key). A *kind* is the room's own
kind, or `staff_lane` / `named_lane`.
"""

from functools import lru_cache
from typing import Final

ACTIONS: Final[dict[str, str]] = {
    "send": "write a message",
    "edit": "replace one's own message",
    "redact": "erase one's own message",
    "redact_any": "erase anybody's message",
    "react": "put or take off a reaction",
    "request": "ask for a change of the order",
    "answer": "accept or decline what somebody else asked for, once",
    "help": "call staff, or withdraw one's own call",
    "dismiss": "end a call for staff without an answer",
    "seen": "move one's own cursor (staff who do not take part: a private mark)",
    "typing": "be shown as writing",
    "history": "read the log inside one's window",
    "activity": "write an order event",
    "patch": "change subject, status, lock, facts, metadata",
    "people": "add, remove, swap participants; change their role",
    "lane": "open a lane",
    "invite": "make, list and revoke invitations into the room, and throw their devices out",
}
KINDS: Final = ("order", "support", "group", "announcement", "staff_lane", "named_lane")
STANDINGS: Final = ("customer", "driver", "merchant", "member", "bot", "agent", "staff", "host")

_TALK: Final = frozenset({"send", "edit", "redact", "react", "seen", "typing", "history"})
_PARTY: Final = _TALK | {"help"}
_READ: Final = frozenset({"seen", "history"})
_AGENT: Final = _TALK | {"redact_any", "dismiss", "activity", "patch", "people", "lane", "invite"}
_OBSERVER: Final = _READ | {"redact_any", "dismiss", "patch", "people", "lane", "invite"}
_HOST: Final = frozenset({"send", "history", "activity", "patch", "people", "lane", "redact_any", "invite"})
_NONE: Final[frozenset[str]] = frozenset()

_OPEN: Final = {
    "customer": _PARTY,
    "driver": _PARTY,
    "merchant": _PARTY,
    "member": _PARTY,
    "bot": _TALK,
    "agent": _AGENT,
    "staff": _OBSERVER,
    "host": _HOST,
}
_ORDER: Final = {
    **_OPEN,
    "customer": _PARTY | {"request"},
    "merchant": _PARTY | {"answer"},
    "agent": _AGENT | {"request", "answer"},
    "staff": _OBSERVER | {"answer"},
    "host": _HOST | {"request", "answer"},
}
_ANNOUNCEMENT: Final = {
    **dict.fromkeys(("customer", "driver", "merchant", "member"), _READ | {"react"}),
    "bot": _TALK,
    "agent": _AGENT,
    "staff": _OBSERVER,
    "host": _HOST,
}
_STAFF_LANE: Final = {
    **dict.fromkeys(("customer", "driver", "merchant", "member", "bot"), _NONE),
    "agent": _TALK | {"redact_any", "dismiss"},
    "staff": _TALK | {"redact_any", "dismiss"},
    "host": frozenset({"history", "redact_any", "activity"}),
}
_NAMED_LANE: Final = {
    **dict.fromkeys(("customer", "driver", "merchant", "member", "bot"), _TALK),
    "agent": _TALK | {"redact_any"},
    "staff": _TALK | {"redact_any"},
    "host": frozenset({"send", "history", "redact_any"}),
}
TABLE: Final[dict[str, dict[str, frozenset[str]]]] = {
    "order": _ORDER,
    "support": _OPEN,
    "group": _OPEN,
    "announcement": _ANNOUNCEMENT,
    "staff_lane": _STAFF_LANE,
    "named_lane": _NAMED_LANE,
}
WHILE_LOCKED: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("customer", "driver", "merchant"), frozenset({"seen", "history", "help"})),
    **dict.fromkeys(("member", "bot"), _READ),
    "host": _HOST - {"send"},
}
"""What a lock leaves to each standing; staff are not held by it."""
HELP_AFTER_LOCK_DAYS: Final = 7

WHILE_SILENCED: Final = frozenset({"seen", "history", "help", "redact"})
"""What is left to a participant whom staff have silenced."""
_AT_WORK: Final = frozenset({
    "accepted", "declined", "assigned", "released", "handed", "marked", "woken", "silenced", "heard", "spam",
    "not_spam",
})  # fmt: skip
_IN_CHARGE: Final = _AT_WORK | {"assigned_any", "released_any", "handed_any"}
TENDING: Final[dict[str, frozenset[str]]] = {"agent": _AT_WORK, "supervisor": _IN_CHARGE, "admin": _IN_CHARGE}
"""What staff, by their stored role, may do with a room as `tending` has it; `_any`: what is a colleague's too."""


def may(standing: str, action: str, kind: str) -> bool:
    """Look one cell up; an unknown standing may nothing."""
    return action in TABLE[kind].get(standing, _NONE)


def may_while_locked(standing: str, action: str) -> bool:
    """Tell whether this survives the room's lock."""
    return standing not in WHILE_LOCKED or action in WHILE_LOCKED[standing]


def may_tend(role: str, act: str) -> bool:
    """Look up what a member of staff may do with a room at the desk."""
    return act in TENDING.get(role, _NONE)


def table_kind(kind: str, audience: str | None) -> str:
    """Return the table's column for a room: its kind, or the kind of lane it is."""
    return kind if audience is None else f"{audience}_lane"


def actions(standing: str, kind: str, *, locked: bool) -> list[str]:
    """List what this standing may do here, sorted: the `you.can` of `joined`."""
    return list(_actions(standing, kind, locked=locked))


@lru_cache(maxsize=256)
def _actions(standing: str, kind: str, *, locked: bool) -> tuple[str, ...]:
    allowed = TABLE[kind].get(standing, _NONE)
    return tuple(sorted(action for action in allowed if not locked or may_while_locked(standing, action)))
