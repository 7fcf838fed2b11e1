"""A message encoded at most once per codec, however many readers it has."""

from typing import Any

from server.core import codec


class Encoded:
    """One outgoing message; every reader of a codec gets the same object."""

    __slots__ = ("_binary", "_text", "message")

    def __init__(self, message: dict[str, Any]) -> None:
        self.message = message
        self._text: str | None = None
        self._binary: bytes | None = None

    @property
    def text(self) -> str:
        """The JSON text frame's payload."""
        if self._text is None:
            self._text = codec.to_json(self.message).decode()
        return self._text

    @property
    def binary(self) -> bytes:
        """The MessagePack binary frame's payload."""
        if self._binary is None:
            self._binary = codec.to_msgpack(self.message)
        return self._binary

    def size(self, kind: codec.Codec) -> int:
        """Bytes (JSON: characters, a lower bound that costs nothing) this takes in a queue."""
        return len(self.text) if kind == "json" else len(self.binary)
