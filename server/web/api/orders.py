"""The life of an order, the answer to a request, the reply to an announcement, a busy shop."""

from server.chat.orders import Step
from server.core import commands, values
from server.core.refusals import Refusal
from server.web import bodies, side
from server.web.api.messages import author
from server.web.api.rooms import person, subject
from server.web.ask import Answer, Ask


async def step(ask: Ask) -> Answer:
    """Let the host tell what happened; a repeat of the key gets where the order stands, with 200."""
    said: bodies.OrderStep = ask.body
    wish = Step(
        room=ask.path["id"],
        event=said.event,
        subject=subject(said.subject),
        people=tuple((person(who, ask.actor), who.replaces) for who in said.participants),
        facts=tuple(side.checked_facts(said.facts)),
        drop=tuple(said.drop),
        metadata=side.checked_metadata(said.metadata),
        eta=values.moment(said.eta, "eta"),
        text=None if said.text is None else values.clean_text(said.text, "text"),
        params=dict(said.params),
        locks_in=None if said.lock_after_s is None else said.lock_after_s * 1000,
    )
    told, known = await ask.house.trade.orders.step(wish, ask.key)
    return Answer(200 if known else 201, told)


async def answer(ask: Ask) -> Answer:
    """Accept or decline, once; the host for itself, or in the name of somebody."""
    said: bodies.NewAnswer = ask.body
    actor = ask.actor if ask.actor.host and said.by is None else await author(ask, said.by)
    command = commands.Answer(room=ask.path["id"], cid=ask.key, target=_seq(ask.path["seq"]), accept=said.accept)
    told, known = await ask.house.messages.answer(actor, command)
    return Answer(200 if known else 201, told)


async def reply(ask: Ask) -> Answer:
    """Answer an announcement apart."""
    said: bodies.NewReply = ask.body
    house = ask.house
    send = commands.Send(room=ask.path["id"], cid=ask.key, body=said.body)

    def admit() -> None:
        house.addresses.rooms.take(ask.address, house.clock_ms())

    told, known = await house.trade.replying.reply(ask.actor, send, said.to, admit)
    return Answer(200 if known else 201, told)


async def busy(ask: Ask) -> Answer:
    """Say how busy the caller's shop is."""
    said: bodies.BusyFor = ask.body
    return Answer(200, await ask.house.trade.busy.set(ask.actor, said.minutes, said.for_s * 1000))


def _seq(text: str) -> int:
    """Read a seq out of a path."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:17]) < 2**53:
        raise Refusal("not_found", "no such message, or not for you", field="seq")
    return int(text[:17])
