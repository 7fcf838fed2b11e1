"""The little of Redis' protocol (RESP2) that we write, and the faults that reading it can meet. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

NOTHING: Final = object()
"""What a parser answers when the next reply is not complete yet; None and False are replies themselves."""


class RedisFault(Exception):
    """Redis, or whatever answers in its place, said something that ends a connection."""


class ReplyFault(RedisFault):
    """An error reply, such as NOAUTH or NOPERM."""


class Moved(ReplyFault):
    """The slot of that topic belongs to another master now."""


class ProtocolFault(RedisFault):
    """Bytes that are not RESP."""


class Parser(Protocol):
    def feed(self, data: bytes, /) -> None: ...

    def gets(self) -> object: ...


def command(*words: bytes) -> bytes:
    lengths = b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)
    return b"*%d\r\n%b" % (len(words), lengths)


def refusal(text: str) -> ReplyFault:
    return Moved(text) if text.startswith("MOVED ") else ReplyFault(text)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words of one kind of pub/sub."""

    publishes: bytes
    subscribes: bytes
    unsubscribes: bytes
    apart: bool  # topics of different slots must not share a command

    def publish(self, topic: bytes, message: bytes) -> bytes:
        return command(self.publishes, topic, message)

    def subscribe(self, topics: Iterable[bytes]) -> bytes:
        return self._name(self.subscribes, topics)

    def unsubscribe(self, topics: Iterable[bytes]) -> bytes:
        return self._name(self.unsubscribes, topics)

    def _name(self, word: bytes, topics: Iterable[bytes]) -> bytes:
        if self.apart:
            return b"".join(command(word, topic) for topic in topics)
        return command(word, *topics)


PLAIN: Final = Dialect(b"PUBLISH", b"SUBSCRIBE", b"UNSUBSCRIBE", apart=False)
SHARDED: Final = Dialect(b"SPUBLISH", b"SSUBSCRIBE", b"SUNSUBSCRIBE", apart=True)
