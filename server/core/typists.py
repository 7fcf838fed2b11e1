"""Who is writing in one room; everybody falls out by themself."""

from typing import Final

LASTS_MS: Final = 6_000
APART_MS: Final = 250
AGAIN_MS: Final = 4_000


class Typists:
    """The list of one room, and when to tell it; times in milliseconds. What is not told yet costs no sorting."""

    __slots__ = ("_news", "_told", "_told_at", "_until")

    def __init__(self) -> None:
        self._until: dict[str, int] = {}
        """When each falls out, the first to do so first."""
        self._news = False
        """The list may be another than the one that was told."""
        self._told: tuple[str, ...] = ()
        self._told_at = -AGAIN_MS

    def started(self, user: str, now: int) -> None:
        """This user writes, for 6 s from now unless said again."""
        if self._until.pop(user, None) is None:
            self._news = True
        self._until[user] = now + LASTS_MS

    def stopped(self, user: str) -> None:
        """This user stopped, sent, or went away."""
        if self._until.pop(user, None) is not None:
            self._news = True

    def __contains__(self, user: str) -> bool:
        return user in self._until

    @property
    def idle(self) -> bool:
        """Nothing to tell now or later."""
        return not self._until and not self._told

    def due(self, now: int, apart: int = APART_MS) -> tuple[str, ...] | None:
        """Return the list to tell now, or None: a change at once (`apart` from the last), the same again after 4 s."""
        if now - self._told_at < apart:
            return None
        while (first := next(iter(self._until), None)) is not None and self._until[first] <= now:
            self.stopped(first)
        again = bool(self._told) and now - self._told_at >= AGAIN_MS
        if not (self._news or again):
            return None
        self._news = False
        names = tuple(sorted(self._until))
        if names == self._told and not again:
            return None
        self._told, self._told_at = names, now
        return names

    def wakes(self, now: int, apart: int = APART_MS) -> int | None:
        """Return in how many milliseconds `due` should be asked again; None while idle."""
        if self.idle:
            return None
        free, again = self._told_at + apart, self._told_at + AGAIN_MS
        ends = next(iter(self._until.values()), again)
        return max(1, (free if self._news else min(again, max(free, ends))) - now)
