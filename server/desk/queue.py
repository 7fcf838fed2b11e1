"""Who is told which place in the queue: only while somebody is here who could serve it, and within hours. Pure."""

from collections.abc import Container, Mapping
from heapq import nsmallest
from typing import Final

from server.core.queue import Notice
from server.desk.cases import Case
from server.desk.hours import Hours, is_open, opens_at
from server.desk.routing import Routing

TOLD_EVERY_MS: Final = 1_000
"""Places are worked out no more often than that, however much happens."""
MOST_PLACED: Final = 1_000
"""Of more than that, nobody is told a number: it says nothing."""
WHOLE_EVERY_MS: Final = 10_000
"""How often every node is told all of it, in case it missed something."""


def places(routing: Routing, gone: Container[str] = ()) -> dict[str, int | None]:
    """Return the place of each room whose people are told it, and that nobody has; who is offered one is next.

    None: nobody is here who may take it, or it is kept by one who is `gone`. 0: it is none of the `MOST_PLACED` that
    have waited longest.
    """
    lined = [case.asked for case in routing.cases.values() if case.asked is not None and _is_lined(case)]
    eldest = nsmallest(MOST_PLACED, lined, key=lambda asked: (asked.since, asked.room))
    found: dict[str, int | None] = dict.fromkeys((asked.room for asked in lined), 0)
    for asked in eldest:
        offered = routing.cases[asked.room].agent is not None
        found[asked.room] = 1 if offered else routing.position(asked.room)
    kept = [
        case.asked for case in routing.cases.values() if case.held and case.asked is not None and case.agent in gone
    ]
    return found | dict.fromkeys(asked.room for asked in kept if asked.queued)


def _is_lined(case: Case) -> bool:
    return not case.held and case.asked is not None and case.asked.queued


def notices(
    routing: Routing, hours: Hours | None, now: int, shown: Mapping[str, Notice], gone: Container[str] = ()
) -> dict[str, Notice]:
    """Return what everybody who waits is to be told, given what was told last; those `gone` keep rooms, and are not."""
    if hours is not None and not is_open(hours, now):
        back = opens_at(hours, now)
        return {
            room: Notice(state="closed", back_at=back, was=_known(shown.get(room))) for room in places(routing, gone)
        }
    return {room: placed(place, shown.get(room)) for room, place in places(routing, gone).items()}


def is_served(told: Notice | None, case: Case, here: Container[str]) -> bool | None:
    """Tell whether somebody is there for a room, by what its people are told, or who has it; None: nobody knows."""
    if told is not None:
        return told.state == "waiting"
    return True if case.held and case.agent in here else None


def placed(place: int | None, shown: Notice | None) -> Notice:
    """Say what is told of a place: None while nobody is here who could serve it, 0 when too many wait to count them.

    A place is told again as it was told before for as long as it is the same: then the reason stays too.
    """
    before = _known(shown)
    if not place:
        return Notice(state="later" if place is None else "waiting", was=before)
    if shown is not None and shown.position == place:
        return shown
    return Notice(state="waiting", position=place, reason="earlier" if before is not None and place > before else None)


def _known(shown: Notice | None) -> int | None:
    """Return the position that they were told last."""
    if shown is None:
        return None
    return shown.was if shown.position is None else shown.position
