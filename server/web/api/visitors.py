"""Anonymous visitors of a website: they come, come back, become users, go."""

from typing import Any

from server.accounts.merging import Proof
from server.accounts.visitors import Kept
from server.core import times
from server.core.refusals import Refusal
from server.core.users import User
from server.web import bodies
from server.web.ask import Answer, Ask


async def create(ask: Ask) -> Answer:
    """Store a visitor and give them a token and a secret; so many an hour and address."""
    said: bodies.NewVisitor = ask.body
    ask.house.addresses.visitors.take(ask.address, ask.house.clock_ms())
    return Answer(201, _told(ask, *await ask.house.visitors.create(said.name)))


async def refresh(ask: Ask) -> Answer:
    """Give a new token, and the secret that takes the place of the one presented."""
    said: bodies.VisitorSecret = ask.body
    ask.house.addresses.calls.take(ask.address, ask.house.clock_ms())
    return Answer(200, _told(ask, *await ask.house.visitors.refresh(said.secret)))


async def logout(ask: Ask) -> Answer:
    """End the visit; the answer is the same whether or not there was one."""
    said: bodies.VisitorSecret = ask.body
    ask.house.addresses.calls.take(ask.address, ask.house.clock_ms())
    await ask.house.visitors.logout(said.secret)
    return Answer(200, {})


async def merge(ask: Ask) -> Answer:
    """Hand the visitor's rooms to a user of the host: both proofs, and their word that they agree."""
    said: bodies.Merge = ask.body
    ask.house.addresses.calls.take(ask.address, ask.house.clock_ms())
    if not said.agree:
        raise Refusal("bad_field", "only who agrees is merged", field="agree")
    proof = _proof(ask, said)
    user = await ask.house.identity.enter(ask.house.identity.verify(said.user_token, ("user",)))
    await ask.house.merging.merge(proof, user)
    return Answer(200, {"user": user.id, "visitor": proof.visitor})


def _proof(ask: Ask, said: bodies.Merge) -> Proof:
    """Read the one proof that one is the visitor."""
    if said.secret is not None and said.visitor_token is None:
        return ask.house.merging.proof(said.secret)
    if said.visitor_token is not None and said.secret is None:
        return Proof(ask.house.identity.verify(said.visitor_token, ("visitor",)).sub)
    raise Refusal("bad_field", "either `secret` or `visitor_token`", field="secret")


def _told(ask: Ask, user: User, kept: Kept) -> dict[str, Any]:
    issued = ask.house.identity.visitor_token(user, ask.house.lifetimes.visitor_s)
    return {
        "user": user.id,
        "token": issued.token,
        "exp": times.text(issued.exp_ms),
        "secret": kept.secret,
        "secret_exp": times.text(kept.exp_ms),
    }
