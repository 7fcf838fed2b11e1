"""Something that is to leave the house: what, for whom, how often it was tried."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from server.core.times import text

State = Literal["waiting", "done", "failed", "dropped"]
KEPT_MS: Final = 7 * 86_400_000
"""How long the log of deliveries remembers one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on one way out; of a message, `room`, `user` and `seq` say which and for whom."""

    id: str
    way: str
    event: str
    target: str | None = None
    room: str | None = None
    user: str | None = None
    seq: int | None = None
    body: dict[str, Any]
    made_at: int
    state: State = "waiting"
    attempts: int = 0
    next_at: int = 0
    status: int | None = None
    """What the other side answered last."""
    reason: str | None = None
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended; `state` waiting: it is tried again, no sooner than the other side asked."""

    state: State
    status: int | None = None
    reason: str | None = None
    asked_ms: int | None = None


def shown(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as the host reads it in the log."""
    return {
        "id": delivery.id,
        "event": delivery.event,
        "room": delivery.room,
        "user": delivery.user,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "status": delivery.status,
        "reason": delivery.reason,
        "made": text(delivery.made_at),
        "next": text(delivery.next_at) if delivery.state == "waiting" else None,
        "done": None if delivery.done_at is None else text(delivery.done_at),
    }
