"""The end that listens: the topics wanted, which are confirmed, and what arrives on them."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from server.live.bus import Counters
from server.live.redis_link import RedisLink
from server.live.resp import ReplyFault, subscribe

Heard = Callable[[bytes, bytes], None]
"""(topic, message)."""

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Subscriber:
    def __init__(
        self, node: str, topics: Sequence[bytes], heard: Heard, whole: Callable[[], None], counters: Counters
    ) -> None:
        """`whole` is called once all topics are confirmed, and whenever one is confirmed afresh later."""
        self.name = f"parley-sub:{node}"
        self._topics = tuple(topics)
        self._wanted = frozenset(topics)
        self._missing = set(topics)
        self._heard = heard
        self._whole = whole
        self._counters = counters
        self._link: RedisLink | None = None
        self._complete: asyncio.Future[None] | None = None

    def told(self, reply: object) -> None:
        match reply:
            case [b"message", bytes(topic), bytes(message)]:
                self._heard(topic, message)
            case [b"subscribe", bytes(topic), int()] if topic in self._wanted:
                self._confirmed(topic)
            case [b"unsubscribe", bytes(topic), int()] if topic in self._wanted:
                self._revoked(topic)
            case ReplyFault():
                self._refused(reply)
            case _:
                strange(self._counters, "reply")

    def eased(self) -> None:
        """Nothing ever waits here: what is written is one SUBSCRIBE."""

    async def prepare(self, link: RedisLink) -> None:
        self._link = link
        self._missing = set(self._wanted)
        self._complete = asyncio.get_running_loop().create_future()
        link.write(subscribe(self._topics))
        await link.unless_lost(self._complete)

    def ready(self, link: RedisLink) -> None:
        """All was done while preparing."""

    def gone(self) -> None:
        self._link = None

    def _confirmed(self, topic: bytes) -> None:
        self._missing.discard(topic)
        if self._missing:
            return
        if self._complete is not None and not self._complete.done():
            self._complete.set_result(None)
        self._whole()

    def _revoked(self, topic: bytes) -> None:
        _log.warning("bus.unsubscribed", topic=topic.decode(errors="replace"))
        self._missing.add(topic)
        if self._link is not None:
            self._link.write(subscribe([topic]))

    def _refused(self, fault: ReplyFault) -> None:
        if self._link is not None:
            self._link.abort(f"refused: {fault}")


def strange(counters: Counters, what: str) -> None:
    """Counts what nobody of ours can have sent; logs the 1st, 2nd, 4th, 8th of it, lest it fill the disk."""
    counters.malformed += 1
    if counters.malformed.bit_count() == 1:
        _log.warning("bus.malformed", what=what, count=counters.malformed)
