"""Who sends when: so many a second whatever happens, or the next when all have the last."""

from collections import Counter
from itertools import count
from typing import Final

from tests.bench import marks
from tests.bench.crowd import Client, Crowd, now_us
from tests.bench.people import TYPE_BEFORE_US, People

DRAIN_US: Final = 20_000_000
LOOK_US: Final = 20


class Pen:
    """Writes marked messages: rooms in turn, and in each room its members in turn."""

    def __init__(self, crowd: Crowd, writers: list[Client], size: int) -> None:
        self._crowd = crowd
        self._size = size
        self._cids = count(1)
        self.sent = marks.Sent()
        self.expected = 0
        self.rooms: dict[int, list[Client]] = {}
        for client in writers:
            self.rooms.setdefault(client.room, []).append(client)
        self._order = list(self.rooms.values())
        self.sizes = Counter(client.room for client in writers)
        self.bytes = 0

    def author(self, number: int) -> Client:
        """Return who writes the n-th message of all."""
        people = self._order[number % len(self._order)]
        return people[number // len(self._order) % len(people)]

    def write(self, client: Client) -> bytes:
        """Send one message; return its mark."""
        number = self.sent.next(client.room)
        text = marks.text(client.room, number, client.index, now_us(), self._size)
        payload = self._crowd.dialect.send(client.who, text, f"cid-{client.room:04}-{number:07}-{next(self._cids)}")
        self._crowd.say(client, payload)
        self.expected += self.sizes[client.room]
        self.bytes += len(payload)
        return text[len(marks.OPEN) : len(marks.OPEN) + marks.SIZE].encode()

    def drained(self) -> bool:
        """Tell whether everybody has everything."""
        return self._crowd.delivered >= self.expected


class Steady:
    """An open loop: the n-th message at its time, late or not; those who type begin two seconds before."""

    def __init__(self, crowd: Crowd, pen: Pen, rate: float, people: People | None = None) -> None:
        self._crowd = crowd
        self._pen = pen
        self._gap = 1e6 / rate
        self._people = people
        self._number = 0
        self.latest = 0

    def start(self, until: int) -> None:
        """Send until a time."""
        self._until, self._from = until, now_us() + (TYPE_BEFORE_US if self._people else 0)
        self._number = 0
        if self._people:
            self._crowd.at(now_us(), lambda: self._type(0))
        self._crowd.at(self._from, self._next)

    def _due(self, number: int) -> int:
        return self._from + int(number * self._gap)

    def _next(self) -> None:
        now = now_us()
        while (due := self._due(self._number)) <= now:
            self.latest = max(self.latest, now - due)
            self._pen.write(self._pen.author(self._number))
            self._number += 1
        if due < self._until:
            self._crowd.at(due, self._next)

    def _type(self, number: int) -> None:
        while self._due(number) - TYPE_BEFORE_US <= now_us():
            self._people.types(self._pen.author(number))
            number += 1
        begins = self._due(number) - TYPE_BEFORE_US
        if begins < self._until:
            self._crowd.at(begins, lambda: self._type(number))


class Closed:
    """A closed loop: in each room so many messages on their way; the next when every member has one."""

    def __init__(self, crowd: Crowd, pen: Pen, in_flight: int) -> None:
        self._crowd = crowd
        self._pen = pen
        self._in_flight = in_flight
        self._under_way: dict[bytes, int] = {}
        self._turn: Counter[int] = Counter()
        crowd.left = Counter()

    def start(self, until: int) -> None:
        """Send until a time."""
        self._until = until
        for room in list(self._pen.rooms) * (0 if self._under_way else self._in_flight):
            self._write(room)
        self._crowd.at(now_us(), self._look)

    def _write(self, room: int) -> None:
        people = self._pen.rooms[room]
        self._turn[room] += 1
        self._under_way[self._pen.write(people[self._turn[room] * 7 % len(people)])] = room

    def _look(self) -> None:
        """Find messages that everybody has."""
        had = self._crowd.left
        for mark, room in list(self._under_way.items()):
            if had[mark] >= self._pen.sizes[room]:
                del self._under_way[mark], had[mark]
                if now_us() < self._until:
                    self._write(room)
        if self._under_way:
            self._crowd.at(now_us() + LOOK_US, self._look)
