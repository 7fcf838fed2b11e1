"""A report of a message or a person: whom it is about, as far as the one who reports may know of them."""

from server.core import changes
from server.core.refusals import Refusal
from server.core.room import Room
from server.core.windows import Window


def about(change: changes.Report, room: Room, window: Window, message: tuple[str, str | None] | None) -> str | None:
    """Return who is reported, None when nobody is named; `message` is the target's kind and author. May refuse."""
    reported = change.user
    if change.target is not None:
        if message is None or message[0] != "message" or not window.holds(change.target):
            raise Refusal("not_found", "no such message, or not for you", field="target")
        if reported not in {None, message[1]}:
            raise Refusal("bad_field", "somebody else wrote that message", field="user")
        reported = message[1]
    elif reported is not None and not _shown(room, reported, window):
        raise Refusal("not_found", "nobody of that id takes part", field="user")
    if reported is not None and _is_self(room, change.actor, reported):
        raise Refusal("bad_field", "that is yourself", field="user")
    return reported


def _shown(room: Room, user: str, window: Window) -> bool:
    """Tell whether a reader with this window is shown that participant."""
    member = room.members.get(user)
    return member is not None and (member.left_seq is None or member.left_seq > window.first)


def _is_self(room: Room, actor: changes.Actor, user: str) -> bool:
    member = room.present(actor.user or "")
    return member is not None and member.wrote(user)
