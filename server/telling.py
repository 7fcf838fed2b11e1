"""From settings to what leaves the house: who is told when they are away, the host's webhook, its browsers."""

import asyncio
from dataclasses import dataclass

from server.chat.away import Away
from server.chat.back import Awaiting
from server.core import times
from server.live.hub import Hub
from server.outbound.addresses import parse_allowed
from server.outbound.calls import CallError, Outbound
from server.outbound.sending import Sending
from server.push.notices import Notices
from server.push.subscriptions import Subscriptions
from server.push.vapid import Vapid
from server.settings import BadSetting, Settings, count
from server.webhooks import signing
from server.webhooks.webhooks import Target, Webhooks


@dataclass(frozen=True, slots=True)
class Outside:
    """All of it: who finds out whom to tell, who carries it out, what the routes may use of it."""

    away: Away
    awaiting: Awaiting
    sending: Sending
    webhooks: Webhooks
    subscriptions: Subscriptions

    def start(self) -> None:
        """Begin."""
        self.away.start()
        self.sending.start(self.away.wake)

    async def close(self) -> None:
        """Stop; what is not told yet is told by another node, or later."""
        await asyncio.gather(self.away.close(), self.sending.close())


@dataclass(frozen=True, slots=True)
class Plans:
    """All that the settings say of it: read, and refused, before anything is opened."""

    outbound: Outbound
    target: Target
    vapid: Vapid
    key: str
    """What the secrets of webhooks are drawn from that admins set."""


def plans(settings: Settings) -> Plans:
    """Read the settings. Raises BadSetting."""
    called = Outbound(_allowed(settings))
    return Plans(called, _target(settings, called), _vapid(settings), settings.secret)


def outside(plans: Plans, hub: Hub) -> Outside:
    """Build it; nothing leaves yet."""
    webhooks = Webhooks(hub.parts, plans.outbound, plans.target, plans.key)
    notices = Notices(hub.parts, plans.outbound, plans.vapid)
    away = Away(hub, (webhooks, notices))
    return Outside(
        away,
        Awaiting(hub, notices, away.wake),
        Sending(hub.parts, (webhooks, notices)),
        webhooks,
        Subscriptions(hub.parts, plans.outbound, plans.vapid),
    )


def _allowed(settings: Settings) -> frozenset[tuple[str, int]]:
    try:
        return parse_allowed(settings.outbound_allow)
    except ValueError as error:
        raise BadSetting(f"PARLEY_OUTBOUND_ALLOW: {error} is no host:port") from None


def _target(settings: Settings, called: Outbound) -> Target:
    """Return where events go, and after how long which role counts as away."""
    if not settings.webhook_url:
        return Target()
    try:
        called.check(settings.webhook_url)
    except CallError as error:
        raise BadSetting(f"PARLEY_WEBHOOK_URL: {error.detail}, or PARLEY_OUTBOUND_ALLOW must name it") from None
    try:
        known = signing.secrets(settings.webhook_secret)
    except signing.BadSecret as error:
        raise BadSetting(f"PARLEY_WEBHOOK_SECRET: {error}") from None
    if not known:
        raise BadSetting("PARLEY_WEBHOOK_URL needs PARLEY_WEBHOOK_SECRET, such as whsec_ and `openssl rand -base64 32`")
    said = {
        "driver": count("PARLEY_UNREAD_DRIVER_S", settings.unread_driver_s),
        "customer": count("PARLEY_UNREAD_CUSTOMER_S", settings.unread_customer_s),
        "merchant": count("PARLEY_UNREAD_MERCHANT_S", settings.unread_merchant_s),
    }
    after = {role: seconds * times.SECOND for role, seconds in said.items() if seconds is not None}
    return Target(url=settings.webhook_url, secrets=known, after_ms=after)


def _vapid(settings: Settings) -> Vapid:
    contact = settings.push_contact
    if not contact and settings.public_url.startswith("https://"):
        contact = settings.public_url
    if contact and not contact.startswith(("mailto:", "https://")):
        raise BadSetting("PARLEY_PUSH_CONTACT is mailto:… or https://…")
    try:
        return Vapid(settings.secret, settings.push_key, contact)
    except ValueError as error:
        raise BadSetting(f"PARLEY_PUSH_KEY: {error}") from None
