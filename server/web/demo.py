"""What the order system of the demo does: fresh orders, and the steps of one. Mounted under `--demo` alone."""

import ipaddress
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, Literal

from server.chat.messages import Event
from server.chat.rooms import NewRoom
from server.core import ids
from server.core.changes import Actor, Person
from server.core.entry_shapes import Shape
from server.core.refusals import Refusal
from server.web.ask import Answer, Ask, Operation, Said
from server.web.bodies import Asked

Lang = Literal["en", "ja"]
StepName = Literal["accepted", "assigned", "eta", "join", "swap", "picked_up", "delivered", "lock", "language"]
Names = dict[str, str]

HOST: Final = Actor(None, host=True)
PREFIX: Final = "demo-"
TOKEN_S: Final = 6 * 3600
MINUTE_MS: Final = 60_000
ARRIVES_IN: Final = 24 * MINUTE_MS
LATER: Final = 10 * MINUTE_MS

CAST: Final[dict[str, tuple[str, str, Names]]] = {
    "ann": ("customer", "customer", {"en": "Ann", "ja": "葵"}),
    "ken": ("driver", "driver", {"en": "Ken", "ja": "健"}),
    "sakura": ("merchant", "merchant", {"en": "Sakura Diner", "ja": "さくら食堂"}),
    "aya": ("agent", "agent", {"en": "Aya", "ja": "彩"}),
    "mei": ("driver", "driver", {"en": "Mei", "ja": "芽衣"}),
}
"""Who plays: the role, the view of the pane, the name."""
FIRST: Final = ("ann", "ken", "sakura")
"""Who takes part from the beginning."""
TEXTS: Final[dict[str, Names]] = {
    "subject": {"en": "Order 1042", "ja": "ご注文 1042"},
    "accepted": {"en": "The kitchen has started", "ja": "調理が始まりました"},
    "eta": {"en": "Arrives", "ja": "お届け予定"},
    "address": {"en": "Drop-off", "ja": "お届け先"},
    "address_is": {"en": "Sakurazaka 3-12, no. 402", "ja": "桜坂3丁目12番 402号室"},
    "items": {"en": "Items", "ja": "ご注文の品"},
    "items_are": {"en": "2 tonkotsu ramen, 1 gyoza", "ja": "とんこつラーメン2、餃子1"},
    "promised": {"en": "Promised for", "ja": "お約束の時刻"},
    "plan": {"en": "Regular since", "ja": "ご利用開始"},
    "late": {"en": "Late this month", "ja": "今月の遅れ"},
}


class NewOrder(Asked, frozen=True, kw_only=True):
    """In which language the order system speaks."""

    lang: Lang = "en"


class Step(Asked, frozen=True, kw_only=True):
    """What happens to the order."""

    step: StepName
    lang: Lang = "en"


class Pane(Shape, frozen=True, kw_only=True):
    """One person's window on the order."""

    user: str
    role: str
    name: str
    token: str
    view: str
    observe: bool


class Order(Shape, frozen=True, kw_only=True):
    """A new order, and everybody who will ever look at it."""

    room: str
    panes: list[Pane]


class Done(Shape, frozen=True, kw_only=True):
    """The step was taken, now or earlier."""

    room: str
    step: str


async def order(ask: Ask) -> Answer:
    """Make an order with people of its own."""
    _only_here(ask)
    said: NewOrder = ask.body
    room = PREFIX + ids.fresh()[:12].lower().replace("_", "x")
    people = [await _known(ask, room, who, said.lang) for who in CAST]
    eta = _clock(ask.house.clock_ms() + ARRIVES_IN)
    new = NewRoom(
        id=room,
        kind="order",
        subject=TEXTS["subject"][said.lang],
        people=tuple(person for person, who in zip(people, CAST, strict=True) if who in FIRST),
        metadata=_metadata(eta, said.lang),
        facts=_facts(eta, said.lang),
    )
    await ask.house.rooms.create(HOST, new, ask.key)
    await ask.house.messages.activity(HOST, Event(room, "placed"), f"step-placed-{room}")
    panes = [_pane(ask, person, who) for person, who in zip(people, CAST, strict=True)]
    return Answer(201, {"room": room, "panes": panes})


async def step(ask: Ask) -> Answer:
    """Do what the order system would do next; the same step again changes nothing."""
    _only_here(ask)
    said: Step = ask.body
    if not ask.path["id"].startswith(PREFIX):
        raise Refusal("not_found", "no order of the demo")
    await _STEPS[said.step](ask, ask.path["id"], said)
    return Answer(200, {"room": ask.path["id"], "step": said.step})


async def _event(ask: Ask, room: str, said: Step) -> None:
    text = TEXTS.get(said.step, {}).get(said.lang)
    await ask.house.messages.activity(HOST, Event(room, said.step, text), f"step-{said.step}-{room}")


async def _later(ask: Ask, room: str, said: Step) -> None:
    """Ten minutes more than promised: the fact changes, and a line says so."""
    later = _plus(_promised(await ask.house.rooms.get(HOST, room)), LATER)
    await _aside(ask, room, later, said.lang)
    await ask.house.messages.activity(HOST, Event(room, "eta", None, {"eta": later}), f"step-eta-{room}")


