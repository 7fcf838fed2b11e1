"""The little of Redis' protocol (RESP2) that we write, and the faults that reading it can meet. Pure."""

from collections.abc import Iterable
from typing import Final, Protocol

NOTHING: Final = object()
"""What a parser answers when the next reply is not complete yet; None and False are replies themselves."""


class RedisFault(Exception):
    """Redis, or whatever answers in its place, said something that ends a connection."""


class ReplyFault(RedisFault):
    """An error reply, such as NOAUTH or NOPERM."""


class ProtocolFault(RedisFault):
    """Bytes that are not RESP."""


class Parser(Protocol):
    def feed(self, data: bytes, /) -> None: ...

    def gets(self) -> object: ...


def command(*words: bytes) -> bytes:
    lengths = b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)
    return b"*%d\r\n%b" % (len(words), lengths)


def subscribe(topics: Iterable[bytes]) -> bytes:
    return command(b"SUBSCRIBE", *topics)


def publish(topic: bytes, message: bytes) -> bytes:
    return command(b"PUBLISH", topic, message)
