"""What staff may send to the desk."""

from typing import Annotated, Literal

from msgspec import Meta

from server.core.commands import Id, Moment
from server.core.tending import AgentState
from server.web.bodies import Asked

Word = Annotated[str, Meta(min_length=1, max_length=64)]
Note = Annotated[str, Meta(max_length=1000)]


class DeskAct(Asked, frozen=True, kw_only=True):
    """One act with a room.

    `agent` goes with `assign` (oneself, unless said); `to` or `team`, and `note`, with `hand`; `user` with `silence`
    and `hear`; the rest with `mark`: "" ends a priority, a `hold` or a `due_at`, lists replace those before,
    `wake_at` goes with `snoozed`.
    """

    act: Literal[
        "accept", "decline", "assign", "release", "hand", "mark", "wake", "silence", "hear", "spam", "not_spam"
    ]
    agent: Id | None = None
    to: Id | None = None
    team: Id | None = None
    note: Note | None = None
    priority: Literal["", "low", "medium", "high", "urgent"] | None = None
    labels: Annotated[list[Word], Meta(max_length=20)] | None = None
    needs: Annotated[list[Word], Meta(max_length=20)] | None = None
    hold: Literal["", "pending", "snoozed"] | None = None
    wake_at: Moment | None = None
    due_at: Moment | None = None
    user: Id | None = None


class AgentSays(Asked, frozen=True, kw_only=True):
    """An agent's own state; who goes offline and has rooms says what becomes of them (`to` or `team` with `hand`)."""

    state: AgentState
    rooms: Literal["hand", "pool", "keep"] | None = None
    to: Id | None = None
    team: Id | None = None
    note: Note | None = None


class Ban(Asked, frozen=True, kw_only=True):
    """Why somebody is kept out; only the audit log tells it."""

    reason: Note = ""


class AgentHas(Asked, frozen=True, kw_only=True):
    """How many rooms an agent takes at once; skills, languages and teams, such as `language:ja`."""

    capacity: Annotated[int, Meta(ge=0, le=100)]
    has: Annotated[list[Word], Meta(max_length=100)] = []
