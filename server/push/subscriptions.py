"""A browser subscribes for whoever is signed in there, and takes it back."""

import hashlib
from dataclasses import dataclass
from typing import Any

from server.core.changes import Actor
from server.core.invites import Scope
from server.core.refusals import Refusal
from server.core.subscriptions import Subscription
from server.live.node import Parts
from server.outbound.calls import CallError, Outbound
from server.push import encryption
from server.push.vapid import Vapid
from server.storage import subscriptions as stored


@dataclass(frozen=True, slots=True)
class Wish:
    """What a browser gives: where it is told, with which keys, in which language."""

    endpoint: str
    p256dh: str
    auth: str
    lang: str


class Subscriptions:
    """Who asks is told in that browser; it ends with the invitation or the visit by which they came."""

    def __init__(self, parts: Parts, outbound: Outbound, vapid: Vapid) -> None:
        self._parts = parts
        self._outbound = outbound
        self._vapid = vapid

    def key(self) -> dict[str, Any]:
        """Return what a browser must know to subscribe."""
        return {"key": self._vapid.public}

    async def subscribe(self, actor: Actor, scope: Scope | None, wish: Wish) -> dict[str, Any]:
        """Keep a browser."""
        self._check(wish)
        new = Subscription(
            id=_name(wish.endpoint), user=actor.user or "", endpoint=wish.endpoint, p256dh=wish.p256dh, auth=wish.auth,
            key=self._vapid.public, lang=wish.lang, device=None if scope is None else scope.device,
            room=None if scope is None else scope.room, made_at=self._parts.wall(),
        )  # fmt: skip
        await self._parts.journal.write(lambda c: stored.put(c, new))
        return {"id": new.id}

    async def unsubscribe(self, actor: Actor, endpoint: str) -> None:
        """Forget a browser that tells this user; nobody learns of others'."""
        await self._parts.journal.write(lambda c: stored.drop(c, _name(endpoint), actor.user or ""))

    def _check(self, wish: Wish) -> None:
        try:
            self._outbound.check(wish.endpoint)
        except CallError as error:
            raise Refusal("bad_field", error.detail or "no https address", field="endpoint") from None
        try:
            encryption.browser_keys(wish.p256dh, wish.auth)
        except ValueError:
            raise Refusal("bad_field", "keys as the browser gave them", field="keys") from None


def _name(endpoint: str) -> str:
    return encryption.text(hashlib.sha256(endpoint.encode()).digest()[:24])
