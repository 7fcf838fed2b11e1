"""Who of staff looked into which room lately: a look is noted once, not at every page of it."""

from collections import OrderedDict
from typing import Final

from server.core.audit import LOOK_AGAIN_MS

MOST: Final = 10_000


class Looks:
    """What this node noted; the oldest is forgotten first, and then noted again."""

    def __init__(self) -> None:
        self._at: OrderedDict[tuple[str, str], int] = OrderedDict()

    def is_new(self, user: str, room: str, now: int) -> bool:
        """Tell whether this look is to be noted."""
        at = self._at.get((user, room))
        return at is None or now - at >= LOOK_AGAIN_MS

    def noted(self, user: str, room: str, now: int) -> None:
        """It stands in the log."""
        self._at[user, room] = now
        self._at.move_to_end((user, room))
        if len(self._at) > MOST:
            self._at.popitem(last=False)
