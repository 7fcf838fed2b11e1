"""Who is writing in one room; everybody falls out by themself."""

from typing import Final

LASTS_MS: Final = 6_000
APART_MS: Final = 250
AGAIN_MS: Final = 4_000


class Typists:
    """The list of one room, and when to tell it; times in milliseconds."""

    __slots__ = ("_told", "_told_at", "_until")

    def __init__(self) -> None:
        self._until: dict[str, int] = {}
        self._told: tuple[str, ...] = ()
        self._told_at = -APART_MS

    def started(self, user: str, now: int) -> None:
        """This user writes, for 6 s from now unless said again."""
        self._until[user] = now + LASTS_MS

    def stopped(self, user: str) -> None:
        """This user stopped, sent, or went away."""
        self._until.pop(user, None)

    def __contains__(self, user: str) -> bool:
        return user in self._until

    @property
    def idle(self) -> bool:
        """Nothing to tell now or later."""
        return not self._until and not self._told

    def due(self, now: int) -> tuple[str, ...] | None:
        """Return the list to tell now, or None: a change at once (250 ms apart), the same again after 4 s."""
        self._until = {user: until for user, until in self._until.items() if until > now}
        names = tuple(sorted(self._until))
        changed = names != self._told
        if changed and now - self._told_at < APART_MS:
            return None
        if not changed and (not names or now - self._told_at < AGAIN_MS):
            return None
        self._told, self._told_at = names, now
        return names

    def wakes(self, now: int) -> int | None:
        """Return in how many milliseconds `due` should be asked again; None while idle."""
        if self.idle:
            return None
        times = [self._told_at + AGAIN_MS, *self._until.values()]
        if tuple(sorted(self._until)) != self._told:
            times.append(self._told_at + APART_MS)
        return max(1, min(times) - now)
