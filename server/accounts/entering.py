"""How staff get in: by their password, or by a link on which they set one."""

from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import structlog

from server.accounts import links
from server.accounts.passwords import Passwords
from server.accounts.seats import Opened, Seated, Seats
from server.core import ids, staff
from server.core.audit import Act
from server.core.refusals import Refusal
from server.core.staff import Link, Member
from server.live.hub import Hub
from server.storage import audit
from server.storage import staff as stored
from server.storage.database import Store

WRONG: Final = "this address and this password do not belong together"
log: Final[Any] = structlog.get_logger()


class Operators(Protocol):
    """Reads what `parley admin` prints; None for anything else. Refuses one that has run out."""

    def __call__(self, secret: str) -> Link | None: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chooses on the page that a link opens, and on which browser."""

    password: str
    name: str
    label: str


class Entering:
    """Every wrong pair is answered alike and takes as long; why a link opens nothing is told to who holds it."""

    def __init__(self, hub: Hub, passwords: Passwords, seats: Seats, operators: Operators) -> None:
        self._hub = hub
        self._parts = hub.parts
        self._passwords = passwords
        self._seats = seats
        self._operators = operators

    async def is_ready(self) -> bool:
        """Tell whether there is an admin, who can let others in."""
        return bool(await self._parts.database.read(stored.admins))

    async def sign_in(self, email: str, password: str, label: str) -> Opened:
        """Begin a session by address and password. Refuses with `unauthenticated`."""
        known = await self._parts.database.read(stored.by_email, email)
        right = await self._passwords.verify(None if known is None else known.password, password)
        if known is None or not right or known.ended_at is not None:
            log.info("staff.refused")
            raise Refusal("unauthenticated", WRONG)
        fresh = await self._passwords.hash(password) if self._passwords.is_outdated(known.password) else None
        opened = await self._parts.journal.write(lambda c: self._sign_in(c, known, fresh, label))
        log.info("staff.signed_in", user=known.user)
        return opened

    async def change_password(self, seated: Seated, current: str, fresh: str) -> None:
        """Set one's own password; every other session of one's own ends. Refuses with `forbidden` a wrong one."""
        member = seated.member
        if not await self._passwords.verify(member.password, current):
            raise Refusal("forbidden", "this is not your password", field="current")
        self._passwords.check_good(fresh, member.email, member.name)
        kept = await self._passwords.hash(fresh)
        for session in await self._parts.journal.write(lambda c: self._change(c, seated, kept)):
            self._seats.shut(member.user, session, "password")
        log.info("staff.password_changed", user=member.user)

    async def look(self, secret: str) -> dict[str, Any]:
        """Tell whom a link lets in, and as what; nothing is used up."""
        link = await self._parts.database.read(self._found, secret, lock=False)
        return {"kind": link.kind, "email": link.email, "name": link.name, "role": link.role}

    async def redeem(self, secret: str, choice: Choice) -> Opened:
        """Set a password by a link, once, and begin a session; every earlier one of that person ends."""
        link = await self._parts.database.read(self._found, secret, lock=False)
        self._passwords.check_good(choice.password, link.email, choice.name or link.name)
        kept = await self._passwords.hash(choice.password)
        user = ids.fresh(staff.PREFIX)
        chosen = replace(choice, password=kept)
        opened, ended = await self._parts.journal.write(lambda c: self._redeem(c, secret, chosen, user))
        for session in ended:
            self._seats.shut(opened.seated.member.user, session, "password")
        log.info("staff.link_used", kind=link.kind, user=opened.seated.member.user)
        return opened

    # -- in one transaction each -------------------------------------------------------------------

    def _sign_in(self, c: Store, known: Member, fresh: str | None, label: str) -> Opened:
        """Begin the session, unless something changed while the password was being checked."""
        member = stored.member(c, known.user, lock=True)
        if member is None or member.ended_at is not None or member.password != known.password:
            raise Refusal("unauthenticated", WRONG)
        if fresh is not None:
            stored.put_member(c, replace(member, password=fresh))
        opened = self._seats.begin(c, member, label)
        audit.append(c, Act(at=self._parts.wall(), by=member.user, act="signed_in", more={"label": label}))
        return opened

    def _change(self, c: Store, seated: Seated, kept: str) -> list[str]:
        """Change it, unless something changed while the old one was being checked."""
        member, session = stored.member(c, seated.member.user, lock=True), stored.session(c, seated.session.id)
        stays = member is not None and member.ended_at is None and member.password == seated.member.password
        if member is None or not stays or session is None or session.ended_at is not None:
            raise Refusal("unauthenticated", "sign in first")
        now = self._parts.wall()
        stored.put_member(c, replace(member, password=kept))
        audit.append(c, Act(at=now, by=member.user, act="password_changed"))
        stored.withdraw_links(c, member.email, now)
        return stored.end_others(c, member.user, session.id, "password", now)

    def _found(self, c: Store, secret: str, *, lock: bool) -> Link:
        """Return the link of this secret, which must be open."""
        now = self._parts.wall()
        printed = self._operators(secret)
        if printed is not None:
            link = stored.link(c, printed.id, lock=lock) or printed
            if link.used_at is None and stored.latest_use(c, link.email) > link.made_at:
                raise Refusal("invite_revoked", "a newer link was used")
        else:
            link = links.found(c, secret, lock=lock)
        staff.check_open(link, now)
        return link

    def _redeem(self, c: Store, secret: str, choice: Choice, fresh: str) -> tuple[Opened, list[str]]:
        """`choice.password` is hashed already; return the session, and those that ended for it."""
        now = self._parts.wall()
        link = self._found(c, secret, lock=True)
        used = replace(link, used_at=now)
        if link.kind == "operator":
            if not stored.add_link(c, used):
                raise Refusal("invite_elsewhere", "this link was used already; it works once")
        else:
            stored.put_link(c, used)
        stored.withdraw_links(c, link.email, now)
        member = self._member(c, link, choice, fresh, now)
        stored.put_member(c, member)
        ended = stored.end_sessions(c, member.user, "password", now)
        audit.append(c, Act(at=now, by=member.user, act="link_used", more={"kind": link.kind}))
        return self._seats.begin(c, member, choice.label), ended

    def _member(self, c: Store, link: Link, choice: Choice, fresh: str, now: int) -> Member:
        """Return who is let in: as they were, as the link has it, or new."""
        known = stored.by_email(c, link.email, lock=True)
        if link.kind == "reset":
            if known is None or known.user != link.user or known.ended_at is not None:
                raise Refusal("invite_revoked", "whoever this link was for is not here any more")
            return replace(known, password=choice.password)
        if link.kind == "invite" and known is not None and known.ended_at is None:
            raise Refusal("invite_elsewhere", "whoever was invited is here already")
        act = Act(at=now, by=link.made_by, act="staff_joined", on=known.user if known else fresh)
        audit.append(c, replace(act, more={"role": link.role, "kind": link.kind}))
        name = choice.name or (known.name if known is not None else link.name) or link.email.partition("@")[0]
        if known is not None:
            return replace(known, password=choice.password, role=link.role, name=name, ended_at=None)
        return Member(user=fresh, email=link.email, password=choice.password, role=link.role, name=name, made_at=now)
