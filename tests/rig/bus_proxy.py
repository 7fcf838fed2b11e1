"""A proxy before Redis that knows what it pushes: drops, doubles and reorders messages of the bus."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.rig.proxy import Filter, Proxy

MESSAGES = frozenset({b"message", b"pmessage", b"smessage"})
Chooses = Callable[[bytes], bool]


def frame_end(data: bytes | bytearray, start: int = 0) -> int | None:
    """Find where the RESP value that begins at `start` ends; None while it is not complete."""
    line_end = data.find(b"\r\n", start)
    if line_end < 0:
        return None
    kind, head, after = data[start : start + 1], bytes(data[start + 1 : line_end]), line_end + 2
    if kind in b"$=!":
        size = int(head)
        end = after if size < 0 else after + size + 2
        return end if end <= len(data) else None
    if kind in b"*>~%|":
        return _after_items(data, after, int(head) * (2 if kind in b"%|" else 1))
    return after


def _after_items(data: bytes | bytearray, place: int, items: int) -> int | None:
    end: int | None = place
    for _ in range(max(items, 0)):
        end = frame_end(data, end)
        if end is None:
            return None
    return end


def pushed_topic(frame: bytes) -> bytes | None:
    """Name the topic if this value is a message pushed to a subscriber; None for anything else."""
    if frame[:1] not in b"*>":
        return None
    parts = frame.split(b"\r\n", 6)
    if len(parts) < 5 or parts[2].lower() not in MESSAGES:
        return None
    return parts[4]


@dataclass(slots=True)
class Lies:
    """How often a message is dropped, doubled, or told after the one behind it; `about` chooses topics."""

    drop: float = 0.0
    double: float = 0.0
    reorder: float = 0.0
    about: Chooses = lambda _topic: True


@dataclass
class BusProxy(Proxy):
    """Carries Redis traffic and lies about messages; `counts` tells what it did."""

    lies: Lies = field(default_factory=Lies)

    def filter_down(self) -> Filter:
        """Give every connection a memory of its own."""
        return _Stream(self).feed


class _Stream:
    """The server's side of one connection: cut into values, some of them lied about."""

    def __init__(self, proxy: BusProxy) -> None:
        self._proxy = proxy
        self._rest = bytearray()
        self._late: bytes | None = None

    def feed(self, chunk: bytes) -> bytes:
        self._rest += chunk
        told = bytearray()
        start = 0
        while (end := frame_end(self._rest, start)) is not None if start < len(self._rest) else False:
            told += self._tell(bytes(self._rest[start:end]))
            start = end
        del self._rest[:start]
        return bytes(told)

    def _tell(self, frame: bytes) -> bytes:
        topic = pushed_topic(frame)
        lies, counts = self._proxy.lies, self._proxy.counts
        if topic is None or not lies.about(topic):
            return frame
        counts["messages"] += 1
        chance = self._proxy.random.random()
        if chance < lies.drop:
            counts["dropped"] += 1
            return b""
        if chance < lies.drop + lies.double:
            counts["doubled"] += 1
            return frame + frame
        return self._swap(frame, wanted=chance < lies.drop + lies.double + lies.reorder)

    def _swap(self, frame: bytes, *, wanted: bool) -> bytes:
        """Hold a message back until another has overtaken it."""
        if self._late is not None:
            late, self._late = self._late, None
            self._proxy.counts["reordered"] += 1
            return frame + late
        if wanted:
            self._late = frame
            return b""
        return frame
