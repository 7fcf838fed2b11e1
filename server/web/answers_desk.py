"""The shapes of what is answered of the people of the house."""

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from server.core.entry_shapes import Shape, Time
from server.core.staff import LinkKind, Role


class DeskState(Shape, frozen=True, kw_only=True):
    """`ready`: there is an admin, who can let others in."""

    ready: bool


class Me(Shape, frozen=True, kw_only=True):
    """Who is signed in, in which session, and what this role may do (docs/permissions.md)."""

    user: str
    name: str
    role: Role
    email: str
    session: str
    can: list[str]
    reach: dict[str, Literal["own", "team", "all"]]


class DeskToken(Shape, frozen=True, kw_only=True):
    """A token for this session's sockets and calls; it ends with the session."""

    token: str
    exp: Time


class StaffLinkLook(Shape, frozen=True, kw_only=True):
    """Whom a link lets in, and as what."""

    kind: LinkKind
    email: str
    name: str
    role: Role


class StaffSession(Shape, frozen=True, kw_only=True):
    """A browser that is signed in."""

    id: str
    label: str
    made: Time
    seen: Time
    current: bool


class StaffSessions(Shape, frozen=True, kw_only=True):
    """Where somebody is signed in, the one used last first."""

    sessions: list[StaffSession]


class Colleague(Shape, frozen=True, kw_only=True):
    """One of staff; the address is for admins."""

    user: str
    name: str
    role: Role
    email: str | UnsetType = UNSET


class StaffList(Shape, frozen=True, kw_only=True):
    """Everybody on the staff, by name."""

    staff: list[Colleague]


class StaffLink(Shape, frozen=True, kw_only=True):
    """A one-time link that was not used yet."""

    id: str
    kind: LinkKind
    email: str
    name: str
    role: Role
    made: Time
    made_by: str | None
    expires: Time


class NewStaffLink(StaffLink, frozen=True, kw_only=True):
    """A new link; it is told here and never again."""

    url: str


class StaffLinks(Shape, frozen=True, kw_only=True):
    """The links that still open something, newest first."""

    links: list[StaffLink]


class AuditAct(Shape, frozen=True, kw_only=True):
    """One act; `by` null is the operator at the server's console. `more` differs by act."""

    position: int
    at: Time
    by: str | None
    by_name: str | None
    act: str
    on: str | None
    more: dict[str, Any]


class AuditPage(Shape, frozen=True, kw_only=True):
    """Acts, newest first; `next` is the cursor of the next page."""

    acts: list[AuditAct]
    next: str | None
