"""Who is free and which rooms wait, indexed so that the next pair is found without looking at everybody. Pure.

Agents are bits: those who may take a room, and those with so much spare capacity, are whole numbers, and who may take
it with most to spare is an `and` of the two. Rooms that the same agents may take stand in one line.
"""

from bisect import bisect_left, insort
from collections.abc import Collection
from heapq import heapify, heappop, heapreplace
from typing import Final, NamedTuple

from msgspec import Struct

MOST_SPARE: Final = 100
"""Who has more room than that counts as having so much."""

Place = tuple[int, str]
"""Since when a room waits, and which: the order in which rooms are served."""


class Pair(NamedTuple):
    """A room, and who gets it."""

    room: str
    agent: str


class _Seat(Struct, gc=False):
    """One agent: their bit, what they have of what rooms may need, how many rooms more they take now."""

    at: int
    bit: int
    has: frozenset[str]
    spare: int


class _Line(Struct, gc=False):
    """Rooms of the same needs that the same agents have passed on, the one that has waited longest first."""

    needs: frozenset[str]
    but: frozenset[str]
    may: int
    rooms: list[Place]


class _Stand(Struct, gc=False):
    """Where one room waits; `first` is who gets it before all others, when they are free."""

    line: _Line
    place: Place
    first: str | None


