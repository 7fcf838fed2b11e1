"""A browser that wants to be told: where, with which keys, for whom."""

from dataclasses import dataclass
from typing import Final

MOST: Final = 10
"""Browsers of one user; one more puts out the oldest."""
ENDPOINT_MOST: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One browser; `id` is a hash of its endpoint, so a browser tells one person at a time."""

    id: str
    user: str
    endpoint: str
    p256dh: str
    auth: str
    key: str
    """The public key of ours that the browser knows us by."""
    lang: str = ""
    device: str | None = None
    """The invited device that it belongs to: it ends with it."""
    room: str | None = None
    """The one room that the session was bound to; None: every room of the user."""
    made_at: int = 0
