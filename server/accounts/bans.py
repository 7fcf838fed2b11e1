"""Who is kept out: staff ban a visitor, or a user of the host, and let them in again; both stand in the audit log."""

from typing import Any, Final

import structlog

from server.accounts.seats import Seated
from server.core import times
from server.core.audit import Act
from server.core.refusals import Refusal
from server.core.users import User
from server.live.hub import Hub
from server.storage import audit, subscriptions, users
from server.storage.database import Store

log: Final[Any] = structlog.get_logger()


class Bans:
    """A ban is of a user: whatever they come with, they get no further than the door, on every node."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._parts = hub.parts

    async def ban(self, seated: Seated, user: str, reason: str) -> None:
        """Keep somebody out. Refuses with `not_found` who is unknown, or staff; a second ban changes nothing."""
        if await self._parts.journal.write(lambda c: self._ban(c, seated, user, reason)):
            log.info("user.banned", user=user, by=seated.member.user)
        self._hub.expel(user, ended=True)

    async def lift(self, seated: Seated, user: str) -> None:
        """Let somebody in again. Refuses with `not_found` who is not kept out."""
        await self._parts.journal.write(lambda c: self._lift(c, seated, user))
        log.info("user.ban_lifted", user=user, by=seated.member.user)

    async def listing(self) -> dict[str, Any]:
        """List who is kept out, the newest first."""
        found, why = await self._parts.database.read(_banned)
        return {"bans": [_shown(user, at, why.get(user.id)) for user, at in found]}

    def _ban(self, c: Store, seated: Seated, user: str, reason: str) -> bool:
        known = users.user(c, user)
        if known is None or known.staff:
            raise Refusal("not_found", "nobody of that id whom staff may keep out")
        fresh = users.ban(c, user, self._parts.wall())
        if fresh:
            subscriptions.drop_all(c, user)
            self._note(c, seated, "user_banned", user, {"reason": reason} if reason else {})
        return fresh

    def _lift(self, c: Store, seated: Seated, user: str) -> None:
        if not users.lift_ban(c, user):
            raise Refusal("not_found", "nobody of that id is kept out")
        self._note(c, seated, "ban_lifted", user, {})

    def _note(self, c: Store, seated: Seated, act: str, user: str, more: dict[str, Any]) -> None:
        audit.append(c, Act(at=self._parts.wall(), by=seated.member.user, act=act, on=user, more=more))


def _banned(c: Store) -> tuple[list[tuple[User, int]], dict[str, dict[str, Any]]]:
    """Return who is kept out and since when, and the latest act of the audit log that says so."""
    return users.banned(c), audit.bans(c)


def _shown(user: User, at: int, act: dict[str, Any] | None) -> dict[str, Any]:
    said = act or {"by": None, "by_name": None, "more": {}}
    told = {"user": user.id, "name": user.name, "since": times.text(at)}
    return {**told, "by": said["by"], "by_name": said["by_name"], "reason": said["more"].get("reason", "")}