async def _join(ask: Ask, room: str, _said: Step) -> None:
    person = await _called(ask, room, "aya")
    await ask.house.people.put(HOST, room, person, None, f"step-join-{room}")


async def _swap(ask: Ask, room: str, _said: Step) -> None:
    """One entry: Ken out, Mei in."""
    person = await _called(ask, room, "mei")
    await ask.house.people.swap(HOST, room, _user(room, "ken"), person, f"step-swap-{room}")


async def _lock(ask: Ask, room: str, _said: Step) -> None:
    """Lock before the time: what the clock would do a little later."""
    await ask.house.rooms.patch(HOST, room, {"locked": True}, f"step-lock-{room}")


async def _language(ask: Ask, room: str, said: Step) -> None:
    """Label facts and metadata in another language."""
    told = await ask.house.rooms.get(HOST, room)
    eta = next((fact["value"] for fact in told["facts"] if fact["key"] == "eta"), None)
    if eta is not None:
        await _aside(ask, room, eta, said.lang)


_STEPS: Final[dict[str, Callable[[Ask, str, Step], Awaitable[None]]]] = {
    "accepted": _event,
    "assigned": _event,
    "eta": _later,
    "join": _join,
    "swap": _swap,
    "picked_up": _event,
    "delivered": _event,
    "lock": _lock,
    "language": _language,
}


def _only_here(ask: Ask) -> None:
    """Answer this machine alone; no such route for anybody else."""
    try:
        here = ipaddress.ip_address(ask.address).is_loopback
    except ValueError:
        here = False
    if not here:
        raise Refusal("not_found", "no such route")


def _user(room: str, who: str) -> str:
    return f"{who}.{room.removeprefix(PREFIX)}"


async def _known(ask: Ask, room: str, who: str, lang: Lang) -> Person:
    role, _, names = CAST[who]
    stored = await ask.house.directory.put(_user(room, who), names[lang], role)
    return Person(user=stored["user"], role=role, name=names[lang])


async def _called(ask: Ask, room: str, who: str) -> Person:
    """Return somebody under the name they have had since the order was made."""
    user = await ask.house.directory.user(_user(room, who))
    if user is None:
        raise Refusal("not_found", "no order of the demo")
    return Person(user=user.id, role=user.role, name=user.name)


def _pane(ask: Ask, person: Person, who: str) -> dict[str, Any]:
    role, view, _ = CAST[who]
    issued = ask.house.identity.issue(person.user, role, person.name, min(TOKEN_S, ask.house.lifetimes.token_s))
    return {
        "user": person.user,
        "role": role,
        "name": person.name,
        "token": issued.token,
        "view": view,
        "observe": role == "agent",
    }


def _facts(eta: str, lang: Lang) -> tuple[dict[str, Any], ...]:
    def fact(key: str, value: str, kind: str, *roles: str) -> dict[str, Any]:
        label = TEXTS[key][lang]
        return {"key": key, "label": label, "value": value, "kind": kind, "roles": list(roles), "until": "lock"}

    return (
        fact("eta", eta, "time", "customer", "driver", "merchant"),
        fact("address", TEXTS["address_is"][lang], "address", "driver"),
        fact("items", TEXTS["items_are"][lang], "text", "merchant"),
    )


def _metadata(promised: str, lang: Lang) -> dict[str, Any]:
    told = {"promised": promised, "plan": "2023", "late": "2"}
    return {TEXTS[key][lang]: value for key, value in told.items()}


async def _aside(ask: Ask, room: str, eta: str, lang: Lang) -> None:
    """Set what stands beside the log; what was promised stays."""
    promised = _promised(await ask.house.rooms.get(HOST, room))
    fields = {"facts": list(_facts(eta, lang)), "metadata": _metadata(promised, lang)}
    await ask.house.rooms.patch(HOST, room, fields, ask.key)


def _promised(told: dict[str, Any]) -> str:
    """Return the time that was promised first, as `HH:MM`."""
    found = (told["metadata"].get(label) for label in TEXTS["promised"].values())
    return str(next(value for value in found if value is not None))


def _clock(ms: int) -> str:
    """Return a time of day on this machine's clock: the demo's readers sit at it."""
    return f"{datetime.fromtimestamp(ms / 1000):%H:%M}"  # noqa: DTZ006 - see above


def _plus(clock: str, ms: int) -> str:
    minutes = (int(clock[:2]) * 60 + int(clock[3:]) + ms // MINUTE_MS) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


OPERATIONS: Final = (
    Operation(
        method="POST", path="/demo/orders", handler=order, who="anyone", body=NewOrder,
        summary="Make an order with people of its own", answers={201: Said("the order", Order)},
    ),
    Operation(
        method="POST", path="/demo/orders/{id}/steps", handler=step, who="anyone", body=Step,
        summary="Let something happen to the order", answers={200: Said("it happened", Done)},
        refuses=("not_found",),
    ),
)  # fmt: skip
