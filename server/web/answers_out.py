"""The shapes of what is answered of what leaves the house: browsers that are told, the webhook's log."""

from typing import Literal

from server.core.entry_shapes import Shape, Time


class PushKey(Shape, frozen=True, kw_only=True):
    """What `applicationServerKey` must be."""

    key: str


class Subscribed(Shape, frozen=True, kw_only=True):
    """A browser that is told."""

    id: str


class LoggedDelivery(Shape, frozen=True, kw_only=True):
    """One event: how often it was tried, what was answered last; `next` while it waits for another attempt."""

    id: str
    event: str
    room: str | None
    user: str | None
    state: Literal["waiting", "done", "failed", "dropped"]
    attempts: int
    status: int | None
    reason: str | None
    made: Time
    next: Time | None
    done: Time | None


class DeliveryLog(Shape, frozen=True, kw_only=True):
    """`off`: no address is set; `gone`: it answered 410."""

    state: Literal["on", "off", "gone"]
    deliveries: list[LoggedDelivery]
