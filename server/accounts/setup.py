"""Setting the house up: what is done of it, told by what there is; and a first message, to see it arrive."""

from dataclasses import dataclass
from typing import Any, Final

from server.accounts.choosing import Choosing
from server.accounts.seats import Seated
from server.accounts.staff import Staff
from server.accounts.visitors import Visitors
from server.chat.messages import Messages
from server.chat.support import Support
from server.core import choices, commands, ids, times
from server.core.changes import Actor
from server.core.choices import Choices
from server.core.refusals import Refusal
from server.live.node import Parts
from server.storage import choices as stored
from server.storage import staff as stored_staff
from server.storage.database import Store

STEPS: Final = ("house", "hours", "people", "widget", "message")


@dataclass(frozen=True, slots=True)
class _Facts:
    people: int
    invited: int
    seen: list[tuple[str, str, int, int]]
    asked: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody comes, opens a room and writes: as any visitor does."""

    visitors: Visitors
    support: Support
    messages: Messages


class Setup:
    """Nothing here is ticked off by hand: a step is done when what it is for is there."""

    def __init__(self, parts: Parts, choosing: Choosing, staff: Staff, ways: Ways) -> None:
        self._parts = parts
        self._choosing = choosing
        self._staff = staff
        self._ways = ways

    async def state(self, named: str) -> dict[str, Any]:
        """Tell the five steps; `named` is what the server's settings call the house."""
        await self._choosing.live.look()
        now = self._choosing.live.now
        facts = await self._parts.database.read(self._facts)
        done = {
            "house": bool(now.home.name or named),
            "hours": now.home.hours is not None,
            "people": facts.people > 1,
            "widget": bool(facts.seen),
            "message": facts.asked,
        }
        first = min(facts.seen, key=lambda one: one[2], default=None)
        return {
            "steps": [{"step": step, "done": done[step]} for step in STEPS],
            "people": facts.people,
            "invited": facts.invited,
            "widgets": len(now.widgets),
            "first_visit": None if first is None else _visit(*first[:3]),
        }

    async def send_test(self, seated: Seated, widget: str | None, name: str, text: str) -> dict[str, Any]:
        """Write as a visitor of that widget would, so that it is seen to arrive; what comes of it is a real room."""
        seated.may("settings")
        now: Choices = self._choosing.live.now
        found = None if widget is None else now.widgets.get(widget)
        if widget is not None and found is None:
            raise Refusal("bad_field", "there is no such widget", field="widget")
        user, _ = await self._ways.visitors.create(name)
        actor = Actor(user.id, user.name, user.role)
        needs = (choices.team_needs(found.team),) if found is not None and found.team is not None else ()
        room, _ = await self._ways.support.open(actor, "", ids.fresh(), lambda: None, needs)
        said = commands.Send(room=room["id"], cid=ids.fresh(), body=commands.Text(text=text))
        await self._ways.messages.post(actor, said)
        await self._parts.journal.write(lambda c: self._staff.note(c, seated, "test_sent", room["id"]))
        return {"room": room["id"]}

    def _facts(self, c: Store) -> _Facts:
        people = len(stored_staff.everybody(c))
        invited = sum(link.kind == "invite" for link in stored_staff.open_links(c, self._parts.wall()))
        return _Facts(people, invited, stored.seen(c), stored.anybody_asked(c))


def _visit(widget: str, origin: str, at: int) -> dict[str, Any]:
    return {"widget": widget, "origin": origin, "at": times.text(at)}
