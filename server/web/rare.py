"""Frames that are not everyday ones, read by websockets: fragments, control frames, parts, faults."""

import logging
from typing import Final

from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State

LOGGER: Final = "uvicorn.error"


class Wire(Protocol):
    """RFC 6455 as websockets has it, but that a close amid fragments is a close, not a fault (section 5.4)."""

    def __init__(self, most: int) -> None:
        super().__init__(Side.SERVER, max_size=most, logger=logging.getLogger(LOGGER))

    def recv_frame(self, frame: Frame) -> None:
        """Forget the fragments when the peer closes."""
        if frame.opcode is Opcode.CLOSE:
            self.current_size = None
        super().recv_frame(frame)

    @property
    def between(self) -> bool:
        """Tell whether nothing of a message is under way, so that everyday frames may be read without it."""
        return not self.reader.buffer and self.current_size is None and self.state is State.OPEN


def is_utf8(payload: bytes) -> bool:
    """Tell whether a text message may be one (section 8.1)."""
    if payload.isascii():
        return True
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True
