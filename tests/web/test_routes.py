"""Every operation: what reaches its use case, what comes back, who is let in."""

from typing import Any, Final

import pytest

from server.chat.messages import Event
from server.chat.rooms import NewRoom
from server.core import commands
from server.core.changes import Actor, Person
from server.core.users import User
from server.web.routes import OPERATIONS
from tests.web.fakes import NOW, Web

HOST: Final = Actor(None, host=True)
KEY: Final = "idempotency-1"
ANN: Final = Person(user="ann", role="customer", name="Ann", verified="host", history=None)
FACT: Final = {"key": "eta", "label": "ETA", "kind": "time", "value": "19:40", "roles": ["customer"]}
ROOM: Final = {
    "id": "order-1", "kind": "order", "subject": "Order 1", "metadata": {"crm": "77"}, "facts": [FACT],
    "participants": [{"user": "ann", "role": "customer", "name": "Ann"}],
}  # fmt: skip
MADE: Final = NewRoom(
    id="order-1", kind="order", subject="Order 1", people=(ANN,), metadata={"crm": "77"},
    facts=({**FACT, "until": "lock"},),
)  # fmt: skip

CALLS: Final[list[tuple[str, str, Any, int, tuple[Any, ...]]]] = [
    ("POST", "/v1/rooms", ROOM, 201, ("create", HOST, MADE, KEY)),
    ("GET", "/v1/rooms", None, 200, ("listing", HOST, 50, None)),
    ("GET", "/v1/rooms?limit=7&cursor=123", None, 200, ("listing", HOST, 7, "123")),
    ("GET", "/v1/rooms/order-1", None, 200, ("get", HOST, "order-1")),
    ("PATCH", "/v1/rooms/order-1", {}, 200, ("patch", HOST, "order-1", {}, KEY)),
    (
        "PATCH", "/v1/rooms/order-1", {"subject": "New", "locked": False, "locks_at": "1970-01-01T00:00:01Z"}, 200,
        ("patch", HOST, "order-1", {"subject": "New", "locked": False, "locks_at": 1000}, KEY),
    ),
    (
        "PATCH", "/v1/rooms/order-1", {"locks_at": None, "facts": [], "metadata": {"a": 1}, "status": "resolved"}, 200,
        ("patch", HOST, "order-1", {"status": "resolved", "locks_at": None, "facts": [], "metadata": {"a": 1}}, KEY),
    ),
    ("GET", "/v1/rooms/order-1/participants", None, 200, ("participants", HOST, "order-1", 100, None)),
    (
        "GET", "/v1/rooms/order-1/participants?limit=500&cursor=Zg", None, 200,
        ("participants", HOST, "order-1", 500, "Zg"),
    ),
    (
        "PUT", "/v1/rooms/order-1/participants/ken", {"role": "driver", "history": "last:20", "replaces": "lee"}, 200,
        ("put", HOST, "order-1", Person(user="ken", role="driver", history="last:20"), "lee", KEY),
    ),
    ("DELETE", "/v1/rooms/order-1/participants/ken", None, 200, ("remove", HOST, "order-1", "ken", KEY)),
    (
        "POST", "/v1/rooms/order-1/swap", {"replaces": "ken", "user": "lee", "role": "driver", "name": "Lee"}, 200,
        ("swap", HOST, "order-1", "ken", Person(user="lee", role="driver", name="Lee"), KEY),
    ),
    (
        "POST", "/v1/rooms/order-1/messages", {"by": "ken", "body": {"type": "text", "text": "Hi"}, "reply_to": 3}, 201,
        (
            "post", Actor("ken", "Ken", "driver", host=True),
            commands.Send(room="order-1", cid=KEY, body=commands.Text("Hi"), reply_to=3),
        ),
    ),
    (
        "POST", "/v1/rooms/order-1/activity", {"type": "eta", "text": "Late", "params": {"minutes": 10}}, 201,
        ("activity", HOST, Event("order-1", "eta", "Late", {"minutes": 10}), KEY),
    ),
    ("GET", "/v1/rooms/order-1/entries", None, 200, ("page", HOST, "order-1", None, None, 50)),
    ("GET", "/v1/rooms/order-1/entries?after=3&before=9&limit=5", None, 200, ("page", HOST, "order-1", 3, 9, 5)),
    ("GET", "/v1/rooms/order-1/receipts", None, 200, ("receipts", HOST, "order-1")),
    ("POST", "/v1/rooms/order-1/lanes", {"users": ["ann", "ken"]}, 201, ("lane", HOST, "order-1", ["ann", "ken"], KEY)),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "status", "call"), CALLS, ids=range(len(CALLS)))
