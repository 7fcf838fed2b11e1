"""When a device gives its connection up: an answer is overdue, or the server has been silent for too long."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.rig.holding import Outgoing

ANSWER_SECONDS = 12.0


@dataclass(slots=True)
class Patience:
    """Times are loop time; `deaf` counts the connections that were given up because nothing came."""

    dead_s: float = 45.0
    deaf: int = 0

    def agree(self, heartbeat_s: float) -> None:
        """Take over what the server said at its welcome."""
        self.dead_s = 2 * heartbeat_s + 5

    def is_over(self, heard_at: float, outbox: Iterable[Outgoing], now: float) -> bool:
        """Tell whether this connection is good for nothing any more."""
        silent = bool(heard_at) and now - heard_at > self.dead_s
        self.deaf += silent
        return silent or any(sent.written is not None and sent.written < now - ANSWER_SECONDS for sent in outbox)
