"""Invitations: what is kept of one and of its devices, and whether it lets somebody in. Pure; time is an argument."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from msgspec import Struct

from server.core import times
from server.core.chains import Chain
from server.core.refusals import Refusal

AGAIN_MS: Final = 15 * 60_000
"""How long after its first use a room invitation may be opened once more: an app's own browser first, Safari after."""
ASK_EVERY_MS: Final = 10 * 60_000
"""How often one invitation may ask for a new link."""
ROOM_TTL_S: Final = 7 * 86_400
OWN: Final = "o_"
"""What the id of an invitation begins with that a user made for themself: to go on with a conversation elsewhere."""
OWN_MS: Final = 10 * 60_000
"""For how long such a link opens anything: it is followed at once, and sent to nobody."""
OWN_DEVICES: Final = 2
"""The browser it is opened in, and the home screen that this browser puts the page on."""
OWN_AN_HOUR: Final = 6
PERSON_TTL_S: Final = 86_400
TTL_MOST_S: Final = 90 * 86_400
DEVICES: Final = 3
DEVICES_MOST: Final = 50
LOGOUT: Final = "logout"
"""Why a device ended that gives its place back; one that was thrown out keeps it, for it still holds the link."""

WANTED: Final = "link_wanted"
"""The order event, in a staff lane, that says that somebody asks for a new link."""

State = Literal["open", "elsewhere", "expired", "removed", "revoked"]


class Scope(Struct, frozen=True):
    """What a session that came by an invitation is bound to; `room` None: every room of the user."""

    invite: str
    device: str
    room: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """One invitation; of its secret the hash alone. Times in milliseconds."""

    id: str
    user: str
    room: str | None = None
    """None: every room of that user, now and later."""
    joined_seq: int | None = None
    """The membership that a room invitation is for: who comes back later has another."""
    secret: str
    devices: int
    """How many may be let in."""
    made_at: int
    made_by: str | None = None
    """The member of staff who made it; None for the host."""
    expires_at: int
    used_at: int | None = None
    """When it was opened for the first time."""
    revoked_at: int | None = None
    asked_at: int | None = None
    """When somebody asked for a new link with it."""

    @property
    def own(self) -> bool:
        """Tell whether a user made it for themself."""
        return self.id.startswith(OWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(Chain):
    """One device that was let in. Its secret changes with every use."""

    id: str
    invite: str
    key: str | None = None
    """The hash of what the device chose to call itself, so that an answer that was lost can be given again."""
    label: str = ""
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the invited stand now: role and name in the room, or outside; `joined_seq` of a membership."""

    role: str
    name: str
    joined_seq: int | None = None
    subject: str | None = None


def state(invite: Invite, place: Place | None, taken: int, now: int) -> State:
    """Tell what the invitation is worth to a device that comes for the first time."""
    over = ended(invite, place, now)
    if over is not None:
        return over
    if invite.own and invite.used_at is None and now - invite.made_at > OWN_MS:
        return "expired"
    late = invite.room is not None and invite.used_at is not None and now - invite.used_at > AGAIN_MS
    return "elsewhere" if late or taken >= invite.devices else "open"


def ended(invite: Invite, place: Place | None, now: int) -> State | None:
    """Tell why nobody gets in by it any more, whoever was let in before too; None while somebody may."""
    if invite.revoked_at is not None:
        return "revoked"
    if place is None or (invite.room is not None and place.joined_seq != invite.joined_seq):
        return "removed"
    return "expired" if now >= invite.expires_at else None


def refusal(found: State) -> Refusal:
    """Return the no for an invitation in this state."""
    return Refusal(f"invite_{found}")


def taken(devices: list[Device]) -> int:
    """Count the places that are gone: a device that was thrown out does not give its own back."""
    return sum(device.ended_why != LOGOUT for device in devices)


def asks_again(invite: Invite, now: int) -> bool:
    """Tell whether it is time to ask for a new link once more; who made their own makes another where they did."""
    return not invite.own and (invite.asked_at is None or now - invite.asked_at >= ASK_EVERY_MS)


def shown(invite: Invite, found: State, taken_places: int) -> dict[str, Any]:
    """Return an invitation as the host and staff are shown it: nothing that opens anything."""
    return {
        "id": invite.id,
        "user": invite.user,
        "room": invite.room,
        "state": found,
        "devices": invite.devices,
        "taken": taken_places,
        "made": times.text(invite.made_at),
        "made_by": invite.made_by,
        "expires": times.text(invite.expires_at),
        "used": _moment(invite.used_at),
        "asked": _moment(invite.asked_at),
    }


def shown_device(device: Device) -> dict[str, Any]:
    """Return a device as the host and staff are shown it."""
    return {
        "id": device.id,
        "label": device.label,
        "made": times.text(device.made_at),
        "seen": times.text(device.seen_at),
        "ended": _moment(device.ended_at),
        "why": device.ended_why,
    }


def _moment(ms: int | None) -> str | None:
    return None if ms is None else times.text(ms)
