"""Every command on the socket, said by everybody, of a room and of its staff lane."""

from typing import Any, Final

import pytest

from server.core import commands, ids
from tests.chat.bench import ORDER, Bench

WHO: Final = {
    "nobody": "customer", "ann": "customer", "bob": "customer", "eve": "driver", "abe": "agent", "amy": "agent",
    "sue": "supervisor", "ada": "admin",
}  # fmt: skip
"""Somebody without a hello; the customer; a stranger; a driver who left; an agent who takes part; staff who do not."""
TEXT: Final = {"type": "text", "text": "words"}
KINDS: Final = {kind.__struct_config__.tag: kind for kind in commands.Command.__subclasses__()}
SAID: Final[dict[str, dict[str, Any]]] = {
    "join": {}, "observe": {"t": "join", "observe": True}, "leave": {}, "send": {"body": TEXT}, "edit": {"body": TEXT},
    "redact": {}, "react": {"emoji": "👍", "on": True}, "help": {"reason": "other"}, "seen": {"delivered": 3},
    "withdraw": {"t": "help", "withdraw": True}, "typing": {"on": True}, "history": {"limit": 5},
    "answer": {"accept": True},
}  # fmt: skip
ANYWHERE: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "presence": ({"state": "away"}, "-"), "ping": ({}, "pong"), "pong": ({}, "-"),
    "auth": ({"token": "x"}, "unauthenticated"), "inbox": ({"on": True}, "inbox"),
}  # fmt: skip
"""What is about no room, and how anybody who said hello is answered."""
NO: Final = "unauthenticated"
"""Who did not say hello is let in nowhere."""
IN_THE_ROOM: Final = {
    "join": (NO, "joined", "not_found", "left", "joined", "forbidden", "forbidden", "forbidden"),
    "observe": (NO, "forbidden", "not_found", "left", "joined", "joined", "joined", "joined"),
    "leave": (NO, "not_found", "not_found", "not_found", "not_found", "not_found", "not_found", "not_found"),
    "send": (NO, "ack", "not_found", "not_found", "ack", "forbidden", "forbidden", "forbidden"),
    "edit": (NO, "ack", "not_found", "not_found", "forbidden", "forbidden", "forbidden", "forbidden"),
    "redact": (NO, "ack", "not_found", "not_found", "ack", "ack", "ack", "ack"),
    "react": (NO, "ack", "not_found", "not_found", "ack", "forbidden", "forbidden", "forbidden"),
    "help": (NO, "ack", "not_found", "not_found", "forbidden", "forbidden", "forbidden", "forbidden"),
    "withdraw": (NO, "ack", "not_found", "not_found", "ack", "ack", "ack", "ack"),
    "seen": (NO, "-", "not_found", "not_found", "-", "-", "-", "-"),
    "typing": (NO, "not_found", "not_found", "not_found", "not_found", "not_found", "not_found", "not_found"),
    "history": (NO, "history", "not_found", "not_found", "history", "history", "history", "history"),
    "answer": (NO, "forbidden", "not_found", "not_found", "bad_field", "bad_field", "bad_field", "bad_field"),
}
STRANGE: Final = (NO, "not_found", "not_found", "not_found")
IN_THE_STAFF_LANE: Final = {
    "join": (*STRANGE, "joined", "joined", "joined", "joined"),
    "observe": (*STRANGE, "joined", "joined", "joined", "joined"),
    "leave": (*STRANGE, "not_found", "not_found", "not_found", "not_found"),
    "send": (*STRANGE, "ack", "ack", "ack", "ack"),
    "edit": (*STRANGE, "ack", "forbidden", "forbidden", "forbidden"),
    "redact": (*STRANGE, "ack", "ack", "ack", "ack"),
    "react": (*STRANGE, "ack", "ack", "ack", "ack"),
    "help": (*STRANGE, "forbidden", "forbidden", "forbidden", "forbidden"),
    "withdraw": (*STRANGE, "ack", "ack", "ack", "ack"),
    "seen": (*STRANGE, "-", "-", "-", "-"),
    "typing": (*STRANGE, "not_found", "not_found", "not_found", "not_found"),
    "history": (*STRANGE, "history", "history", "history", "history"),
    "answer": (*STRANGE, "forbidden", "forbidden", "forbidden", "forbidden"),
}
TABLES: Final = {"room": IN_THE_ROOM, "staff lane": IN_THE_STAFF_LANE}


@pytest.fixture
async def order(bench: Bench) -> Bench:
    """An order in which people wrote, one of them left, and an agent takes part."""
    for user in ("abe", "amy", "sue", "ada"):
        await bench.staff(user, WHO[user])
    await bench.room()
    await bench.add("eve", "driver")
    await bench.remove("eve")
    await bench.add("abe", "agent")
    return bench


def test_no_command_is_missing():
    said = {fields.get("t", name) for name, fields in SAID.items()}
    assert said | ANYWHERE.keys() == KINDS.keys() - {"hello"}
    assert all(table.keys() == SAID.keys() for table in TABLES.values())


@pytest.mark.parametrize("name", ANYWHERE)
async def test_what_is_about_no_room_is_answered_to_whoever_said_hello(order: Bench, name: str):
    fields, answer = ANYWHERE[name]
    got = {who: await answered(order, who, {"t": name, **fields}) for who in WHO}
    staff_alone = dict.fromkeys(("ann", "bob", "eve"), "forbidden") if name == "inbox" else {}
    assert got == dict.fromkeys(WHO, answer) | staff_alone | ({} if name in {"ping", "pong"} else {"nobody": NO})


@pytest.mark.parametrize("where", TABLES)
async def test_every_command_by_everybody(order: Bench, where: str):
    room = ORDER if where == "room" else order.staff_lane()
    author = await (order.person("ann") if where == "room" else order.person("abe", "agent", room))
    wrong = []
    for name, expected in TABLES[where].items():
        for who, wish in zip(WHO, expected, strict=True):
            target = (await author.sent(room, "words"))["seq"]
            fields = {"t": name, **SAID[name], "room": room}
            own = {"cid": ids.fresh("c")} | ({} if fields["t"] == "help" else {"target": target})
            takes = KINDS[fields["t"]].__struct_fields__
            got = await answered(order, who, fields | {key: own[key] for key in own if key in takes})
            if got != wish:
                wrong.append(f"{name} by {who}: {got}, not {wish}")
    assert not wrong, "\n".join(wrong)


async def answered(order: Bench, who: str, said: dict[str, Any]) -> str:
    """Say it on a new device; give the code or the kind of the answer, `-` where there is none."""
    device = order.device(who, "agent" if WHO[who] in {"supervisor", "admin"} else WHO[who])
    if who != "nobody":
        await device.hello()
    ref = device.say(**said)
    await order.quiet()
    answers = [frame for frame in device.frames if frame.get("ref") == ref]
    device.gone()
    if device.closed is not None:
        return f"closed {device.closed.code}"
    return (answers[0].get("code") or answers[0]["t"]) if answers else "-"
