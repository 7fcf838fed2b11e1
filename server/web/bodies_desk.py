"""What the workspace's page may send of its people: one frozen struct per body, and per query."""

from typing import Annotated

from msgspec import Meta

from server.core.staff import EMAIL_MOST, Role
from server.web.bodies import Asked, Name

Email = Annotated[str, Meta(max_length=EMAIL_MOST)]
Password = Annotated[str, Meta(max_length=1024)]
LinkSecret = Annotated[str, Meta(max_length=1024)]


class SignIn(Asked, frozen=True, kw_only=True):
    """Who one is, and the proof."""

    email: Email
    password: Password


class LinkLook(Asked, frozen=True, kw_only=True):
    """The secret of a link."""

    secret: LinkSecret


class LinkUse(Asked, frozen=True, kw_only=True):
    """A link, the password that is set by it, and, for who is new, their name."""

    secret: LinkSecret
    password: Password
    name: Name = ""


class NewColleague(Asked, frozen=True, kw_only=True):
    """Who is invited, and as what."""

    email: Email
    role: Role
    name: Name = ""


class ColleagueFields(Asked, frozen=True, kw_only=True):
    """What to change of a colleague; what is left out stays."""

    role: Role | None = None
    name: Name | None = None


class AuditQuery(Asked, frozen=True, kw_only=True):
    """A page of the audit log: the acts before that position, newest first."""

    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: Annotated[int, Meta(ge=1, le=2**53 - 1)] | None = None
