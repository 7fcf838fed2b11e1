"""The people of the house: what is kept of them, their links and their sessions, and what still counts. Pure."""

import unicodedata
from dataclasses import dataclass
from typing import Any, Final, Literal

from msgspec import Struct

from server.core import times
from server.core.invites import Scope
from server.core.refusals import Refusal

PREFIX: Final = "s_"
"""What the ids of staff begin with."""
DOOR: Final = "desk"
"""What stands, among nodes, where an invitation's id would: a session of the workspace ended."""
OPERATOR_LINK_S: Final = 1_800
"""How long a link lasts that the operator prints."""
INVITE_S: Final = 3 * 86_400
RESET_S: Final = 86_400
IDLE_MS: Final = 7 * times.DAY
"""After so long without a sign of life a session is over."""
SESSION_MS: Final = 30 * times.DAY
"""No session lasts longer, whatever it does."""
TOUCH_MS: Final = times.MINUTE
"""How exactly it is known when a session was used last."""
TOKEN_S: Final = 300
EMAIL_MOST: Final = 254

Role = Literal["agent", "supervisor", "admin"]
LinkKind = Literal["operator", "invite", "reset"]


class Seat(Struct, frozen=True):
    """What a session of the workspace is bound to: one browser that a member of staff signed in on."""

    session: str

    @property
    def room(self) -> None:
        """It reaches every room that its user may see."""
        return


Bound = Scope | Seat
"""What may end a session before its token does: an invitation's device, or a browser of the workspace."""


def is_shut(bound: Bound, invite: str, device: str) -> bool:
    """Tell whether this end of an invitation (or, as `desk`, of the workspace's sessions) concerns what is bound."""
    mine = (bound.invite, bound.device) if isinstance(bound, Scope) else (DOOR, bound.session)
    return mine[0] == invite and device in {"", mine[1]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of staff; role and name are those of the stored user."""

    user: str
    email: str
    password: str
    """Its argon2 hash."""
    role: str
    name: str
    made_at: int
    ended_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A one-time link; of its secret the hash alone. For `reset`, `user` is whose password is set."""

    id: str
    kind: LinkKind
    email: str
    role: str
    name: str
    user: str | None = None
    secret: str = ""
    made_at: int
    made_by: str | None = None
    expires_at: int
    used_at: int | None = None
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that somebody signed in on; of its secret the hash alone."""

    id: str
    user: str
    secret: str
    label: str
    made_at: int
    seen_at: int
    expires_at: int
    ended_at: int | None = None
    ended_why: str | None = None


def comparable(said: str) -> str:
    """Return an address as it is compared, whatever it looks like."""
    return unicodedata.normalize("NFC", said.strip()).lower()


def clean_email(said: str) -> str:
    """Return an address as it is kept. Refuses with `bad_field` what no address looks like."""
    email = comparable(said)
    name, _, domain = email.rpartition("@")
    plain = email.isprintable() and not any(char.isspace() or char in '<>",;()' for char in email)
    if not (name and domain and "@" not in name and plain and len(email) <= EMAIL_MOST):
        raise Refusal("bad_field", "not an e-mail address", field="email")
    return email


def check_open(link: Link, now: int) -> None:
    """Refuse a link that lets nobody in any more; why, is told to who shows its secret."""
    if link.used_at is not None:
        raise Refusal("invite_elsewhere", "this link was used already; it works once")
    if link.revoked_at is not None:
        raise Refusal("invite_revoked", "this link was withdrawn, or a newer one took its place")
    if now >= link.expires_at:
        raise Refusal("invite_expired", "this link has run out")


def lasts(session: Session, now: int) -> bool:
    """Tell whether a session still counts."""
    return session.ended_at is None and now < session.expires_at and now - session.seen_at < IDLE_MS


def browser(agent: str) -> str:
    """Name a browser and its system by what it says of itself, for lists; never trusted."""
    return " · ".join(one for one in (_first(_BROWSERS, agent), _first(_SYSTEMS, agent)) if one)


_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in names if mark in agent), "")


def shown_member(member: Member) -> dict[str, Any]:
    """Return a colleague as everybody on the staff may see them."""
    return {"user": member.user, "name": member.name, "role": member.role}


def shown_link(link: Link) -> dict[str, Any]:
    """Return a link as admins are shown it: nothing that opens anything."""
    return {
        "id": link.id,
        "kind": link.kind,
        "email": link.email,
        "name": link.name,
        "role": link.role,
        "made": times.text(link.made_at),
        "made_by": link.made_by,
        "expires": times.text(link.expires_at),
    }


def shown_session(session: Session, current: str) -> dict[str, Any]:
    """Return a session as its owner, or an admin, is shown it; `current` is the one that asks."""
    return {
        "id": session.id,
        "label": session.label,
        "made": times.text(session.made_at),
        "seen": times.text(session.seen_at),
        "current": session.id == current,
    }
