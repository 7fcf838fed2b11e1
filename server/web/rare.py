"""Frames that are not everyday ones, read by websockets: fragments, control frames, parts, faults."""

import logging
from collections.abc import Generator
from typing import Final

from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State
from websockets.streams import StreamReader

LOGGER: Final = "uvicorn.error"


class Reader(StreamReader):
    """The library's reader, which knows whether a frame is under way: it asks for the end only before one.

    An empty buffer tells nothing: a network may cut right behind a frame's header, which is read by then.
    """

    before_frame = True

    def at_eof(self) -> Generator[None, None, bool]:
        """Note where it was asked."""
        self.before_frame = True
        ended = yield from super().at_eof()
        self.before_frame = False
        return ended


class Wire(Protocol):
    """RFC 6455 as websockets has it, but that a close amid fragments is a close, not a fault (section 5.4)."""

    reader: Reader

    def __init__(self, most: int) -> None:
        super().__init__(Side.SERVER, max_size=most, logger=logging.getLogger(LOGGER))
        self.reader = Reader()
        self.parser = self.parse()
        next(self.parser)

    def recv_frame(self, frame: Frame) -> None:
        """Forget the fragments when the peer closes."""
        if frame.opcode is Opcode.CLOSE:
            self.current_size = None
        super().recv_frame(frame)

    @property
    def between(self) -> bool:
        """Tell whether nothing of a message is under way, so that everyday frames may be read without it."""
        return self.reader.before_frame and self.current_size is None and self.state is State.OPEN


def is_utf8(payload: bytes) -> bool:
    """Tell whether a text message may be one (section 8.1)."""
    if payload.isascii():
        return True
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True
