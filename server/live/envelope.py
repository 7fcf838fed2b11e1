"""The message between nodes: MessagePack `[node, [item, ...]]`, split where it would grow too large. Pure."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec

MESSAGE_BYTES: Final = 1 << 20

_decoder: Final = msgspec.msgpack.Decoder(tuple[str, list[bytes]])


def sealed(node: str, items: list[bytes], limit: int = MESSAGE_BYTES) -> list[bytes]:
    """Messages of at most `limit` bytes of items, in order; an item above the limit travels alone.

    No items at all make one empty message: "something of mine was lost, compare with the store".
    """
    return [msgspec.msgpack.encode((node, part)) for part in _parts(items, limit)]


def opened(message: bytes) -> tuple[str, list[bytes]] | None:
    """(node, items), or None when nobody of ours can have written this."""
    try:
        return _decoder.decode(message)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def opening(node: str) -> bytes:
    """The bytes every message of this node begins with: its own ones are known without decoding."""
    return msgspec.msgpack.encode((node, []))[:-1]


def _parts(items: list[bytes], limit: int) -> Iterator[list[bytes]]:
    cuts = [0]
    size = 0
    for at, item in enumerate(items):
        size += len(item)
        if size > limit and at > cuts[-1]:
            cuts.append(at)
            size = len(item)
    cuts.append(len(items))
    for start, end in pairwise(cuts):
        yield items[start:end]
