"""Anonymous visitors of a website: they come, come back with a secret that changes each time, and go."""

from dataclasses import dataclass
from typing import Any, Final

import structlog

from server.accounts import rotation
from server.accounts.rotation import Asked, Outcome, Verdict
from server.accounts.secret import Presented, Secrets, digest, salt
from server.core import ids
from server.core.refusals import Refusal
from server.core.users import User
from server.live.hub import Hub
from server.storage import users as stored_users
from server.storage import visitors as stored
from server.storage.database import Store
from server.storage.visitors import Visit

log: Final[Any] = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a visitor's device keeps: the secret, and until when it counts unless it is used (milliseconds)."""

    secret: str
    exp_ms: int


class Visitors:
    """Every answer that means no is the same, whatever the reason."""

    def __init__(self, hub: Hub, secrets: Secrets, idle_ms: int) -> None:
        self._hub = hub
        self._parts = hub.parts
        self._secrets = secrets
        self._idle_ms = idle_ms

    async def create(self, name: str) -> tuple[User, Kept]:
        """Let somebody in."""
        user = User(ids.fresh("v_"), "customer", name, verified="none")
        secret, now = self._secrets.first(user.id), self._parts.wall()
        visit = Visit(user=user.id, current=digest(secret), rotated_at=now, seen_at=now)

        def keep(c: Store) -> User:
            stored.put_visit(c, visit)
            return stored_users.ensure_user(c, user)

        known = await self._parts.journal.write(keep)
        log.info("visitor.came", visitor=user.id)
        return known, Kept(secret, now + self._idle_ms)

    async def refresh(self, secret: str) -> tuple[User, Kept]:
        """Answer a secret with the next one. Refuses with `unauthenticated`; a copied one ends the visit everywhere."""
        presented = self._genuine(secret)
        outcome = await self._parts.journal.write(lambda c: self._present(c, presented))
        if outcome.verdict is Verdict.REVOKE:
            self._over(presented.user, "reuse")
        if outcome.answer is None or outcome.kept is None:
            raise unknown()
        user = await self._parts.database.read(stored_users.user, presented.user)
        if user is None:
            raise unknown()
        if user.banned:
            raise Refusal("forbidden", "you are kept out here")
        return user, Kept(outcome.answer, outcome.kept.seen_at + self._idle_ms)

    async def logout(self, secret: str) -> None:
        """End the visit, whichever of its secrets is shown; nobody learns whether there was one."""
        presented = self._secrets.read(secret)
        if presented is None:
            return
        if await self._parts.journal.write(lambda c: self._end(c, presented)):
            self._over(presented.user, "logout")

    def _genuine(self, secret: str) -> Presented:
        presented = self._secrets.read(secret)
        if presented is None:
            raise unknown()
        return presented

    def _present(self, c: Store, presented: Presented) -> Outcome[Visit]:
        now = self._parts.wall()
        kept = stored.visit(c, presented.user, lock=True)
        outcome = rotation.present(kept, presented, Asked(self._secrets, salt(), now, self._idle_ms))
        if outcome.kept is not None and outcome.kept != kept:
            stored.put_visit(c, outcome.kept)
        return outcome

    def _end(self, c: Store, presented: Presented) -> bool:
        kept = stored.visit(c, presented.user, lock=True)
        if kept is None or kept.ended_at is not None or not (presented.genuine or rotation.counts(kept, presented)):
            return False
        stored.put_visit(c, rotation.ended(kept, "logout", self._parts.wall()))
        return True

    def _over(self, visitor: str, why: str) -> None:
        """Nothing of this visitor's opens anything from now on: their sockets close, on every node."""
        self._hub.expel(visitor, ended=True)
        log.info("visitor.ended", visitor=visitor, why=why)


def unknown() -> Refusal:
    """Return the one no: wrong, old, ended and never issued are told alike."""
    return Refusal("unauthenticated", "no visit is known by that secret")
