"""WebSocket frames as a client sees them: its own masked, the server's walked through in one pass."""

import base64
import os
from collections import Counter
from collections.abc import Iterator
from typing import Final

TEXT: Final = 0x81
PING: Final = 0x89
PONG: Final = 0x8A
CONTROL: Final = 0x88
"""First bytes from here on are close, ping and pong."""
KIND: Final = 10
"""So many bytes of a payload tell its kind: `{"t":"entr`."""

_SHORT: Final = 126
_LONG: Final = 127
_MIDDLE: Final = 0xFFFF


def masked(payload: bytes, first: int = TEXT) -> bytes:
    """Return a client's frame, masked with a fresh key."""
    size = len(payload)
    key = os.urandom(4)
    if size < _SHORT:
        head = bytes((first, 0x80 | size))
    elif size <= _MIDDLE:
        head = bytes((first, 0x80 | _SHORT)) + size.to_bytes(2)
    else:
        head = bytes((first, 0x80 | _LONG)) + size.to_bytes(8)
    stream = (key * (size // 4 + 1))[:size]
    hidden = (int.from_bytes(payload) ^ int.from_bytes(stream)).to_bytes(size)
    return head + key + hidden


def upgrade(path: str, port: int, extra: str) -> bytes:
    """Return the request that opens a WebSocket; `extra` are whole header lines."""
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{extra}\r\n"
    ).encode()


def walk(piece: bytes, kinds: Counter[bytes], usual: frozenset[bytes]) -> tuple[int, bool]:
    """Count the whole frames in a piece by kind; return where they end, and whether an unusual one is among them."""
    at, end, odd = 0, len(piece), False
    while at + 2 <= end:
        size, body = piece[at + 1], at + 2
        if size >= _SHORT:
            wide = 2 if size == _SHORT else 8
            size, body = int.from_bytes(piece[body : body + wide]), body + wide
        if body + size > end:
            break
        kind = piece[body : body + (size if size < KIND else KIND)]  # noqa: FURB136 - min() costs three times as much
        kinds[kind] += 1
        if kind not in usual or piece[at] >= CONTROL:
            odd = True
        at = body + size
    return at, odd


def payloads(piece: bytes) -> Iterator[tuple[int, bytes]]:
    """Give first byte and payload of each frame in a piece of whole frames: the slow way, for what is rare."""
    at = 0
    while at < len(piece):
        size, body = piece[at + 1], at + 2
        if size >= _SHORT:
            wide = 2 if size == _SHORT else 8
            size, body = int.from_bytes(piece[body : body + wide]), body + wide
        yield piece[at], piece[body : body + size]
        at = body + size
