"""WebSocket frames as bytes: whole ones written, and the everyday ones read (RFC 6455 section 5.2)."""

import struct
from typing import Final

TEXT: Final = 0x81
"""FIN and the opcode of text."""
BINARY: Final = 0x82
"""FIN and the opcode of binary."""
_MASKED: Final = 0x80
_SHORT: Final = 126
_LONG: Final = 2**16
_LEAST: Final = 6


def framed(payload: bytes, first: int) -> bytes:
    """Put a server's header before a payload: one piece, unmasked; `first` is TEXT or BINARY."""
    length = len(payload)
    if length < _SHORT:
        return struct.pack("!BB", first, length) + payload
    if length < _LONG:
        return struct.pack("!BBH", first, _SHORT, length) + payload
    return struct.pack("!BBQ", first, _SHORT + 1, length) + payload


def everyday(received: bytes, most: int) -> tuple[list[tuple[bool, bytes]], int]:
    """Read the client's frames that are whole messages below 64 KiB: (is text, payload) each, and the bytes taken.

    It stops before anything else (control frames, fragments, faults, a part of a frame): a real parser goes on there.
    """
    found: list[tuple[bool, bytes]] = []
    at, end = 0, len(received)
    while end - at >= _LEAST:
        first, second = received[at], received[at + 1]
        length = second & ~_MASKED
        start = at + 2
        if (first != TEXT and first != BINARY) or second < _MASKED or length > _SHORT:  # noqa: PLR1714 - a set costs
            break
        if length == _SHORT:
            length = int.from_bytes(received[start : start + 2], "big")
            start += 2
        stop = start + 4 + length
        if stop > end or length > most:
            break
        found.append((first == TEXT, _unmasked(received, start, stop)))
        at = stop
    return found, at


def _unmasked(received: bytes, start: int, stop: int) -> bytes:
    """Undo the client's mask, four bytes at `start`: one large exclusive or."""
    length = stop - start - 4
    mask = received[start : start + 4] * (length // 4 + 1)
    payload = int.from_bytes(received[start + 4 : stop], "big") ^ int.from_bytes(mask[:length], "big")
    return payload.to_bytes(length, "big")
