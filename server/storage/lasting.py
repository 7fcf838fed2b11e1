"""What a session is bound to, an invitation's device or a browser of staff's: which of them still count."""

from collections.abc import Sequence

from sqlalchemy import Connection

from server.core.invites import Scope
from server.core.staff import Bound, Seat
from server.storage import invites, staff


def of(connection: Connection, wanted: Sequence[Bound], now: int) -> set[Bound]:
    """Return those that may still come in."""
    devices = [each.device for each in wanted if isinstance(each, Scope)]
    seats = [each.session for each in wanted if isinstance(each, Seat)]
    alive = invites.lasting(connection, devices, now) if devices else set()
    seated = staff.lasting(connection, seats, now) if seats else set()
    return {each for each in wanted if (each.device in alive if isinstance(each, Scope) else each.session in seated)}
