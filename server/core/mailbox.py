"""What waits for one reader, and what a slow reader loses: notices first, then the connection."""

from dataclasses import dataclass
from typing import Final

from server.core import replies
from server.core.codec import Codec
from server.core.encoded import Encoded

SOFT: Final = 256 * 1024
HARD: Final = 4 * 1024 * 1024
OLDEST_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class Marks:
    """Bytes above which notices are dropped, above which the reader is closed, and for how long it may lag."""

    soft: int = SOFT
    hard: int = HARD
    oldest_ms: int = OLDEST_MS


class Mailbox:
    """Entries and answers in order, then the latest of each notice. Times in milliseconds."""

    __slots__ = ("_codec", "_marks", "_notices", "_queue", "_times", "dropped", "size")

    def __init__(self, codec: Codec, marks: Marks) -> None:
        self._codec = codec
        self._marks = marks
        self._queue: list[Encoded] = []
        self._notices: dict[str, Encoded] = {}
        self._times: list[int] = []
        self.size = 0
        self.dropped = 0

    def __bool__(self) -> bool:
        return bool(self._queue or self._notices)

    def put(self, message: Encoded, now: int) -> None:
        """Queue what must arrive: an entry or an answer."""
        self._queue.append(message)
        self.size += message.size(self._codec)
        self._times.append(now)

    def notice(self, key: str, message: Encoded) -> None:
        """Keep the latest under its key; above the soft mark a slow reader loses it."""
        if self.size > self._marks.soft:
            self.dropped += 1
            return
        self._notices.pop(key, None)
        self._notices[key] = message

    def receipts(self, room: str, message: Encoded, merged: dict[Encoded, Encoded]) -> None:
        """Keep every cursor that moved, one row a user: what waits for this room is merged, never dropped.

        `merged` holds what readers of this message got who had the same waiting: they share one merge, encoded once.
        """
        key = f"receipts:{room}"
        waiting = self._notices.pop(key, None)
        if waiting is not None:
            if waiting not in merged:
                merged[waiting] = Encoded(replies.merged_receipts(waiting.message, message.message))
            message = merged[waiting]
        self._notices[key] = message

    def counts(self, room: str, message: Encoded) -> None:
        """Keep the latest counts of a crowd: they say all that the ones before them said, and are never dropped."""
        self._notices.pop(key := f"counts:{room}", None)
        self._notices[key] = message

    def forget(self, *keys: str) -> None:
        """Drop notices that are true no more."""
        for key in keys:
            self._notices.pop(key, None)

    def take(self, most: int | None = None) -> list[Encoded]:
        """Hand everything out, in order, and be empty; or, above `most` bytes, what fits, the oldest first."""
        if most is not None and self.size > most:
            return self._part(most)
        out = [*self._queue, *self._notices.values()]
        self._queue = []
        self._notices = {}
        self.size = 0
        self._times = []
        return out

    def _part(self, most: int) -> list[Encoded]:
        """Hand out a part; what stays keeps its age."""
        room, count = most, 0
        for message in self._queue:
            room -= message.size(self._codec)
            if room < 0 and count:
                break
            count += 1
        out, self._queue = self._queue[:count], self._queue[count:]
        self.size -= sum(message.size(self._codec) for message in out)
        self._times = self._times[count:]
        return out

    @property
    def full(self) -> bool:
        """This is one line that decides: too much waits."""
        return self.size > self._marks.hard

    def overdue(self, now: int) -> bool:
        """This is the other: what waits has waited too long."""
        return self.full or (bool(self._times) and now - self._times[0] > self._marks.oldest_ms)
