"""What a browser is told of a room with something new in it, and how that is carried there."""

import hashlib
import os
from collections.abc import Sequence
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from server.chat.away import Telling
from server.core import ids, retries
from server.core.deliveries import Delivery, Outcome
from server.core.reminders import Pace, Reader
from server.core.subscriptions import Subscription
from server.core.times import HOUR, SECOND
from server.live.node import Parts
from server.outbound.calls import CallAnswer, CallError, Outbound
from server.push import encryption
from server.push.vapid import Vapid
from server.storage import awaited, reminders
from server.storage import subscriptions as stored
from server.storage.database import Store

WAY: Final = "push"
PACE: Final = Pace(3 * SECOND, 30 * SECOND)
"""Long enough for a page in front to have shown it; whoever does not read is told of more, half a minute apart."""
TTL_MS: Final = 4 * HOUR
GONE: Final = frozenset({404, 410})
LATER: Final = frozenset({408, 425, 429})
FAULTS: Final = 500
NOT_OURS: Final = frozenset({"bad_url", "private_address"})


class Notices:
    """A way of telling who is away, to each of their browsers."""

    name = WAY

    def __init__(self, parts: Parts, outbound: Outbound, vapid: Vapid) -> None:
        self._parts = parts
        self._outbound = outbound
        self._vapid = vapid

    def active(self, c: Store) -> bool:
        """Tell whether any browser asked."""
        return stored.any_at_all(c)

    def reaches(self, c: Store, readers: Sequence[Reader]) -> dict[str, Pace]:
        """Return those of these with a browser that asked."""
        people = sorted({one.user for one in readers if one.role != "bot"})
        return {one.user: PACE for one in stored.of_users(c, people)} if people else {}

    def plan(self, c: Store, telling: Telling) -> list[Delivery]:
        """Return one delivery for each browser that may still be told of this room."""
        found = [one for one in stored.of_users(c, [telling.user]) if one.room in {None, telling.room, telling.parent}]
        over = stored.over(c, found, telling.now) | {one.id for one in found if one.key != self._vapid.public}
        for wanted in over:
            stored.drop(c, wanted)
        return [_delivery(telling, one) for one in found if one.id not in over]

    async def carry(self, delivery: Delivery) -> Outcome:
        """Make one attempt, unless there is nothing to tell any more."""
        found = await self._parts.database.read(self._standing, delivery)
        if isinstance(found, Outcome):
            return found
        now = self._parts.wall()
        headers = {
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str((delivery.made_at + TTL_MS - now) // SECOND),
            "topic": _topic(delivery.room or ""),
            "urgency": "high",
            "authorization": self._vapid.authorization(found.endpoint, now // SECOND),
        }
        try:
            answer = await self._outbound.post(found.endpoint, _sealed(delivery.body, found), headers)
        except CallError as error:
            return Outcome("dropped" if error.reason in NOT_OURS else "waiting", reason=error.reason)
        return _outcome(answer, now)

    def _standing(self, c: Store, delivery: Delivery) -> Subscription | Outcome:
        """Return the browser, or why it is not told."""
        found = stored.get(c, delivery.target or "")
        now = self._parts.wall()
        if found is None or found.user != delivery.user or stored.over(c, [found], now):
            return Outcome("dropped", reason="unsubscribed")
        if now >= delivery.made_at + TTL_MS:
            return Outcome("dropped", reason="late")
        if delivery.event == "back":
            return found if awaited.waits(c, delivery.room or "", found.user) else Outcome("dropped", reason="answered")
        unread = reminders.is_unread(c, delivery.room or "", found.user, delivery.seq or 0)
        return found if unread else Outcome("dropped", reason="read")

    def after(self, c: Store, delivery: Delivery, outcome: Outcome) -> None:
        """A browser that is gone is forgotten, and so is an address that nobody may call."""
        if outcome.status in GONE or outcome.reason in NOT_OURS:
            stored.drop(c, delivery.target or "", delivery.user)


def _delivery(telling: Telling, to: Subscription) -> Delivery:
    body: dict[str, Any] = {
        "t": telling.what,
        "room": telling.room,
        "parent": telling.parent,
        "subject": telling.subject,
        "count": telling.count,
        "seq": telling.seq,
        "lang": to.lang,
    }
    return Delivery(
        id=ids.fresh("p_"), way=WAY, event=telling.what, target=to.id, room=telling.room, user=telling.user,
        seq=telling.seq, body=body, made_at=telling.now, next_at=telling.now,
    )  # fmt: skip


def _sealed(body: dict[str, Any], to: Subscription) -> bytes:
    keys = encryption.browser_keys(to.p256dh, to.auth)
    ours = ec.generate_private_key(encryption.CURVE)
    return encryption.encrypt(encryption.filled(orjson.dumps(body)), keys, os.urandom(encryption.SALT), ours)


def _topic(room: str) -> str:
    """Of what waits for a browser that is off, only the last of a room is kept."""
    return encryption.text(hashlib.sha256(room.encode()).digest()[:24])


def _outcome(answer: CallAnswer, now: int) -> Outcome:
    if answer.is_success:
        return Outcome("done", answer.status)
    if answer.status in GONE:
        return Outcome("dropped", answer.status, "gone")
    if answer.status in LATER or answer.status >= FAULTS:
        asked = retries.retry_after(answer.headers.get("retry-after"), now)
        return Outcome("waiting", answer.status, "refused", asked)
    return Outcome("failed", answer.status, "refused")
