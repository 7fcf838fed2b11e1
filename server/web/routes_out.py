"""The URLs of what leaves the house: browsers that are told, the host's webhook."""

from typing import Final

from server.web import answers, answers_out, bodies
from server.web.api import push, webhooks
from server.web.ask import Operation, Said

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        method="GET", path="/v1/push", handler=push.key, who="anyone",
        summary="Tell the key by which browsers know this server",
        answers={200: Said("the key, base64url", answers_out.PushKey)},
    ),
    Operation(
        method="POST", path="/v1/push/subscriptions", handler=push.subscribe, who="user", body=bodies.NewSubscription,
        summary="Have this browser told when the caller is away; it ends with the session's invitation or visit",
        answers={201: Said("the browser, under the same id each time", answers_out.Subscribed)},
    ),
    Operation(
        method="DELETE", path="/v1/push/subscriptions", handler=push.unsubscribe, who="user", body=bodies.Endpoint,
        summary="Have a browser told no more",
        answers={200: Said("whether or not it was the caller's", answers.Nothing)},
    ),
    Operation(
        method="GET", path="/v1/webhooks", handler=webhooks.listing, who="key",
        summary="Tell whether events are sent, and what became of the latest hundred",
        answers={200: Said("the log, newest first", answers_out.DeliveryLog)},
    ),
    Operation(
        method="POST", path="/v1/webhooks/enable", handler=webhooks.enable, who="key",
        summary="Send events again to an address that had answered 410",
        answers={200: Said("the log, newest first", answers_out.DeliveryLog)},
    ),
)  # fmt: skip
