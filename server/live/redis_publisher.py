"""The end that publishes: one write per turn of the loop; what cannot leave waits, bounded."""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

import structlog

from server.live.bus import Counters
from server.live.envelope import sealed
from server.live.outbox import Outbox
from server.live.redis_link import RedisLink
from server.live.resp import Dialect, Moved, ReplyFault

_WRITE_BYTES: Final = 1 << 20

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Publisher:
    def __init__(
        self, node: str, counters: Counters, outbox: Outbox, dialect: Dialect, refused: Callable[[], None]
    ) -> None:
        self.name = f"parley-pub:{node}"
        self._node = node
        self._counters = counters
        self._outbox = outbox
        self._dialect = dialect
        self._tell_refused = refused
        self._link: RedisLink | None = None
        self._flush_due = False
        self._unanswered = 0
        self._lossy = False
        self._refused = False

    def publish(self, topic: bytes, item: bytes) -> None:
        dropped = self._outbox.add(topic, item)
        if dropped:
            self._counters.dropped += dropped
            self._lossy = True
        if not self._flush_due and self._link is not None:
            self._flush_due = True
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        self._flush_due = False
        while self._link is not None and self._link.has_room and self._outbox:
            taken = self._outbox.take(_WRITE_BYTES)
            parts = [(topic, part) for topic, items in taken.items() for part in sealed(self._node, items)]
            self._write([self._dialect.publish(topic, part) for topic, part in parts])

    def sift(self, keep: Collection[bytes]) -> list[tuple[bytes, bytes]]:
        """What waits for other topics than these is no longer ours to send."""
        return self._outbox.sift(keep)

    @property
    def owes(self) -> bool:
        """Whether something was lost, or may be, that the others have not been told of."""
        return self._lossy or self._unanswered > 0

    def owe(self) -> None:
        """Confess, when that is next possible, what another lost."""
        self._lossy = True

    def confess(self, topic: bytes) -> None:
        """If anything of ours was lost, tell the others to compare with the store: they cannot know it."""
        if self._lossy and self._link is not None and self._link.has_room:
            self._lossy = False
            self._write([self._dialect.publish(topic, part) for part in sealed(self._node, [])])

    def told(self, reply: object) -> None:
        self._unanswered -= 1
        if isinstance(reply, ReplyFault):
            self._counters.dropped += 1
            self._lossy = True
            self._complain(reply)
            self._tell_refused()

    def eased(self) -> None:
        self.flush()

    async def prepare(self, link: RedisLink) -> None:
        """Nothing to ask for: a greeted connection can publish."""

    def ready(self, link: RedisLink) -> None:
        self._link = link
        self._unanswered = 0
        self._refused = False
        self.flush()

    def gone(self) -> None:
        self._link = None
        self._lossy = self.owes
        self._unanswered = 0

    def _complain(self, fault: ReplyFault) -> None:
        """Once per connection; that a slot moved is no complaint."""
        if not self._refused and not isinstance(fault, Moved):
            self._refused = True
            _log.error("bus.publish_refused", reason=str(fault))

    def _write(self, commands: list[bytes]) -> None:
        if self._link is not None:
            self._unanswered += len(commands)
            self._link.write(b"".join(commands))
