"""What routing decides: an offer made, an offer over, a room back, an agent away."""

from typing import NamedTuple


class Offer(NamedTuple):
    """This agent is asked to take this room, until then."""

    room: str
    agent: str
    until: int


class Lapse(NamedTuple):
    """This agent has not answered an offer in time."""

    room: str
    agent: str


class Back(NamedTuple):
    """A room goes from who had it back to who handed it over (`to`), or to everybody."""

    room: str
    agent: str | None
    to: str | None


class Away(NamedTuple):
    """This agent lets offers go by."""

    agent: str


Decision = Offer | Lapse | Back | Away