class Matching:
    """Rooms that wait on one side, agents with spare capacity on the other; `drain` brings them together."""

    def __init__(self) -> None:
        self._seats: dict[str, _Seat] = {}
        self._names: list[str] = []
        self._unused: list[int] = []
        self._all = 0
        self._here = 0
        self._free = 0
        self._having: dict[str, int] = {}
        """Who has what rooms may need."""
        self._levels = [0] * (MOST_SPARE + 1)
        self._top = 0
        self._turn = 0
        self._lines: dict[tuple[frozenset[str], frozenset[str]], _Line] = {}
        self._stands: dict[str, _Stand] = {}

    def __contains__(self, room: str) -> bool:
        return room in self._stands

    def __len__(self) -> int:
        return len(self._stands)

    # -- agents ------------------------------------------------------------------------------------

    def seat(self, agent: str, has: frozenset[str], spare: int, *, here: bool) -> None:
        """Put an agent down, or change one; who is not `here` takes nothing."""
        seat = self._seats.get(agent) or self._new(agent)
        if seat.has != has:
            self._have(seat, has)
            self._admit(agent, seat)
        self._here = self._here | seat.bit if here else self._here & ~seat.bit
        self._spare(seat, min(spare, MOST_SPARE) if here and spare > 0 else 0)

    def unseat(self, agent: str) -> None:
        """Forget an agent."""
        seat = self._seats.pop(agent, None)
        if seat is None:
            return
        self._spare(seat, 0)
        self._have(seat, frozenset())
        self._all &= ~seat.bit
        self._here &= ~seat.bit
        for line in self._lines.values():
            line.may &= ~seat.bit
        self._unused.append(seat.at)

    def _new(self, agent: str) -> _Seat:
        at = self._unused.pop() if self._unused else len(self._names)
        self._names[at : at + 1] = [agent]
        seat = self._seats[agent] = _Seat(at, 1 << at, frozenset(), 0)
        self._all |= seat.bit
        self._admit(agent, seat)
        return seat

    def _have(self, seat: _Seat, has: frozenset[str]) -> None:
        for gone in seat.has - has:
            self._having[gone] &= ~seat.bit
        for new in has - seat.has:
            self._having[new] = self._having.get(new, 0) | seat.bit
        seat.has = has

    def _admit(self, agent: str, seat: _Seat) -> None:
        """Find the lines that this agent may serve."""
        for line in self._lines.values():
            may = line.needs <= seat.has and agent not in line.but
            line.may = line.may | seat.bit if may else line.may & ~seat.bit

    def _spare(self, seat: _Seat, spare: int) -> None:
        if seat.spare:
            self._levels[seat.spare] &= ~seat.bit
            self._free &= ~seat.bit
        if spare:
            self._levels[spare] |= seat.bit
            self._free |= seat.bit
            self._top = max(self._top, spare)
        seat.spare = spare

    def _take(self, seat: _Seat) -> None:
        """Let a free agent have one room more; the same as `_spare`, for what is done most."""
        bit, spare = seat.bit, seat.spare
        self._levels[spare] ^= bit
        seat.spare = spare = spare - 1
        if spare:
            self._levels[spare] ^= bit
        else:
            self._free ^= bit

    # -- rooms -------------------------------------------------------------------------------------

    def enter(self, place: Place, needs: frozenset[str], but: Collection[str] = (), first: str | None = None) -> None:
        """Let a room wait, or wait otherwise than it does; nobody of `but` gets it."""
        room = place[1]
        self.leave(room)
        key = (needs, frozenset(but))
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = self._opened(*key)
        rooms = line.rooms
        if rooms and place < rooms[-1]:
            insort(rooms, place)
        else:
            rooms.append(place)
        self._stands[room] = _Stand(line, place, first)

    def leave(self, room: str) -> None:
        """Let a room wait no more."""
        stand = self._stands.pop(room, None)
        if stand is None:
            return
        rooms = stand.line.rooms
        del rooms[bisect_left(rooms, stand.place)]
        if not rooms:
            self._close(stand.line)

    def _opened(self, needs: frozenset[str], but: frozenset[str]) -> _Line:
        may = self._all
        for need in needs:
            may &= self._having.get(need, 0)
        for agent in but:
            seat = self._seats.get(agent)
            may &= -1 if seat is None else ~seat.bit
        return _Line(needs, but, may, [])

    def _close(self, line: _Line) -> None:
        del self._lines[line.needs, line.but]

    def position(self, room: str) -> int | None:
        """Return as which of those it competes with this room is served; None while nobody is here who may take it."""
        stand = self._stands.get(room)
        mine = 0 if stand is None else stand.line.may & self._here
        if stand is None or not mine:
            return None
        rivals = [line for line in self._lines.values() if line.may & mine]
        return 1 + sum(bisect_left(line.rooms, stand.place) for line in rivals)

    # -- bringing them together --------------------------------------------------------------------

    def drain(self) -> list[Pair]:
        """Give every room that somebody can take to somebody, whoever has waited longest first."""
        free = self._free
        heads = [(line.rooms[0], 0, line) for line in self._lines.values() if line.may & free]
        heapify(heads)
        pairs: list[Pair] = []
        while heads and self._free:
            place, taken, line = heads[0]
            able = line.may & self._free
            if not able:
                self._shorten(heappop(heads))
                continue
            seat = self._best(able, self._stands.pop(place[1]).first)
            pairs.append(Pair(place[1], self._names[seat.at]))
            self._take(seat)
            taken += 1
            if taken < len(line.rooms):
                heapreplace(heads, (line.rooms[taken], taken, line))
            else:
                heappop(heads)
                self._close(line)
        for head in heads:
            self._shorten(head)
        return pairs

    def _shorten(self, head: tuple[Place, int, _Line]) -> None:
        """Let the rooms that were taken out of the line; some are left."""
        _, taken, line = head
        if taken:
            del line.rooms[:taken]

    def _best(self, able: int, first: str | None) -> _Seat:
        """Return who of these has most to spare; those who have the same take turns."""
        if first is not None:
            seat = self._seats.get(first)
            if seat is not None and seat.bit & able:
                return seat
        while not self._levels[self._top]:
            self._top -= 1
        level = self._top
        while not (most := self._levels[level] & able):
            level -= 1
        behind = most >> self._turn
        at = (behind & -behind).bit_length() - 1 + self._turn if behind else (most & -most).bit_length() - 1
        self._turn = at + 1
        return self._seats[self._names[at]]
