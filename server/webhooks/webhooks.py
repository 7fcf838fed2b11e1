"""The host's webhook: what is put down for it, how an event is carried there, what its log tells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from server import __version__
from server.chat.away import Telling
from server.core import ids, retries, times
from server.core.choices import Hook
from server.core.deliveries import Delivery, Outcome, shown
from server.core.invites import Invite, State
from server.core.refusals import Refusal
from server.core.reminders import Pace, Reader
from server.live.node import Parts
from server.outbound.calls import CallAnswer, CallError, Outbound
from server.storage import deliveries as stored
from server.storage import reminders
from server.storage.database import Store
from server.webhooks import events, signing

GONE: Final = 410


def _nothing(c: Store) -> None:
    """Nothing more is done with it."""


REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the host wants its events: an empty `url` for nowhere; after how long a role that does not read is told."""

    url: str = ""
    secrets: tuple[bytes, ...] = ()
    after_ms: Mapping[str, int] = field(default_factory=dict)


class Webhooks:
    """One address. It is told of each event at least once, under one id; 410 means that it wants nothing more."""

    name = events.WAY

    def __init__(self, parts: Parts, outbound: Outbound, target: Target, key: str = "") -> None:
        self._parts = parts
        self._outbound = outbound
        self._target = target
        self._settled = target
        """What the settings say; admins may have chosen otherwise."""
        self._key = key

    @property
    def target(self) -> Target:
        """Return where events go now."""
        return self._target

    def choose(self, hook: Hook | None) -> None:
        """Send events from now on where an admin says; None is where the settings say."""
        if hook is None:
            self._target = self._settled
            return
        known = signing.secrets(self.secret(hook.drawn)) if hook.url else ()
        after: dict[str, int] = {role: seconds * times.SECOND for role, seconds in hook.after_s.items()}
        self._target = Target(url=hook.url, secrets=known, after_ms=after)

    def secret(self, drawn: str) -> str:
        """Return the secret that signs what goes where an admin says."""
        return signing.drawn(self._key, drawn)

    def check(self, url: str) -> None:
        """Refuse with `bad_field` an address that nothing may be sent to."""
        try:
            self._outbound.check(url)
        except CallError as error:
            raise Refusal("bad_field", f"{error.detail}, or PARLEY_OUTBOUND_ALLOW must name it", field="url") from None

    # -- what is put down --------------------------------------------------------------------------

    def active(self, c: Store) -> bool:
        """Tell whether the host wants to be told."""
        return bool(self._target.url) and stored.halted(c, self.name) != self._target.url

    def reaches(self, c: Store, readers: Sequence[Reader]) -> dict[str, Pace]:
        """Return after how long the host is told of each of these: its own users, of the roles it named."""
        after = self._target.after_ms if readers and self.active(c) else {}
        return {one.user: Pace(after[one.role]) for one in readers if one.role in after and not ids.is_own(one.user)}

    def plan(self, c: Store, telling: Telling) -> list[Delivery]:  # noqa: ARG002 - others look something up
        """Return the event that says who has not read."""
        told = {
            "room": telling.room,
            "parent": telling.parent,
            "subject": telling.subject,
            "user": telling.user,
            "role": telling.role,
            "seq": telling.seq,
            "count": telling.count,
            "at": times.text(telling.at),
        }
        return [events.event(ids.fresh("msg_"), events.UNREAD, told, telling.now)]

    def wanted(self, c: Store, invite: Invite, state: State, now: int) -> None:
        """Put down that somebody wants a new link, in the transaction that notes it."""
        if not self.active(c):
            return
        told = {
            "invite": invite.id,
            "user": invite.user,
            "room": invite.room,
            "state": state,
            "asked": times.text(now),
        }
        stored.put(c, events.event(ids.fresh("msg_"), events.WANTED, told, now))

    # -- how it is carried -------------------------------------------------------------------------

    async def carry(self, delivery: Delivery) -> Outcome:
        """Make one attempt; who has read meanwhile is not told of any more."""
        outcome = await self._parts.database.read(self._pointless, delivery)
        if outcome is not None:
            return outcome
        body, now = orjson.dumps(delivery.body), self._parts.wall()
        headers = {
            "content-type": "application/json",
            "user-agent": f"Parley/{__version__}",
            **signing.headers(delivery.id, now // times.SECOND, body, self._target.secrets),
        }
        try:
            answer = await self._outbound.post(self._target.url, body, headers)
        except CallError as error:
            return Outcome("waiting", reason=error.reason)
        return _outcome(answer, now)

    def _pointless(self, c: Store, delivery: Delivery) -> Outcome | None:
        if not self.active(c):
            return Outcome("dropped", reason="disabled")
        room, user, seq = delivery.room, delivery.user, delivery.seq
        if delivery.event != events.UNREAD or room is None or user is None or seq is None:
            return None
        return None if reminders.is_unread(c, room, user, seq) else Outcome("dropped", reason="read")

    def after(self, c: Store, delivery: Delivery, outcome: Outcome) -> None:  # noqa: ARG002 - whichever it was
        """An address that is gone is told nothing more, until the host says otherwise."""
        if outcome.status == GONE:
            stored.halt(c, self.name, self._target.url)

    # -- what the log tells ------------------------------------------------------------------------

    async def listing(self) -> dict[str, Any]:
        """Return whether events are sent, and the latest hundred."""
        return await self._parts.database.read(self._listed)

    async def enable(self, also: Callable[[Store], None] = _nothing) -> dict[str, Any]:
        """Send again to an address that had said that it was gone; `also` is done with it."""

        def resume(c: Store) -> None:
            also(c)
            stored.halt(c, self.name, "")

        await self._parts.journal.write(resume)
        return await self.listing()

    async def again(self, delivery: str, also: Callable[[Store], None]) -> None:
        """Have an event tried anew that was delivered or given up. Refuses with `not_found`; `also` is done with it."""

        def retry(c: Store) -> None:
            also(c)
            if not stored.again(c, self.name, delivery, self._parts.wall()):
                raise Refusal("not_found", "there is no such event, or it waits for its next attempt already")

        await self._parts.journal.write(retry)

    def _listed(self, c: Store) -> dict[str, Any]:
        state = "off" if not self._target.url else "on" if self.active(c) else "gone"
        return {"state": state, "deliveries": [shown(one) for one in stored.latest(c, self.name)]}


def _outcome(answer: CallAnswer, now: int) -> Outcome:
    if answer.is_success:
        return Outcome("done", answer.status)
    if answer.status == GONE:
        return Outcome("dropped", answer.status, "gone")
    reason = "redirect" if answer.status in REDIRECTS else "refused"
    return Outcome("waiting", answer.status, reason, retries.retry_after(answer.headers.get("retry-after"), now))
