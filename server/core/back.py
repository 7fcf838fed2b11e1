"""Whom it is told that somebody of staff is there again, and when: once for each time they ask. Pure."""

from dataclasses import dataclass, replace
from typing import Final

STEADY_MS: Final = 5_000
"""Who is gone again sooner was not back."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody waits for staff since then in that room, and asked, last at `asked_at`, to be told in a browser."""

    room: str
    user: str
    since: int
    asked_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What is kept of a wish from when nobody was there on: whether somebody is `here`, and since when (`turned_at`).

    `told_at`: they know; they are told again only when they ask anew while nobody is there.
    """

    room: str
    user: str
    since: int
    here: bool
    turned_at: int
    told_at: int | None = None


def judge(
    wish: Wish, kept: Awaited | None, now: int, *, here: bool | None, was: bool | None = None
) -> tuple[Awaited | None, bool]:
    """Return what is kept of a wish from now on, and whether they are to be told.

    `here`: is somebody there; `was`: at the look before, too. None: nobody knows. Who asks while somebody is there has
    nothing to be told.
    """
    if kept is not None and kept.since != wish.since:
        kept = None
    if here is None:
        return kept, False
    if kept is None:
        fresh = Awaited(room=wish.room, user=wish.user, since=wish.since, here=here, turned_at=now)
        return None if here and was is not False else fresh, False
    if here != kept.here:
        kept = replace(kept, here=here, turned_at=now)
    if not here:
        anew = kept.told_at is not None and wish.asked_at > kept.turned_at
        return replace(kept, told_at=None) if anew else kept, False
    if kept.told_at is not None or now - kept.turned_at < STEADY_MS:
        return kept, False
    return replace(kept, told_at=now), True
