"""API keys that admins make for the host's servers: what one may do, what it looks like, what is kept of it. Pure."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from server.core import times

PREFIX: Final = "pk_"
"""What a key begins with; no user's token does."""
MOST: Final = 100
TOUCH_MS: Final = times.MINUTE
"""How exactly it is known when a key was used last."""
SCOPES: Final[dict[str, str]] = {
    "read": "read rooms, their people and their logs",
    "rooms": "make rooms and change them, their people, orders and files, and write in them",
    "users": "store users, and sign tokens for them",
    "invites": "make and withdraw invitations",
    "webhooks": "read the log of the webhook, and switch it on again",
}
"""What a key may be good for, and what that means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key; of its secret the hash alone. `tail` is its end, by which people know it again."""

    id: str
    name: str
    scopes: tuple[str, ...]
    secret: str
    tail: str
    made_at: int
    made_by: str | None
    used_at: int | None = None
    revoked_at: int | None = None


def digest(secret: str) -> str:
    """Return what is kept of a key: it is drawn at random and long, so that a plain hash tells nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def shown(key: Key) -> dict[str, Any]:
    """Return a key as admins are shown it: nothing that opens anything."""
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "tail": key.tail,
        "made": times.text(key.made_at),
        "made_by": key.made_by,
        "used": None if key.used_at is None else times.text(key.used_at),
        "revoked": None if key.revoked_at is None else times.text(key.revoked_at),
    }
