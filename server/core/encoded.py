"""A message encoded and framed at most once per codec, however many readers it has."""

from typing import Any

from server.core import codec, frames


def framed(message: dict[str, Any], kind: codec.Codec) -> bytes:
    """Return the whole WebSocket frame of a message that has one reader: one piece, unmasked (RFC 6455 section 5.2)."""
    if kind == "json":
        return frames.framed(codec.to_json(message), frames.TEXT)
    return frames.framed(codec.to_msgpack(message), frames.BINARY)


class Encoded:
    """One outgoing message; every reader of a codec gets the same bytes."""

    __slots__ = ("_frames", "_payloads", "_text", "message")

    def __init__(self, message: dict[str, Any]) -> None:
        self.message = message
        self._payloads: dict[codec.Codec, bytes] = {}
        self._frames: dict[codec.Codec, bytes] = {}
        self._text: str | None = None

    def payload(self, kind: codec.Codec) -> bytes:
        """Return the message in one encoding."""
        payload = self._payloads.get(kind)
        if payload is None:
            payload = codec.to_json(self.message) if kind == "json" else codec.to_msgpack(self.message)
            self._payloads[kind] = payload
        return payload

    def frame(self, kind: codec.Codec) -> bytes:
        """Return the whole WebSocket frame as a server sends it: one piece, unmasked (RFC 6455 section 5.2)."""
        frame = self._frames.get(kind)
        if frame is None:
            frame = frames.framed(self.payload(kind), frames.TEXT if kind == "json" else frames.BINARY)
            self._frames[kind] = frame
        return frame

    @property
    def text(self) -> str:
        """The JSON text frame's payload, as ASGI wants it."""
        if self._text is None:
            self._text = self.payload("json").decode()
        return self._text

    @property
    def binary(self) -> bytes:
        """The MessagePack binary frame's payload."""
        return self.payload("msgpack")

    def size(self, kind: codec.Codec) -> int:
        """Return how many bytes this takes in a queue."""
        return len(self.payload(kind))
