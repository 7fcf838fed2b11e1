"""Judges what staff, and the desk itself, do with a room: one act against how it stands now. Pure."""

import re
from collections.abc import Container
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from server.core import tending, values
from server.core.changes import Actor
from server.core.permissions import may_tend
from server.core.refusals import Refusal
from server.core.room import STAFF_ROLES, Room
from server.core.tending import Tending

_DESK: Final = frozenset({"offered", "lapsed", "woken", "released", "assigned", "marked"})
"""What the desk does by itself: who answers where somebody waits, for one, is assigned."""
MOST_LABELS: Final = 20
_ALONE: Final[dict[str, Any]] = {"until": None, "sender": None, "team": None, "back_at": None}
_AWAKE: Final[dict[str, Any]] = {"hold": None, "wake_at": None, "spam": False}
"""Whoever takes a room, or is handed it, looks at it now."""
_NEED: Final = re.compile(r"(language|skill|team):[\w.-]{1,48}")
_HELD: Final = {"pending", "snoozed"}


class Case(Struct, frozen=True):
    """What a judgement rests on: the room, its lane, how it stands, now, and which of those named are staff."""

    room: Room
    lane: Room
    held: Tending
    now: int
    staff: Container[str]

    @property
    def waits(self) -> bool:
        """Tell whether anybody waits for staff: in the room, or by a report, or it was handed to a team."""
        called = self.room.waiting is not None or self.lane.waiting is not None
        return not self.held.spam and (called or self.held.team is not None)


def judge(act: tending.Acts, actor: Actor, case: Case) -> Tending | None:
    """Return how the room stands after this act, None when nothing changes, or refuse."""
    _allow(act, actor, case)
    named = tending.named(act)
    if named is not None and named not in case.staff:
        raise Refusal("not_found", "nobody of staff has that id", field="agent")
    news = _after(act, actor, case)
    return None if news == case.held else news


def stepped_out(held: Tending, user: str) -> Tending | None:
    """Return how a room stands once this agent takes part no more, None where that changes nothing.

    A room of theirs they let go: it is offered on if somebody waits there, and is nobody's if not. One that they
    handed over does not come back to them.
    """
    if held.has(user):
        return _released(held)
    if held.sender != user:
        return None
    gone = replace(held, sender=None, back_at=None, team=None)
    return gone if held.team is None else replace(gone, needs=_needs((*held.needs, f"team:{held.team}")))


def _allow(act: tending.Act, actor: Actor, case: Case) -> None:
    """The table decides; what is a colleague's needs more than what is one's own."""
    done = tending.tag(act)
    if actor.user is None:
        if not actor.host or done not in _DESK:
            raise Refusal("forbidden", "that is done by staff")
        return
    if not actor.staff or not actor.reaches(case.room.id):
        raise Refusal("not_found", "no such room, or not for you")
    wish = done
    if isinstance(act, tending.Assign) and (act.agent != actor.user or _is_anothers(case.held, actor)):
        wish = "assigned_any"
    elif isinstance(act, tending.Spam) and _is_anothers(case.held, actor):
        wish = "released_any"
    elif isinstance(act, tending.Hand | tending.Release) and not case.held.has(actor.user):
        wish = f"{done}_any"
    if not may_tend(actor.role, wish):
        raise Refusal("forbidden", f"{'an' if actor.role[:1] in 'aeiou' else 'a'} {actor.role} may not do that here")


def _is_anothers(held: Tending, actor: Actor) -> bool:
    return held.state == "assigned" and held.agent != actor.user


def _after(act: tending.Acts, actor: Actor, case: Case) -> Tending:
    match act:
        case tending.Offer() | tending.Lapse():
            return _offer(act, case) if isinstance(act, tending.Offer) else _lapse(case)
        case tending.Accept() | tending.Decline():
            return _answer(act, actor, case)
        case tending.Assign():
            return _assigned(case.held, act.agent, case.now)
        case tending.Release():
            return _released(case.held)
        case tending.Hand():
            return _hand(act, actor, case)
        case tending.Mark() | tending.Wake():
            return _mark(act, case) if isinstance(act, tending.Mark) else replace(case.held, hold=None, wake_at=None)
    return _kept_out(act, case)


def _kept_out(act: tending.Silence | tending.Hear | tending.Spam | tending.NotSpam, case: Case) -> Tending:
    """Judge what keeps a participant from writing, or the room from being looked at."""
    held = case.held
    match act:
        case tending.Silence():
            member = case.room.present(act.user)
            if member is None or member.role in STAFF_ROLES:
                raise Refusal("not_found", "nobody of that id takes part whom staff may silence", field="user")
            return replace(held, silenced=tuple(sorted({*held.silenced, act.user})))
        case tending.Hear():
            return replace(held, silenced=tuple(user for user in held.silenced if user != act.user))
        case tending.Spam():
            return held if held.spam else replace(_released(held), spam=True, hold=None, wake_at=None)
        case tending.NotSpam():
            return replace(held, spam=False)