async def test_what_is_asked_reaches_its_use_case(method, path, body, status, call):
    web = Web()
    web.directory.users["ken"] = User("ken", "driver", "Ken")
    async with web.host() as client:
        answer = await client.request(method, path, json=body, headers={"Idempotency-Key": KEY})
    assert answer.status_code == status, answer.text
    assert web.cases.calls == [call]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


REPEATED: Final[list[tuple[str, Any]]] = [
    ("/v1/rooms", ROOM),
    ("/v1/rooms/order-1/messages", {"by": "ken", "body": {"type": "text", "text": "Hi"}}),
    ("/v1/rooms/order-1/lanes", {"users": ["ann"]}),
]


@pytest.mark.parametrize(("path", "body"), REPEATED)
async def test_what_was_there_already_answers_200(path, body):
    web = Web()
    web.cases.again = True
    web.directory.users["ken"] = User("ken", "driver", "Ken")
    async with web.host() as client:
        assert (await client.post(path, json=body)).status_code == 200


async def test_without_a_key_every_write_has_one_of_its_own():
    web = Web()
    web.directory.users["ken"] = User("ken", "driver", "Ken")
    async with web.host() as client:
        for _ in range(2):
            await client.post("/v1/rooms/r/messages", json={"by": "ken", "body": {"type": "text", "text": "Hi"}})
    first, second = (call[2].cid for call in web.cases.calls)
    assert first != second
    assert len(first) >= 20


async def test_a_user_writes_as_themself():
    web = Web()
    async with web.user("ann") as client:
        said = {"body": {"type": "phrase", "phrase": "any.thanks"}}
        answer = await client.post("/v1/rooms/r/messages", json=said, headers={"Idempotency-Key": KEY})
    assert answer.status_code == 201
    assert web.cases.calls == [
        (
            "post", Actor("ann", "Ann", "customer"),
            commands.Send(room="r", cid=KEY, body=commands.Phrase("any.thanks")),
        ),
    ]  # fmt: skip


async def test_a_user_cannot_write_as_another_and_the_host_must_say_as_whom():
    web = Web()
    body = {"type": "text", "text": "Hi"}
    async with web.user("ann") as client:
        named = (await client.post("/v1/rooms/r/messages", json={"body": body, "by": "ann"})).json()
    async with web.host() as client:
        unnamed = (await client.post("/v1/rooms/r/messages", json={"body": body})).json()
        unknown = (await client.post("/v1/rooms/r/messages", json={"body": body, "by": "nobody"})).json()
    assert [(said["code"], said["field"]) for said in (named, unnamed, unknown)] == [
        ("bad_field", "by"), ("bad_field", "by"), ("not_found", "by"),
    ]  # fmt: skip
    assert web.cases.calls == []


async def test_staff_who_are_no_host_vouch_for_nobody():
    web = Web(host_agents=True)
    async with web.user("amy", "agent") as client:
        await client.put("/v1/rooms/r/participants/ken", json={"role": "driver"})
    assert web.cases.calls[0][3].verified == "none"


async def test_help_is_a_users():
    web = Web()
    async with web.user("ann") as client:
        answer = await client.post("/v1/rooms/r/help", json={"reason": "late"}, headers={"Idempotency-Key": KEY})
    assert answer.status_code == 201
    assert web.cases.calls == [
        ("help", Actor("ann", "Ann", "customer"), commands.Help(room="r", cid=KEY, reason="late"))
    ]


