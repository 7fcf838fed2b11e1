"""What a device holds: who it is, what waits for an answer, and its side of every room."""

import asyncio
from dataclasses import dataclass, field

from tests.rig.wire import Message


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is, and the token that says so."""

    user: str
    role: str
    token: str


class RefusedError(Exception):
    """The server said no for good; the argument is the code."""


@dataclass(slots=True)
class Outgoing:
    """A command that waits for its acknowledgement; `written` while it is on a live socket, as loop time."""

    command: Message
    answer: asyncio.Future[int]
    written: float | None = None


@dataclass(slots=True)
class Held:
    """What a device holds of one room."""

    observe: bool = False
    seq: int = 0
    first: int = 0
    opened: bool = False
    over: str | None = None
    delivered: int = 0
    read: int = 0
    snapshot: Message = field(default_factory=dict)
    entries: list[Message] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)  # how far each participant has it, as far as we were told