def _offer(act: tending.Offer, case: Case) -> Tending:
    """A room is offered to one at a time, and only while somebody waits there."""
    if case.held.agent is not None:
        raise Refusal("taken")
    if not case.waits:
        raise Refusal("not_found", "nobody waits there")
    return replace(case.held, agent=act.agent, state="offered", since=case.now, until=act.until, hold=None)


def _answer(act: tending.Accept | tending.Decline, actor: Actor, case: Case) -> Tending:
    """Who was asked answers, also a moment too late: as long as nobody else was asked."""
    held = case.held
    if isinstance(act, tending.Accept) and held.has(actor.user):
        return held
    if held.state != "offered" or held.agent != actor.user:
        raise Refusal("taken")
    if isinstance(act, tending.Accept):
        return _assigned(held, actor.user or "", case.now)
    return _not_taken(held, case.now)


def _lapse(case: Case) -> Tending:
    """What is over goes on; before its time nothing does."""
    held, now = case.held, case.now
    if held.state == "offered" and held.until is not None and held.until <= now:
        held = _not_taken(held, now)
    if held.agent is None and held.sender is not None and held.back_at is not None and held.back_at <= now:
        held = _assigned(held, held.sender, now)
    return held


def _not_taken(held: Tending, now: int) -> Tending:
    """Back to who handed it to this one colleague; or on to the next."""
    if held.sender is not None and held.team is None:
        return _assigned(held, held.sender, now)
    return replace(held, agent=None, state=None, since=None, until=None)


def _assigned(held: Tending, agent: str, now: int) -> Tending:
    if held.has(agent):
        return held
    return replace(held, agent=agent, state="assigned", since=now, last=_last(held) or agent, **_AWAKE, **_ALONE)


def _released(held: Tending) -> Tending:
    return replace(held, agent=None, state=None, since=None, last=_last(held), **_ALONE)


def _last(held: Tending) -> str | None:
    return held.agent if held.state == "assigned" else held.last


def _hand(act: tending.Hand, actor: Actor, case: Case) -> Tending:
    if (act.to is None) == (act.team is None):
        raise Refusal("bad_field", "to one colleague, or to one team", field="to")
    sender = case.held.agent if case.held.state == "assigned" else actor.user
    if act.to == sender:
        raise Refusal("bad_field", "it is theirs already", field="to")
    back_at = case.now + tending.HANDOVER_MS
    handed = replace(case.held, sender=sender, back_at=back_at, last=sender, since=case.now, **_AWAKE)
    if act.leaving:
        return _left_to(act, handed, back_at)
    if act.team is not None:
        return replace(handed, agent=None, state=None, until=None, since=None, team=act.team)
    return replace(handed, agent=act.to, state="offered", until=back_at, team=None)


def _left_to(act: tending.Hand, handed: Tending, until: int) -> Tending:
    """Who goes cannot have it back: what the colleague does not take is nobody's; a team has it when somebody waits."""
    gone = replace(handed, agent=None, state=None, since=None, **_ALONE)
    if act.team is not None:
        return replace(gone, needs=_needs((*gone.needs, f"team:{act.team}")))
    return replace(gone, agent=act.to, state="offered", since=handed.since, until=until)


def _mark(act: tending.Mark, case: Case) -> Tending:
    held = case.held
    if act.priority is not None:
        if act.priority not in {"", *tending.PRIORITIES}:
            raise Refusal("bad_field", f"one of {', '.join(tending.PRIORITIES)}", field="priority")
        held = replace(held, priority=act.priority or None)
    if act.labels is not None:
        held = replace(held, labels=_labels(act.labels))
    if act.needs is not None:
        held = replace(held, needs=_needs(act.needs))
    if act.due_at is not None:
        held = replace(held, due_at=_due(act.due_at, case.now))
    return held if act.hold is None else _hold(act, held, case.now)


def _labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    if len(labels) > MOST_LABELS:
        raise Refusal("too_large", f"at most {MOST_LABELS} labels", field="labels")
    return tuple(sorted({values.clean_text(label, "labels", 64) for label in labels}))


def _needs(needs: tuple[str, ...]) -> tuple[str, ...]:
    if len(needs) > MOST_LABELS or not all(map(_NEED.fullmatch, needs)):
        raise Refusal("bad_field", "such as language:ja, skill:billing, team:night", field="needs")
    return tuple(sorted(set(needs)))


def _due(due_at: int, now: int) -> int | None:
    if 0 < due_at <= now:
        raise Refusal("bad_field", "that time has passed", field="due_at")
    return due_at or None


def _hold(act: tending.Mark, held: Tending, now: int) -> Tending:
    """Put off: for another's turn (pending), or until a time (snoozed); "" ends it."""
    if act.hold not in {"", *_HELD}:
        raise Refusal("bad_field", "pending or snoozed", field="hold")
    if (act.hold == "snoozed") != (act.wake_at is not None):
        raise Refusal("bad_field", "snoozed, and only snoozed, has a time", field="wake_at")
    if act.wake_at is not None and act.wake_at <= now:
        raise Refusal("bad_field", "that time has passed", field="wake_at")
    hold = act.hold or None
    return replace(held, hold=hold, wake_at=act.wake_at)