async def test_a_token_for_a_user():
    web = Web()
    async with web.host() as client:
        told = (await client.post("/v1/tokens", json={"user": "ann", "role": "customer", "ttl_s": 60})).json()
        longest = (await client.post("/v1/tokens", json={"user": "ann", "role": "customer", "ttl_s": 86_400})).json()
    claims = web.identity.verify(told["token"])
    assert (claims.sub, claims.role, claims.exp) == ("ann", "customer", NOW + 60_000)
    assert told["exp"] == "2026-11-18T11:07:40.000Z"
    assert longest["exp"] == "2026-11-18T12:06:40.000Z"


@pytest.mark.parametrize(
    ("user", "role", "code"),
    [("s_amy", "member", "forbidden"), ("v_1", "customer", "forbidden"), ("amy", "agent", "forbidden"),
     ("amy", "admin", "bad_field"), ("a b", "customer", "bad_field")],
)  # fmt: skip
async def test_whom_the_host_cannot_name(user, role, code):
    async with Web().host() as client:
        assert (await client.post("/v1/tokens", json={"user": user, "role": role})).json()["code"] == code
        if " " not in user:
            assert (await client.put(f"/v1/users/{user}", json={"role": role})).json()["code"] == code


async def test_a_user_is_stored_and_changed():
    web = Web()
    async with web.host() as client:
        answer = await client.put("/v1/users/ken", json={"name": "Ken", "role": "driver"})
    assert (answer.status_code, answer.json()) == (
        200, {"user": "ken", "role": "driver", "name": "Ken", "verified": "host"},
    )  # fmt: skip


async def test_visitors_are_let_in_and_come_in_with_their_token():
    web = Web()
    async with web.client() as client:
        told = await client.post("/v1/visitors", json={"name": "Guest"})
        assert told.status_code == 201
        token = told.json()["token"]
        listed = await client.get("/v1/rooms", headers={"Authorization": f"Bearer {token}"})
    assert listed.status_code == 200
    assert web.cases.calls[0][1] == Actor(told.json()["user"], "Guest", "customer")


async def test_too_many_visitors_from_one_address():
    web = Web(visitors=2)
    async with web.client("198.51.100.1") as client, web.client("198.51.100.2") as other:
        codes = [(await client.post("/v1/visitors")).status_code for _ in range(3)]
        refused = await client.post("/v1/visitors")
        assert codes == [201, 201, 429]
        assert (await other.post("/v1/visitors")).status_code == 201
        web.clock += refused.json()["retry_after_ms"]
        assert int(refused.headers["retry-after"]) * 1000 >= refused.json()["retry_after_ms"]
        assert (await client.post("/v1/visitors")).status_code == 201


async def test_phrases_need_nobody_and_are_those_of_a_role():
    async with Web().client() as client:
        everything = (await client.get("/v1/phrases")).json()["phrases"]
        drivers = (await client.get("/v1/phrases?role=driver")).json()["phrases"]
    assert {"id", "roles", "stages", "texts", "params"} == set(drivers[0])
    assert all("driver" in phrase["roles"] for phrase in drivers)
    assert len(everything) > len(drivers) > 0


FOR_HOSTS = [each for each in OPERATIONS if each.who not in {"page", "staff"}]
"""The others, and all of these by everybody: tests/web/test_desk_table.py."""


@pytest.mark.parametrize("operation", FOR_HOSTS, ids=lambda operation: operation.name)
async def test_who_is_let_in(operation):
    """Nobody, a user and the host at every route: told apart before anything else is read."""
    path = operation.path.replace("{id}", "order-1").replace("{user}", "ken").replace("{seq}", "9")
    web = Web()
    said: dict[str, int] = {}
    for who, client in {"nobody": web.client(), "user": web.user(), "host": web.host()}.items():
        async with client:
            said[who] = (await client.request(operation.method, path, content=b"[")).status_code
    closed = {
        "key": {"nobody": 401, "user": 403},
        "user": {"nobody": 401, "host": 403},
        "either": {"nobody": 401},
        "link": {"nobody": 401},
    }
    for who, status in said.items():
        expected = closed.get(operation.who, {}).get(who)
        assert (status == expected) if expected else status not in {401, 403}, (who, status)
