"""The end that listens: the topics wanted, which are confirmed, and what arrives on them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from server.live.bus import Counters
from server.live.redis_link import RedisLink
from server.live.resp import Dialect, Moved, ReplyFault

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ear:
    """Whom a subscriber tells what."""

    heard: Callable[[bytes, bytes], None]  # (topic, message)
    whole: Callable[[], None]  # all topics are confirmed, or one of them is confirmed afresh
    astray: Callable[[], None]  # a topic was taken away or refused: it may live elsewhere now


class Subscriber:
    def __init__(self, node: str, topics: Sequence[bytes], dialect: Dialect, ear: Ear, counters: Counters) -> None:
        self.name = f"parley-sub:{node}"
        self._topics = tuple(topics)
        self._wanted = frozenset(topics)
        self._asked: set[bytes] = set()
        self._confirmed: set[bytes] = set()
        self._dialect = dialect
        self._ear = ear
        self._heard = ear.heard
        self._counters = counters
        self._link: RedisLink | None = None
        self._complete: asyncio.Future[None] | None = None

    @property
    def deaf(self) -> bool:
        """Whether a topic that is wanted is not confirmed."""
        return not self._wanted <= self._confirmed

    def want(self, topics: Sequence[bytes]) -> None:
        """From now on these: asks for what is new or was refused, gives up what is not among them."""
        was_deaf = self.deaf
        self._topics = tuple(topics)
        self._wanted = frozenset(topics)
        gone = sorted(self._asked - self._wanted)
        if gone and self._link is not None:
            self._link.write(self._dialect.unsubscribe(gone))
        self._asked &= self._wanted
        self._confirmed &= self._wanted
        self._ask()
        if was_deaf and not self.deaf:
            self._settled()

    def told(self, reply: object) -> None:
        match reply:
            case [b"message" | b"smessage", bytes(topic), bytes(message)]:
                self._heard(topic, message)
            case [b"subscribe" | b"ssubscribe", bytes(topic), int()]:
                self._confirm(topic)
            case [b"unsubscribe" | b"sunsubscribe", bytes(topic), int()]:
                self._revoke(topic)
            case ReplyFault():
                self._refused(reply)
            case _:
                strange(self._counters, "reply")

    def eased(self) -> None:
        """Nothing ever waits here: what is written is one SUBSCRIBE."""

    async def prepare(self, link: RedisLink) -> None:
        self._link = link
        self._complete = asyncio.get_running_loop().create_future()
        self._ask()
        try:
            await link.unless_lost(self._complete)
        except BaseException:
            self.gone()
            raise

    def ready(self, link: RedisLink) -> None:
        """All was done while preparing."""

    def gone(self) -> None:
        self._link = None
        self._asked.clear()
        self._confirmed.clear()

    def _ask(self) -> None:
        new = [topic for topic in self._topics if topic not in self._asked]
        if new and self._link is not None:
            self._asked.update(new)
            self._link.write(self._dialect.subscribe(new))

    def _confirm(self, topic: bytes) -> None:
        """One that was given up before its confirmation came is of no interest."""
        if topic in self._wanted:
            self._confirmed.add(topic)
            if not self.deaf:
                self._settled()

    def _settled(self) -> None:
        if self._complete is not None and not self._complete.done():
            self._complete.set_result(None)
        self._ear.whole()

    def _revoke(self, topic: bytes) -> None:
        """Taken away though wanted; the same Redis may have it back, or else it says where it is."""
        if topic not in self._wanted:
            return
        _log.warning("bus.unsubscribed", topic=topic.decode(errors="replace"))
        self._asked.discard(topic)
        self._confirmed.discard(topic)
        self._ask()
        self._ear.astray()

    def _refused(self, fault: ReplyFault) -> None:
        """Which topic moved is not said: all that are not confirmed are asked for again, there or here."""
        if isinstance(fault, Moved):
            self._asked &= self._confirmed
            self._ear.astray()
        elif self._link is not None:
            self._link.abort(f"refused: {fault}")


def strange(counters: Counters, what: str) -> None:
    """Counts what nobody of ours can have sent; logs the 1st, 2nd, 4th, 8th of it, lest it fill the disk."""
    counters.malformed += 1
    if counters.malformed.bit_count() == 1:
        _log.warning("bus.malformed", what=what, count=counters.malformed)
