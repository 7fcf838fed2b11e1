"""How staff stand to a room: who has it, or is asked to; to whom it is handed; what is noted of it, who is silenced.

It is the fold over the `desk` entries of the room's staff lane: each says what was done, and every field that it moved.
"""

from typing import Any, Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import asdict, replace

from server.core.entries import Body

PRIORITIES: Final = ("low", "medium", "high", "urgent")
AgentState = Literal["online", "busy", "away", "offline"]
AGENT_STATES: Final[tuple[str, ...]] = get_args(AgentState)
HANDOVER_MS: Final = 60_000
"""So long a handover waits for an answer, then the room is the sender's again."""


class Tending(Struct, frozen=True, kw_only=True):
    """`agent` is asked (`offered`, until then) or has the room (`assigned`); `last` had it before. Milliseconds.

    `sender` handed it to `agent`, or to a `team`, and has it again at `back_at`. `hold`: nobody is to wait for it now.
    `needs`: what an agent must have to be asked, such as `language:ja`, `skill:billing`, `team:night`.
    `due_at`: somebody of staff means to look at it again then. `spam`: it waits for nobody and counts nowhere.
    """

    agent: str | None = None
    state: Literal["offered", "assigned"] | None = None
    since: int | None = None
    until: int | None = None
    sender: str | None = None
    team: str | None = None
    back_at: int | None = None
    last: str | None = None
    priority: str | None = None
    labels: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    hold: Literal["pending", "snoozed"] | None = None
    wake_at: int | None = None
    due_at: int | None = None
    spam: bool = False
    silenced: tuple[str, ...] = ()
    """Who takes part and may only read; the room has a copy, by which everything written there is judged."""

    def has(self, user: str | None) -> bool:
        """Tell whether the room is this agent's."""
        return self.state == "assigned" and self.agent == user

    def becomes(self, news: "Tending", act: "Act") -> Body:
        """Return the body of the entry that makes `news` of this."""
        before, after = asdict(self), asdict(news)
        moved = {name: value for name, value in after.items() if value != before[name]}
        return {"act": tag(act), **moved, **_said(act)}

    def follow(self, body: Body) -> "Tending":
        """Fold one entry in."""
        moved: dict[str, Any] = {name: value for name, value in body.items() if name in _FIELDS}
        for name in LISTS & moved.keys():
            moved[name] = tuple(moved[name])
        return replace(self, **moved)


LISTS: Final = frozenset({"labels", "needs", "silenced"})
_FIELDS: Final = frozenset(Tending.__struct_fields__)


class Act(Struct, frozen=True, kw_only=True, tag_field="act"):
    """What somebody of staff, or the desk itself, does with a room."""


class Offer(Act, frozen=True, kw_only=True, tag="offered"):
    """The desk asks an agent to take a waiting room."""

    agent: str
    until: int


class Accept(Act, frozen=True, kw_only=True, tag="accepted"):
    """Who was asked takes it."""


class Decline(Act, frozen=True, kw_only=True, tag="declined"):
    """Who was asked does not."""


class Lapse(Act, frozen=True, kw_only=True, tag="lapsed"):
    """The time of an offer, or of a handover, is over."""


class Assign(Act, frozen=True, kw_only=True, tag="assigned"):
    """An agent gets the room: takes it, or is given it."""

    agent: str


class Release(Act, frozen=True, kw_only=True, tag="released"):
    """The room is nobody's."""


class Hand(Act, frozen=True, kw_only=True, tag="handed"):
    """The room is offered to a colleague, or to a team, with a word on what it is about.

    Who is `leaving` does not get it back: what nobody takes is nobody's.
    """

    to: str | None = None
    team: str | None = None
    note: str | None = None
    leaving: bool = False


class Mark(Act, frozen=True, kw_only=True, tag="marked"):
    """What staff note of the room; what is None stays. `hold` "" for none; `wake_at` with `snoozed` alone.

    `due_at` 0 for none.
    """

    priority: str | None = None
    labels: tuple[str, ...] | None = None
    needs: tuple[str, ...] | None = None
    hold: str | None = None
    wake_at: int | None = None
    due_at: int | None = None


class Wake(Act, frozen=True, kw_only=True, tag="woken"):
    """A snoozed or pending room is to be looked at again: its time has come, or somebody wrote."""


class Silence(Act, frozen=True, kw_only=True, tag="silenced"):
    """This participant may only read."""

    user: str


class Hear(Act, frozen=True, kw_only=True, tag="heard"):
    """They may write again."""

    user: str


class Spam(Act, frozen=True, kw_only=True, tag="spam"):
    """Nobody is to look at this room; it leaves every queue."""


class NotSpam(Act, frozen=True, kw_only=True, tag="not_spam"):
    """It is a room like others."""


Acts = Offer | Accept | Decline | Lapse | Assign | Release | Hand | Mark | Wake | Silence | Hear | Spam | NotSpam


def tag(act: Act) -> str:
    """Return what an act is called in its entry."""
    return str(act.__struct_config__.tag)


def _said(act: Act) -> Body:
    """Return what an entry says of its act beside what it moved."""
    match act:
        case Hand(note=str(note)):
            return {"note": note}
        case Silence() | Hear():
            return {"user": act.user}
    return {}


def named(act: Act) -> str | None:
    """Return whom an act gives, or offers, the room to."""
    match act:
        case Offer() | Assign():
            return act.agent
        case Hand():
            return act.to
    return None
