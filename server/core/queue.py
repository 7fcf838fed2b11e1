"""What somebody who waits in a support room is told of the queue: their place, or when somebody is back. Pure."""

from typing import Any, Literal

from msgspec import Struct

from server.core import times


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`waiting`: as which one they are served; `later`: nobody who could is here; `closed`: somebody is at `back_at`.

    `reason` stands where a position is larger than the one told before: somebody who has waited longer is back in the
    queue. Without a position too many wait for it to say anything.
    """

    state: Literal["waiting", "later", "closed"]
    position: int | None = None
    reason: Literal["earlier"] | None = None
    back_at: int | None = None
    was: int | None = None
    """The position told last, while none is told: a larger one that follows has its reason too."""


def wire(notice: Notice | None) -> dict[str, Any]:
    """Return what is told of it; None: they are in no queue, or in none any more."""
    if notice is None:
        return {"state": "none"}
    back_at = None if notice.back_at is None else times.text(notice.back_at)
    told = {"position": notice.position, "reason": notice.reason, "back_at": back_at}
    return {"state": notice.state, **{name: value for name, value in told.items() if value is not None}}
