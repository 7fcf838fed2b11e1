"""Sessions of the workspace: begun, shown by a cookie, listed, ended on every node at once."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Final

import structlog

from server.accounts.secret import digest
from server.core import ids, staff, workspace
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.staff import Member, Session
from server.live.hub import Hub
from server.storage import staff as stored
from server.storage.database import Store

PREFIX: Final = "ss_"
_RANDOM: Final = 32
_MOST: Final = 128
log: Final[Any] = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Seated:
    """Who asks by a cookie, and in which session."""

    member: Member
    session: Session

    @property
    def actor(self) -> Actor:
        """The member of staff as one who asks."""
        return Actor(self.member.user, self.member.name, self.member.role, staff=True)

    def may(self, action: str) -> None:
        """Refuse what this role may not do."""
        if not workspace.may(self.member.role, action):
            raise Refusal("forbidden", "your role may not do this")


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that began just now: whose, and what the browser keeps of it."""

    seated: Seated
    cookie: str


class Seats:
    """Whoever shows no session that counts is told nothing but that."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._parts = hub.parts

    def begin(self, c: Store, member: Member, label: str) -> Opened:
        """Begin a session, in the transaction of what led to it."""
        now = self._parts.wall()
        session = ids.fresh(PREFIX)
        cookie = f"{session}.{secrets.token_urlsafe(_RANDOM)}"
        new = Session(
            id=session, user=member.user, secret=digest(cookie), label=label, made_at=now, seen_at=now,
            expires_at=now + staff.SESSION_MS,
        )  # fmt: skip
        stored.put_session(c, new)
        return Opened(Seated(member, new), cookie)

    async def present(self, cookie: str) -> Seated:
        """Return who asks by this cookie. Refuses with `unauthenticated`."""
        seated = await self._parts.database.read(self._present, cookie) if _is_cookie(cookie) else None
        if seated is None:
            raise Refusal("unauthenticated", "sign in first")
        now = self._parts.wall()
        if now - seated.session.seen_at >= staff.TOUCH_MS:
            await self._parts.journal.write(lambda c: stored.touch(c, seated.session.id, now))
        return seated

    async def of(self, user: str, current: str) -> dict[str, Any]:
        """List where somebody is signed in."""
        found = await self._parts.database.read(stored.sessions_of, user, self._parts.wall())
        return {"sessions": [staff.shown_session(each, current) for each in found]}

    async def end(self, seated: Seated, session: str, why: str) -> None:
        """End a session of one's own. Refuses with `not_found`."""
        user, now = seated.member.user, self._parts.wall()
        if not await self._parts.journal.write(lambda c: stored.end_session(c, user, session, why, now)):
            raise Refusal("not_found", "no such session")
        self.shut(user, session, why)

    def shut(self, user: str, session: str, why: str) -> None:
        """Close the sockets of a session (of all, for ""), on every node: it was ended in the store."""
        self._hub.passes.shut(user, staff.DOOR, session)
        log.info("staff.session_ended", user=user, session=session or "all", why=why)

    def _present(self, c: Store, cookie: str) -> Seated | None:
        kept = stored.session(c, cookie.partition(".")[0])
        if kept is None or not hmac.compare_digest(digest(cookie), kept.secret):
            return None
        member = stored.member(c, kept.user)
        if member is None or member.ended_at is not None or member.role not in workspace.TABLE:
            return None
        return Seated(member, kept) if staff.lasts(kept, self._parts.wall()) else None


def _is_cookie(text: str) -> bool:
    return len(text) <= _MOST and text.isascii() and ids.is_id(text.partition(".")[0])
