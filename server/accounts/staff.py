"""What admins do with the people of the house: invite, change, end, reset, sign out; and the log of all that."""

from dataclasses import dataclass, replace
from typing import Any, Final

import structlog

from server.accounts import links
from server.accounts.links import Plan
from server.accounts.seats import Seated, Seats
from server.core import staff, times, workspace
from server.core.audit import Act
from server.core.refusals import Refusal
from server.core.staff import Member
from server.live.hub import Hub
from server.storage import audit
from server.storage import staff as stored
from server.storage.database import Store

KEPT_MS: Final = 90 * times.DAY
"""How long links and sessions that ran out are remembered."""
log: Final[Any] = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Fields:
    """What is to be changed of a colleague; None stays."""

    role: str | None = None
    name: str | None = None


class Staff:
    """Each act asks the table again inside its transaction, and stands in the audit log with it."""

    def __init__(self, hub: Hub, seats: Seats, base_url: str = "") -> None:
        self._hub = hub
        self._parts = hub.parts
        self._seats = seats
        self._base_url = base_url.rstrip("/")

    async def listing(self, seated: Seated) -> dict[str, Any]:
        """List who is on the staff; their addresses are for those who may change them."""
        found = await self._parts.database.read(stored.everybody)
        told = workspace.may(seated.member.role, "change_staff")
        return {"staff": [staff.shown_member(each) | ({"email": each.email} if told else {}) for each in found]}

    async def invite(self, seated: Seated, email: str, name: str, role: str) -> dict[str, Any]:
        """Invite a colleague; the link is told here and never again."""
        plan = Plan(kind="invite", email=email, role=role, name=name, ttl_s=staff.INVITE_S)
        return await self._draw(seated, plan, "invite_staff")

    async def reset(self, seated: Seated, user: str) -> dict[str, Any]:
        """Make a link by which a colleague sets a new password; their sessions end when it is used."""
        known = await self._parts.database.read(_present, user)
        plan = Plan(
            kind="reset", email=known.email, role=known.role, name=known.name, ttl_s=staff.RESET_S, user=known.user
        )
        return await self._draw(seated, plan, "reset_password")

    async def invitations(self) -> dict[str, Any]:
        """List the links that still open something."""
        found = await self._parts.database.read(stored.open_links, self._parts.wall())
        return {"links": [staff.shown_link(each) for each in found]}

    async def withdraw(self, seated: Seated, link: str) -> None:
        """Make a link worth nothing. Refuses with `not_found` one that opens nothing any more."""
        await self._parts.journal.write(lambda c: self._withdraw(c, seated, link))
        log.info("staff.link_withdrawn", link=link, by=seated.member.user)

    async def change(self, seated: Seated, user: str, wish: Fields) -> dict[str, Any]:
        """Change a colleague's role or name; with another role they come in anew."""
        before, after = await self._parts.journal.write(lambda c: self._change(c, seated, user, wish))
        if before.role != after.role:
            self._hub.expel(user, ended=True)
        log.info("staff.changed", user=user, role=after.role, by=seated.member.user)
        return staff.shown_member(after) | {"email": after.email}

    async def dismiss(self, seated: Seated, user: str) -> None:
        """End a colleague's place here: their sessions close on every node, and their links open nothing."""
        ended = await self._parts.journal.write(lambda c: self._dismiss(c, seated, user))
        for session in ended:
            self._seats.shut(user, session, "dismissed")
        self._hub.expel(user, ended=True)
        log.info("staff.dismissed", user=user, by=seated.member.user)

    async def sign_out(self, seated: Seated, user: str, session: str) -> None:
        """End a colleague's session, on every node."""
        await self._parts.journal.write(lambda c: self._sign_out(c, seated, user, session))
        self._seats.shut(user, session, "revoked")

    async def log(self, seated: Seated, before: int | None, limit: int) -> dict[str, Any]:
        """Read a page of the audit log, newest first; that somebody began to read stands in it too."""
        if before is None:
            await self._parts.journal.write(lambda c: self.note(c, seated, "audit_read"))
        rows = await self._parts.database.read(audit.page, before, limit + 1)
        more = len(rows) > limit
        return {"acts": rows[:limit], "next": str(rows[limit - 1]["position"]) if more else None}

    async def forget_old(self) -> int:
        """Forget links and sessions that ran out long ago; return how many."""
        before = self._parts.wall() - KEPT_MS
        return await self._parts.journal.write(lambda c: stored.forget(c, before))

    # -- in one transaction each -------------------------------------------------------------------

    async def _draw(self, seated: Seated, plan: Plan, action: str) -> dict[str, Any]:
        link, secret = links.draw(plan, seated.member.user, self._parts.wall())

        def keep(c: Store) -> None:
            self.check(c, seated, action)
            known = stored.by_email(c, plan.email)
            if plan.kind == "invite" and known is not None and known.ended_at is None:
                raise Refusal("bad_field", "whoever has this address is on the staff already", field="email")
            stored.withdraw_links(c, plan.email, link.made_at)
            stored.add_link(c, link)
            act = "reset_made" if plan.kind == "reset" else "staff_invited"
            self.note(c, seated, act, plan.user or link.id, {"role": plan.role, "email": plan.email})

        await self._parts.journal.write(keep)
        log.info("staff.link_made", kind=plan.kind, link=link.id, by=seated.member.user)
        return {**staff.shown_link(link), "url": links.url(self._base_url, secret)}

    def _withdraw(self, c: Store, seated: Seated, wanted: str) -> None:
        self.check(c, seated, "invite_staff")
        now, kept = self._parts.wall(), stored.link(c, wanted, lock=True)
        if kept is None or kept.used_at is not None or kept.revoked_at is not None:
            raise Refusal("not_found", "no such link, or it opens nothing any more")
        stored.put_link(c, replace(kept, revoked_at=now))
        self.note(c, seated, "invite_withdrawn", kept.id, {"email": kept.email})

    def _change(self, c: Store, seated: Seated, user: str, wish: Fields) -> tuple[Member, Member]:
        admins = stored.admins(c, lock=True)
        self.check(c, seated, "change_staff")
        before = _present(c, user, lock=True)
        after = replace(before, role=wish.role or before.role, name=wish.name or before.name)
        if admins == [user] and after.role != "admin":
            raise _last()
        stored.put_member(c, after)
        if after.role != before.role:
            self.note(c, seated, "role_changed", user, {"from": before.role, "to": after.role})
            stored.withdraw_links(c, before.email, self._parts.wall())
        if after.name != before.name:
            self.note(c, seated, "staff_renamed", user, {"from": before.name, "to": after.name})
        return before, after

    def _dismiss(self, c: Store, seated: Seated, user: str) -> list[str]:
        """Nobody's stored role is left behind: what they wrote stays, as somebody's who is a member."""
        admins, now = stored.admins(c, lock=True), self._parts.wall()
        self.check(c, seated, "change_staff")
        before = _present(c, user, lock=True)
        if admins == [user]:
            raise _last()
        stored.put_member(c, replace(before, role="member", ended_at=now))
        stored.withdraw_links(c, before.email, now)
        self.note(c, seated, "staff_ended", user, {"role": before.role})
        return stored.end_sessions(c, user, "dismissed", now)

    def _sign_out(self, c: Store, seated: Seated, user: str, session: str) -> None:
        self.check(c, seated, "see_sessions")
        if not stored.end_session(c, user, session, "revoked", self._parts.wall()):
            raise Refusal("not_found", "no such session")
        self.note(c, seated, "session_revoked", user, {"session": session})

    def check(self, c: Store, seated: Seated, action: str) -> None:
        """Ask once more: who acts may have lost their session, or their role, since they asked."""
        now = stored.member(c, seated.member.user)
        session = stored.session(c, seated.session.id)
        if now is None or now.ended_at is not None or session is None or session.ended_at is not None:
            raise Refusal("unauthenticated", "sign in first")
        replace(seated, member=now).may(action)

    def note(
        self, c: Store, seated: Seated, act: str, on: str | None = None, more: dict[str, Any] | None = None
    ) -> None:
        audit.append(c, Act(at=self._parts.wall(), by=seated.member.user, act=act, on=on, more=more or {}))


def _present(c: Store, user: str, *, lock: bool = False) -> Member:
    """Return who is on the staff now. Refuses with `not_found`."""
    known = stored.member(c, user, lock=lock)
    if known is None or known.ended_at is not None:
        raise Refusal("not_found", "nobody of that id is on the staff")
    return known


def _last() -> Refusal:
    return Refusal("forbidden", "this is the only admin: make somebody else one first", field="role")
