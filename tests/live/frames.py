"""Reads a frame as a server writes it: one piece, unmasked."""

from typing import Any

import msgpack
import orjson

from server.core.frames import TEXT


def read(frame: bytes) -> dict[str, Any]:
    """Return what a frame says."""
    head = {126: 4, 127: 10}.get(frame[1], 2)
    said: dict[str, Any] = orjson.loads(frame[head:]) if frame[0] == TEXT else msgpack.unpackb(frame[head:])
    return said
