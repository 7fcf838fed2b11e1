"""One-time links for staff: drawn, kept as a hash, found again by who shows the secret."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from server.accounts.secret import digest
from server.core import ids
from server.core.refusals import Refusal
from server.core.staff import Link, LinkKind
from server.storage import staff as stored
from server.storage.database import Store

PREFIX: Final = "sl_"
_RANDOM: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whom a link is for, what it is for, and how long it lasts (seconds)."""

    kind: LinkKind
    email: str
    role: str
    name: str
    ttl_s: int
    user: str | None = None


def draw(plan: Plan, made_by: str | None, now: int) -> tuple[Link, str]:
    """Return a new link and its secret, which is told once."""
    link = ids.fresh(PREFIX)
    secret = f"{link}.{secrets.token_urlsafe(_RANDOM)}"
    made = Link(
        id=link, kind=plan.kind, email=plan.email, role=plan.role, name=plan.name, user=plan.user,
        secret=digest(secret), made_at=now, made_by=made_by, expires_at=now + plan.ttl_s * 1000,
    )  # fmt: skip
    return made, secret


def found(c: Store, secret: str, *, lock: bool) -> Link:
    """Return the link of this secret, open or not. Refuses with `not_found` what is no link's."""
    link = secret.partition(".")[0]
    kept = stored.link(c, link, lock=lock) if ids.is_id(link) else None
    if kept is None or not hmac.compare_digest(digest(secret), kept.secret):
        raise Refusal("not_found", "no such link")
    return kept


def url(base_url: str, secret: str) -> str:
    """Write a link as it is copied: the secret stands in the fragment, which no server is sent."""
    return f"{base_url}/desk/#link={secret}"
