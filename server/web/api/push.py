"""Browsers that are told when whoever is signed in there is away."""

from server.core.refusals import Refusal
from server.core.staff import Seat
from server.push.subscriptions import Wish
from server.web import bodies
from server.web.ask import Answer, Ask


async def key(ask: Ask) -> Answer:
    """Tell the key by which browsers know this server."""
    return Answer(200, ask.house.subscriptions.key())


async def subscribe(ask: Ask) -> Answer:
    """Have this browser told."""
    said: bodies.NewSubscription = ask.body
    wish = Wish(said.endpoint, said.keys.p256dh, said.keys.auth, said.lang)
    scope = ask.house.identity.scope_of(ask.credential)
    if isinstance(scope, Seat):
        raise Refusal("forbidden", "the workspace tells its own people")
    return Answer(201, await ask.house.subscriptions.subscribe(ask.actor, scope, wish))


async def unsubscribe(ask: Ask) -> Answer:
    """Have a browser told no more; the answer is the same whether or not it was told."""
    said: bodies.Endpoint = ask.body
    await ask.house.subscriptions.unsubscribe(ask.actor, said.endpoint)
    return Answer(200, {})
