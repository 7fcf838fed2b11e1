"""The desk: how staff stand to a room, what they do with it, what agents say of themselves."""

from typing import Any, Final

from msgspec.structs import asdict

from server.core import tending, times, values
from server.core.refusals import Refusal
from server.desk.assignments import Leaving
from server.storage.desk import AtWork
from server.web import bodies_cases as bodies
from server.web.ask import Answer, Ask

_TIMES: Final = ("since", "until", "back_at", "wake_at", "due_at")
_ALLOWED: Final[dict[str, frozenset[str]]] = {
    "assign": frozenset({"agent"}),
    "hand": frozenset({"to", "team", "note"}),
    "mark": frozenset({"priority", "labels", "needs", "hold", "wake_at", "due_at"}),
    "silence": frozenset({"user"}),
    "hear": frozenset({"user"}),
}
"""What goes with an act; with all others goes nothing."""
_PLAIN: Final[dict[str, tending.Acts]] = {
    "accept": tending.Accept(),
    "decline": tending.Decline(),
    "release": tending.Release(),
    "wake": tending.Wake(),
    "spam": tending.Spam(),
    "not_spam": tending.NotSpam(),
}


async def stands(ask: Ask) -> Answer:
    """Tell who has the room, and what is noted of it."""
    held = asdict(await ask.house.desk.stands(ask.actor, ask.path["id"]))
    moments = {name: None if held[name] is None else times.text(held[name]) for name in _TIMES}
    return Answer(200, {"room": ask.path["id"], **held, **moments, "watching_told": ask.house.is_watching_told})


async def act(ask: Ask) -> Answer:
    """Do something with the room; a repeat of the key is answered as the first."""
    done = await ask.house.desk.do(ask.actor, ask.path["id"], _act(ask), ask.key)
    told = {"room": ask.path["id"], "lane": done.room, "seq": done.seq, "at": times.text(done.at)}
    fresh = done.changed and not done.repeat
    return Answer(201 if fresh else 200, told | {"changed": done.changed})


async def mine(ask: Ask) -> Answer:
    """Tell an agent how they are known."""
    return Answer(200, _agent(await ask.house.desk.mine(ask.actor)))


async def say(ask: Ask) -> Answer:
    """An agent is online, busy, away or offline."""
    said: bodies.AgentSays = ask.body
    leaving = _leaving(said)
    return Answer(200, _agent(await ask.house.desk.say(ask.actor, said.state, leaving)))


async def equip(ask: Ask) -> Answer:
    """Say what an agent can take."""
    said: bodies.AgentHas = ask.body
    has = tuple(values.clean_text(one, "has", 64) for one in said.has)
    return Answer(200, _agent(await ask.house.desk.equip(ask.actor, ask.path["user"], said.capacity, has)))


def _leaving(said: bodies.AgentSays) -> Leaving | None:
    """Read what becomes of the rooms of who goes offline; with any other state, nothing does."""
    told = [name for name in ("rooms", "to", "team", "note") if getattr(said, name) is not None]
    if told and said.state != "offline":
        raise Refusal("bad_field", "goes with offline", field=told[0])
    if said.rooms == "hand" and (said.to is None) == (said.team is None):
        raise Refusal("bad_field", "to one colleague, or to one team", field="to")
    if told and told != ["rooms"] and said.rooms != "hand":
        raise Refusal("bad_field", "goes with hand", field=told[-1])
    note = None if said.note is None else values.clean_text(said.note, "note", 1000)
    return None if said.rooms is None else Leaving(said.rooms, said.to, said.team, note)


def _act(ask: Ask) -> tending.Acts:
    said: bodies.DeskAct = ask.body
    given = {name for name, value in asdict(said).items() if value is not None} - {"act"}
    odd = sorted(given - _ALLOWED.get(said.act, frozenset()))
    if odd:
        raise Refusal("bad_field", f"not with {said.act}", field=odd[0])
    match said.act:
        case "assign":
            return tending.Assign(agent=said.agent or ask.actor.user or "")
        case "hand":
            note = None if said.note is None else values.clean_text(said.note, "note", 1000)
            return tending.Hand(to=said.to, team=said.team, note=note)
        case "mark":
            return _mark(said)
        case "silence" | "hear":
            return _silence(said)
    return _PLAIN[said.act]


def _silence(said: bodies.DeskAct) -> tending.Acts:
    if said.user is None:
        raise Refusal("bad_field", "whom?", field="user")
    return tending.Silence(user=said.user) if said.act == "silence" else tending.Hear(user=said.user)


def _mark(said: bodies.DeskAct) -> tending.Mark:
    return tending.Mark(
        priority=said.priority,
        labels=None if said.labels is None else tuple(said.labels),
        needs=None if said.needs is None else tuple(said.needs),
        hold=said.hold,
        wake_at=values.moment(said.wake_at, "wake_at"),
        due_at=0 if said.due_at == "" else values.moment(said.due_at, "due_at"),
    )


def _agent(agent: AtWork) -> dict[str, Any]:
    return asdict(agent) | {"since": times.text(agent.since)}
