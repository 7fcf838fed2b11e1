"""The mark in every text: room, number, author and time; and the verdict on what each client received."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

OPEN: Final = b"<m:"
"""Cannot stand in a frame's header: its third byte would be a payload's first."""
SIZE: Final = 4 + 1 + 7 + 1 + 5 + 1 + 13
"""`0001.0000042.00017.0000001234567`: room, number in the room, author, microseconds."""


def text(room: int, number: int, author: int, now: int, size: int) -> str:
    """Return a message of `size` bytes that begins with its mark."""
    said = f"<m:{room:04}.{number:07}.{author:05}.{now:013}> where are you, I wait at the station "
    return (said + "by the clock, " * (size // 14 + 1))[:size]


@dataclass(slots=True)
class Verdict:
    """What was wrong, over all clients. All zero is a run that counts."""

    lost: int = 0
    doubled: int = 0
    leaked: int = 0
    disordered: int = 0
    rooms_disagree: int = 0

    @property
    def clean(self) -> bool:
        """Tell whether nothing was wrong."""
        return not (self.lost or self.doubled or self.leaked or self.disordered)


@dataclass(slots=True)
class Sent:
    """How many messages each room was sent."""

    numbers: dict[int, int] = field(default_factory=dict)

    def next(self, room: int) -> int:
        """Return the next message's number in a room, from 1."""
        number = self.numbers.get(room, 0) + 1
        self.numbers[room] = number
        return number


def judge(sent: Sent, received: Iterable[tuple[int, Sequence[bytes]]]) -> Verdict:
    """Judge what each client of a room received: loss, doubles, leaks, order by author; one order for a room."""
    verdict = Verdict()
    judged: dict[int, list[tuple[Sequence[bytes], Verdict]]] = {}
    for room, marks in received:
        known = judged.setdefault(room, [])
        same = next((told for seen, told in known if seen == marks), None)
        if same is None:
            same = _judge_one(room, sent.numbers.get(room, 0), marks)
            known.append((marks, same))
        for name in ("lost", "doubled", "leaked", "disordered"):
            setattr(verdict, name, getattr(verdict, name) + getattr(same, name))
    verdict.rooms_disagree = sum(len(orders) > 1 for orders in judged.values())
    return verdict


def _judge_one(room: int, sent: int, marks: Sequence[bytes]) -> Verdict:
    ours = [mark for mark in marks if int(mark[:4]) == room]
    distinct = set(ours)
    last: dict[bytes, bytes] = {}
    disordered = 0
    for mark in ours:
        number, author = mark[5:12], mark[13:18]
        if number < last.get(author, b""):
            disordered += 1
        last[author] = number
    return Verdict(
        lost=sent - len({mark[5:12] for mark in distinct}),
        doubled=len(ours) - len(distinct),
        leaked=len(marks) - len(ours),
        disordered=disordered,
    )
