"""What is asked about orders, requests and announcements reaches its use case as it was said."""

from typing import Any, Final

import pytest

from server.chat.orders import Step
from server.core import commands, requests
from server.core.changes import Actor, Person
from server.core.users import User
from tests.web.fakes import Web

HOST: Final = Actor(None, host=True)
KEY: Final = "idempotency-1"
ANN: Final = Actor("ann", "Ann", "customer")
LATER: Final = "2099-01-01T00:00:00Z"
FACT: Final = {
    "key": "items",
    "label": "Items",
    "value": "2 ramen",
    "kind": "text",
    "roles": ["driver"],
    "until": "lock",
}
ORDER: Final = "/v1/rooms/order-1"
ASKED: Final = {"type": "request", "change": "remove", "items": [{"name": "Gyoza"}]}
REQUEST: Final = requests.Request(change="remove", items=[requests.OrderItem(name="Gyoza")])
TEXT: Final = {"type": "text", "text": "Hi"}
MEI: Final = Person(user="mei", role="driver", name="Mei")

CALLS: Final[list[tuple[str, str, Any, tuple[Any, ...]]]] = [
    ("POST", f"{ORDER}/order", {"event": "picked_up"}, ("step", Step(room="order-1", event="picked_up"), KEY)),
    (
        "POST", f"{ORDER}/order",
        {"event": "swapped", "participants": [{"user": "mei", "role": "driver", "name": "Mei", "replaces": "ken"}]},
        ("step", Step(room="order-1", event="swapped", people=((MEI, "ken"),)), KEY),
    ),
    (
        "POST", f"{ORDER}/order",
        {
            "event": "delivered", "subject": "Order 1", "facts": [FACT], "drop": ["door"], "metadata": {"crm": None},
            "eta": "1970-01-01T00:00:01Z", "text": "At the door", "params": {"floor": 4}, "lock_after_s": 60,
        },
        (
            "step",
            Step(
                room="order-1", event="delivered", subject="Order 1", facts=(FACT,), drop=("door",),
                metadata={"crm": None}, eta=1000, text="At the door", params={"floor": 4}, locks_in=60_000,
            ),
            KEY,
        ),
    ),
    (
        "POST", f"{ORDER}/messages/9/answer", {"accept": False},
        ("answer", HOST, commands.Answer(room="order-1", cid=KEY, target=9, accept=False)),
    ),
    (
        "POST", f"{ORDER}/messages/9/answer", {"accept": True, "by": "mia"},
        (
            "answer", Actor("mia", "Mia", "merchant", host=True),
            commands.Answer(room="order-1", cid=KEY, target=9, accept=True),
        ),
    ),
    (
        "POST", f"{ORDER}/messages", {"body": ASKED},
        ("post", HOST, commands.Send(room="order-1", cid=KEY, body=REQUEST)),
    ),
    (
        "POST", "/v1/rooms/news/messages", {"body": TEXT, "expires_at": LATER},
        ("post", HOST, commands.Send(room="news", cid=KEY, body=commands.Text("Hi"), expires_at=LATER)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "call"), CALLS, ids=range(len(CALLS)))
async def test_what_the_host_says_reaches_its_use_case(method, path, body, call):
    for again, status in ((False, 201), (True, 200)):
        web = Web()
        web.cases.again = again
        web.directory.users["mia"] = User("mia", "merchant", "Mia")
        async with web.host() as client:
            answer = await client.request(method, path, json=body, headers={"Idempotency-Key": KEY})
        assert answer.status_code == status, answer.text
        assert web.cases.calls == [call]


async def test_what_a_user_says_reaches_its_use_case():
    web = Web()
    async with web.user("ann") as client:
        said = {"to": 3, "body": TEXT}
        replied = await client.post("/v1/rooms/news/replies", json=said, headers={"Idempotency-Key": KEY})
        busy = await client.put("/v1/users/me/busy", json={"minutes": 15, "for_s": 600})
    assert (replied.status_code, busy.status_code) == (201, 200)
    assert web.cases.calls == [
        ("reply", ANN, commands.Send(room="news", cid=KEY, body=commands.Text("Hi")), 3),
        ("busy", ANN, 15, 600_000),
    ]


async def test_replies_from_one_address_open_so_many_rooms():
    web = Web(rooms=1)
    async with web.user("ann") as client:
        codes = [(await client.post("/v1/rooms/news/replies", json={"to": 3, "body": TEXT})).status_code for _ in "12"]
    assert codes == [201, 429]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (f"{ORDER}/order", {"event": "vanished"}, "event"),
        (f"{ORDER}/order", {"event": "eta", "eta": "soon"}, "eta"),
        (f"{ORDER}/order", {"event": "eta", "facts": [FACT, FACT]}, "facts[1].key"),
        (f"{ORDER}/order", {"event": "delivered", "lock_after_s": -1}, "lock_after_s"),
        (f"{ORDER}/order", {"event": "placed", "when": "now"}, "when"),
        (f"{ORDER}/messages", {"body": TEXT}, "by"),
        (f"{ORDER}/messages/nine/answer", {"accept": True}, "seq"),
        (f"{ORDER}/messages/0/answer", {"accept": True}, "seq"),
        (f"{ORDER}/messages/9/answer", {}, "accept"),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_name(path, body, field):
    web = Web()
    async with web.host() as client:
        answer = await client.post(path, json=body)
    assert answer.status_code in {400, 404}
    assert answer.json()["field"] == field
    assert web.cases.calls == []
