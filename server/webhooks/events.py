"""What the host is told, and nothing of what was said: who has not read, who wants a new link. Pure."""

from typing import Any, Final

from server.core import times
from server.core.deliveries import Delivery

WAY: Final = "webhook"
UNREAD: Final = "message.unread"
WANTED: Final = "invite.wanted"


def event(made: str, kind: str, told: dict[str, Any], now: int) -> Delivery:
    """Return an event to be delivered: its id, its type and what it tells. Of a message, it tells which."""
    body = {"type": kind, "timestamp": times.text(now), "data": told}
    room, user, seq = told.get("room"), told.get("user"), told.get("seq")
    return Delivery(id=made, way=WAY, event=kind, room=room, user=user, seq=seq, body=body, made_at=now, next_at=now)
