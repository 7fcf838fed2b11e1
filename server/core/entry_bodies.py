"""What entries hold: the body of a join, a merge, an order event, a call for help, a report."""

from typing import Final

from server.core import changes, windows
from server.core.entries import Body
from server.core.room import Member, Room

REPORT: Final = "report"
"""The reason for `help` that goes to staff alone."""


def join(room: Room, person: changes.Person) -> Body:
    """Who comes in, as what, seeing how far back."""
    return {
        "user": person.user,
        "role": person.role,
        "name": person.name or person.user,
        "verified": person.verified,
        "history": person.history or windows.default_history(room.kind, person.role),
    }


def merge(room: Room, old: Member, user: changes.Actor) -> Body:
    """A visitor became this user, who sees what the visitor saw and answers for what the visitor wrote.

    One who takes part already keeps their role, and sees as far back as either of them did.
    """
    known = room.members.get(user.user or "")
    here = known if known is not None and known.present else None
    first = old.first_seq if here is None else min(old.first_seq, here.first_seq)
    before = (*(known.was if known is not None else ()), *old.was, old.user)
    person = changes.Person(
        user=user.user or "",
        role=old.role if here is None else here.role,
        name=user.name,
        verified="host",
        history="all" if first == 1 else f"last:{room.last_seq + 1 - first}",
    )
    return join(room, person) | {"replaces": old.user, "was": list(dict.fromkeys(before))}


def activity(change: changes.Activity, room: Room, now: int) -> Body:
    """How the order moved on."""
    body: Body = {"type": change.type}
    if change.text:
        body["text"] = change.text
    if change.params:
        body["params"] = change.params
    if change.locks_at is not None:
        body["locks_at"] = change.locks_at
    closing = room.is_locked(now) or room.locks_at is not None or room.status != "open"
    if change.reopen and closing:
        body["reopened"] = True
    return body


def call(change: changes.Help, stands: str, *, reopened: bool) -> Body:
    """A call for staff."""
    body: Body = {"state": "raised", "reason": change.reason, "role": stands}
    if change.text:
        body["text"] = change.text
    if reopened:
        body["reopened"] = True
    return body


def end(change: changes.Help, *, dismissed: bool) -> Body:
    """The end of a call: staff may say why they dismiss it, and who called reads it."""
    body: Body = {"state": "dismissed" if dismissed else "withdrawn"}
    if dismissed and change.text:
        body["text"] = change.text
    return body


def report(change: changes.Report, stands: str, reported: str | None) -> Body:
    """A call for staff that only staff see: about whom, and which message shows it."""
    body: Body = {"state": "raised", "reason": REPORT, "role": stands}
    if change.text:
        body["text"] = change.text
    if reported is not None:
        body["user"] = reported
    if change.target is not None:
        body["target"] = change.target
    return body
