"""What admins choose: put, changed, removed; every choice stands in the audit log with who made it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from msgspec.structs import replace

from server.accounts.seats import Seated
from server.accounts.staff import Staff
from server.core import choices, times
from server.core.choices import ONLY, Chosen, Home, Hook, Noun, Team
from server.core.refusals import Refusal
from server.live.chosen import LiveChoices
from server.live.node import Parts
from server.storage import choices as stored
from server.storage import desk
from server.storage import staff as stored_staff
from server.storage.database import Store
from server.storage.desk import CAPACITY, AtWork

ACTION: Final = "settings"
log: Final[Any] = structlog.get_logger()


class Choosing:
    """Each act asks the table again inside its transaction; it holds here once answered, elsewhere a second later."""

    def __init__(self, parts: Parts, live: LiveChoices, staff: Staff) -> None:
        self._parts = parts
        self._staff = staff
        self.live = live

    async def put(self, seated: Seated, noun: Noun, name: str, value: Chosen) -> bool:
        """Choose one; tell whether it is new. Refuses with `too_large` one too many."""

        def keep(c: Store) -> bool:
            self._begin(c, seated)
            before = stored.one(c, noun, name)
            if before is None and stored.count(c, noun) >= choices.MOST[noun]:
                raise Refusal("too_large", f"there may be {choices.MOST[noun]} of these", field="id")
            if isinstance(value, Team):
                self._check_members(c, value)
            fields = choices.changed(before, value)
            if fields:
                stored.put(c, noun, name, value, self._parts.wall())
                self._staff.note(c, seated, "setting_put", name, {"noun": noun, "fields": fields})
            if noun == "team":
                self._equip_all(c)
            return before is None

        fresh = await self._parts.journal.write(keep)
        await self._holds(seated, noun, name)
        return fresh

    async def remove(self, seated: Seated, noun: Noun, name: str) -> None:
        """Take one away. Refuses with `not_found`."""

        def forget(c: Store) -> None:
            self._begin(c, seated)
            if not stored.remove(c, noun, name):
                raise Refusal("not_found", "there is none of that id")
            if noun == "widget":
                stored.forget_sightings(c, name)
            if noun == "team":
                self._equip_all(c)
            self._staff.note(c, seated, "setting_removed", name, {"noun": noun})

        await self._parts.journal.write(forget)
        await self._holds(seated, noun, name)

    async def change_home(self, seated: Seated, fields: Mapping[str, Any]) -> Home:
        """Change how the house shows itself; what is not named stays."""

        def keep(c: Store) -> None:
            self._begin(c, seated)
            before = stored.one(c, "house", ONLY) or Home()
            after = replace(before, **fields)
            moved = choices.changed(before, after)
            if moved:
                stored.put(c, "house", ONLY, after, self._parts.wall())
                self._staff.note(c, seated, "house_changed", None, {"fields": moved})

        await self._parts.journal.write(keep)
        await self._holds(seated, "house", ONLY)
        return self.live.now.home

    async def hook(self, seated: Seated, change: Callable[[Hook], Hook], act: str) -> Hook:
        """Change where events go, or what signs them."""

        def keep(c: Store) -> Hook:
            self._begin(c, seated)
            before = stored.one(c, "webhook", ONLY) or Hook()
            after = change(before)
            fields = choices.changed(before, after)
            if fields:
                stored.put(c, "webhook", ONLY, after, self._parts.wall())
                self._staff.note(c, seated, act, None, {"fields": [name for name in fields if name != "drawn"]})
            return after

        kept = await self._parts.journal.write(keep)
        await self._holds(seated, "webhook", ONLY)
        return kept

    async def equip(self, seated: Seated, user: str, capacity: int, has: tuple[str, ...]) -> AtWork:
        """Say how many rooms a colleague takes at once, their skills and languages; teams are what teams say."""

        def keep(c: Store) -> AtWork:
            self._begin(c, seated)
            if user not in {member.user for member in stored_staff.everybody(c)}:
                raise Refusal("not_found", "nobody of that id is on the staff")
            was = self._at_work(c, user)
            own = choices.has_of(user, has, stored.whole(c).teams)
            said = AtWork(user=user, state=was.state, since=was.since, capacity=capacity, has=own)
            if said != was:
                said = desk.equip(c, user, own, capacity, self._parts.wall())
                self._staff.note(c, seated, "agent_equipped", user, {"capacity": capacity, "has": list(own)})
            return said

        return await self._parts.journal.write(keep)

    async def equipment(self) -> list[AtWork]:
        """Return how many rooms each takes who ever came to work, or is in a team, and what they have."""
        return await self._parts.database.read(desk.at_work)

    async def seen(self) -> list[dict[str, Any]]:
        """Return where widgets were seen, the latest first."""
        found = await self._parts.database.read(stored.seen)
        return [
            {"widget": widget, "origin": origin, "first": times.text(first), "last": times.text(last)}
            for widget, origin, first, last in found
        ]

    def noting(self, seated: Seated, act: str, on: str | None = None) -> Callable[[Store], None]:
        """Return what another's transaction does first: asks the table again, and notes the act."""

        def note(c: Store) -> None:
            self._staff.check(c, seated, ACTION)
            self._staff.note(c, seated, act, on)

        return note

    # -- in the transaction of each ------------------------------------------------------------------

    def _begin(self, c: Store, seated: Seated) -> None:
        stored.begin(c)
        self._staff.check(c, seated, ACTION)

    def _check_members(self, c: Store, team: Team) -> None:
        known = {member.user for member in stored_staff.everybody(c)}
        if not known.issuperset(team.members):
            raise Refusal("bad_field", "somebody who is not on the staff", field="members")

    def _equip_all(self, c: Store) -> None:
        """Let routing know who is in which team since."""
        teams = stored.whole(c).teams
        known = {agent.user: agent for agent in desk.at_work(c)}
        members = {user for team in teams.values() for user in team.members}
        for user in sorted(known.keys() | members):
            was = known.get(user) or self._at_work(c, user)
            has = choices.has_of(user, was.has, teams)
            if tuple(sorted(was.has)) != has:
                desk.equip(c, user, has, None, self._parts.wall())

    def _at_work(self, c: Store, user: str) -> AtWork:
        return desk.agent(c, user) or AtWork(
            user=user, state="offline", since=self._parts.wall(), capacity=CAPACITY, has=()
        )

    async def _holds(self, seated: Seated, noun: Noun, name: str) -> None:
        await self.live.look()
        log.info("choices.changed", noun=noun, id=name, by=seated.member.user)
