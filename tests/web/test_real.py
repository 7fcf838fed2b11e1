"""The API over the real use cases and SQLite: one order from beginning to end, every answer in its documented shape."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest

from server.app import application
from server.settings import Settings
from server.web import answers
from server.web.routes import OPERATIONS

SECRET: Final = "a-secret-for-tests-0123456789abcdef-0123456789"
API_KEY: Final = "an-api-key-for-tests-0123456789"
TEXT: Final = {"type": "text", "text": "Where are you?"}
ROOM: Final = {
    "id": "order-1", "kind": "order", "subject": "Order 1", "metadata": {"crm": "77"},
    "facts": [
        {"key": "eta", "label": "ETA", "kind": "time", "value": "19:40", "roles": ["customer"]},
        {"key": "door", "label": "Door", "kind": "text", "value": "4711", "roles": ["driver"]},
    ],
    "participants": [
        {"user": "ann", "role": "customer", "name": "Ann"},
        {"user": "ken", "role": "driver", "name": "Ken"},
        {"user": "mia", "role": "merchant", "name": "Mia"},
    ],
}  # fmt: skip


class Caller:
    """Calls the API as one who asks; every answer is held against its documented shape."""

    def __init__(self, app: Any, credential: str) -> None:
        self._app = app
        self._credential = credential

    async def raw(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self._credential}", **headers}
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://chat.example") as client:
            return await client.request(method, path, json=body, headers=bearer)

    async def __call__(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = await self.raw(method, path, body, **headers)
        assert answer.status_code == status, answer.text
        told = answer.json()
        shape = answers.Problem if status >= 400 else shape_of(method, path, status)
        assert msgspec.to_builtins(msgspec.convert(told, shape)) == told
        return told

    async def refused(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = await self.raw(method, path, body)
        return answer.status_code, answer.json()["code"]


def shape_of(method: str, path: str, status: int) -> Any:
    """Return the documented shape of this route's answer."""
    parts = path.partition("?")[0].split("/")
    for operation in OPERATIONS:
        named = operation.path.split("/")
        same = len(named) == len(parts) and all(
            mine == theirs or mine.startswith("{") for mine, theirs in zip(named, parts, strict=True)
        )
        if operation.method == method and same:
            return operation.answers[status].shape
    raise AssertionError(f"no such operation: {method} {path}")


class Order:
    """A running server with one order."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.host = Caller(app, API_KEY)

    async def user(self, user: str, role: str) -> Caller:
        told = await self.host("POST", "/v1/tokens", {"user": user, "role": role, "name": user.title()}, 201)
        return Caller(self.app, told["token"])


@pytest.fixture
async def order(tmp_path: Path) -> AsyncIterator[Order]:
    settings = Settings(secret=SECRET, api_key=API_KEY, data_dir=tmp_path, host_agents=True)
    app = application(settings)
    async with app.router.lifespan_context(app):
        running = Order(app)
        await running.host("POST", "/v1/rooms", ROOM, 201)
        yield running


async def test_a_room_is_made_once(order: Order):
    again = await order.host("POST", "/v1/rooms", {**ROOM, "subject": "Another", "participants": []}, 200)
    assert (again["id"], again["subject"], len(again["participants"])) == ("order-1", "Order 1", 3)
    fresh = await order.host("POST", "/v1/rooms", {"kind": "support"}, 201)
    assert fresh["id"] != "order-1"
    listed = await order.host("GET", "/v1/rooms?limit=1")
    assert (len(listed["rooms"]), listed["next"] is None) == (1, False)
    rest = await order.host("GET", f"/v1/rooms?limit=9&cursor={listed['next']}")
    assert {row["room"] for row in [*listed["rooms"], *rest["rooms"]]} == {"order-1", fresh["id"]}


async def test_each_role_sees_its_own(order: Order):
    ann, ken, amy = (
        await order.user("ann", "customer"),
        await order.user("ken", "driver"),
        await order.user("amy", "agent"),
    )
    rooms = {name: await who("GET", "/v1/rooms/order-1") for name, who in (("ann", ann), ("ken", ken), ("amy", amy))}
    assert {name: [fact["key"] for fact in room["facts"]] for name, room in rooms.items()} == {
        "ann": ["eta"], "ken": ["door"], "amy": ["eta", "door"],
    }  # fmt: skip
    assert ["metadata" in rooms[name] for name in ("ann", "ken", "amy")] == [False, False, True]
    assert [len(rooms[name]["lanes"]) for name in ("ann", "ken", "amy")] == [0, 0, 1]
    assert rooms["ann"]["you"]["can"] != rooms["amy"]["you"]["can"]


async def test_unknown_and_forbidden_rooms_answer_alike(order: Order):
    stranger = await order.user("eve", "customer")
    for method, tail, body in (
        ("GET", "", None), ("GET", "/entries", None), ("GET", "/receipts", None),
        ("GET", "/participants", None), ("PATCH", "", {"subject": "x"}),
        ("POST", "/messages", {"body": TEXT}), ("POST", "/help", {"reason": "late"}),
        ("POST", "/lanes", {"users": ["ann"]}),
        ("PUT", "/participants/eve", {"role": "driver"}), ("DELETE", "/participants/ann", None),
        ("POST", "/swap", {"replaces": "ken", "user": "eve", "role": "driver"}),
        ("POST", "/activity", {"type": "delivered"}),
    ):  # fmt: skip
        seen = await stranger.raw(method, f"/v1/rooms/order-1{tail}", body)
        unseen = await stranger.raw(method, f"/v1/rooms/order-9{tail}", body)
        assert (seen.status_code, seen.content) == (unseen.status_code, unseen.content) == (404, unseen.content), tail
    listed = await stranger("GET", "/v1/rooms")
    assert listed == {"rooms": [], "next": None}


async def test_a_message_is_written_once_whatever_is_repeated(order: Order):
    ann = await order.user("ann", "customer")
    key = {"Idempotency-Key": "first-hello"}
    first = await ann("POST", "/v1/rooms/order-1/messages", {"body": TEXT}, 201, **key)
    again = await ann("POST", "/v1/rooms/order-1/messages", {"body": TEXT}, 200, **key)
    assert first == again
    other = await ann.raw("POST", "/v1/rooms/order-1/messages", {"body": {**TEXT, "text": "Other"}}, **key)
    assert (other.status_code, other.json()["code"]) == (409, "cid_reused")
    by = await order.host("POST", "/v1/rooms/order-1/messages", {"body": TEXT, "by": "ken"}, 201, **key)
    assert by["seq"] == first["seq"] + 1
    page = await ann("GET", "/v1/rooms/order-1/entries?after=4")
    assert [(entry["by"], entry["body"], entry["cid"]) for entry in page["entries"]] == [
        ("ann", TEXT, "first-hello"), ("ken", TEXT, "first-hello"),
    ]  # fmt: skip


async def test_pages_ascend_and_say_whether_there_is_more(order: Order):
    log = (await order.host("GET", "/v1/rooms/order-1/entries"))["entries"]
    assert [(entry["seq"], entry["kind"]) for entry in log] == [(1, "room"), (2, "join"), (3, "join"), (4, "join")]
    for query, seqs, more in (
        ("limit=2", [3, 4], True), ("after=0&limit=2", [1, 2], True), ("after=2&limit=2", [3, 4], False),
        ("before=3&limit=5", [1, 2], False), ("after=1&before=4", [2, 3], False),
    ):  # fmt: skip
        page = await order.host("GET", f"/v1/rooms/order-1/entries?{query}")
        assert ([entry["seq"] for entry in page["entries"]], page["more"]) == (seqs, more), query


async def test_a_swap_is_one_entry_and_the_old_driver_is_out(order: Order):
    ken = await order.user("ken", "driver")
    swap = {"replaces": "ken", "user": "lee", "role": "driver", "name": "Lee"}
    told = await order.host("POST", "/v1/rooms/order-1/swap", swap)
    assert (told["user"], told["seq"], told["changed"]) == ("lee", 5, True)
    assert await ken.refused("POST", "/v1/rooms/order-1/messages", {"body": TEXT}) == (404, "not_found")
    assert await ken.refused("GET", "/v1/rooms/order-1/entries") == (404, "not_found")
    lee = await order.user("lee", "driver")
    page = await lee("GET", "/v1/rooms/order-1/entries")
    assert [entry["seq"] for entry in page["entries"]] == [5]
    assert page["entries"][0]["body"]["replaces"] == "ken"


async def test_people_come_change_and_go(order: Order):
    put = await order.host("PUT", "/v1/rooms/order-1/participants/bob", {"role": "member", "history": "last:1"})
    same = await order.host("PUT", "/v1/rooms/order-1/participants/bob", {"role": "member"})
    changed = await order.host("PUT", "/v1/rooms/order-1/participants/bob", {"role": "merchant"})
    assert [put["changed"], same["changed"], changed["changed"]] == [True, False, True]
    gone = await order.host("DELETE", "/v1/rooms/order-1/participants/bob")
    assert (gone["seq"], gone["changed"]) == (7, True)
    ann = await order.user("ann", "customer")
    assert await ann.refused("DELETE", "/v1/rooms/order-1/participants/ken") == (403, "forbidden")


async def test_help_waits_until_it_is_ended(order: Order):
    ann = await order.user("ann", "customer")
    await ann("POST", "/v1/rooms/order-1/help", {"reason": "late"}, 201)
    assert (await ann("GET", "/v1/rooms/order-1"))["waiting"]["reason"] == "late"
    assert await ann.refused("POST", "/v1/rooms/order-1/help", {"reason": "bored"}) == (400, "bad_field")
    await ann("POST", "/v1/rooms/order-1/help", {"withdraw": True}, 201)
    assert "waiting" not in await ann("GET", "/v1/rooms/order-1")


async def test_a_locked_room_takes_no_message(order: Order):
    ann = await order.user("ann", "customer")
    await order.host("POST", "/v1/rooms/order-1/activity", {"type": "delivered"}, 201)
    page = await ann("GET", "/v1/rooms/order-1/entries?after=4")
    assert page["entries"][0]["kind"] == "activity"
    patched = await order.host("PATCH", "/v1/rooms/order-1", {"locked": True, "subject": "Done"})
    assert (patched["locked"], patched["subject"]) == (True, "Done")
    assert await ann.refused("POST", "/v1/rooms/order-1/messages", {"body": TEXT}) == (423, "room_locked")
    facts = [{"key": "eta", "label": "ETA", "value": "20:00", "roles": ["customer"], "until": "for ever"}]
    await order.host("PATCH", "/v1/rooms/order-1", {"facts": facts})
    opened = await order.host("PATCH", "/v1/rooms/order-1", {"locked": False, "locks_at": None})
    assert not opened["locked"]
    await ann("POST", "/v1/rooms/order-1/messages", {"body": TEXT}, 201)


async def test_a_lane_is_for_those_it_names(order: Order):
    lane = await order.host("POST", "/v1/rooms/order-1/lanes", {"users": ["ann", "mia"]}, 201)
    again = await order.host("POST", "/v1/rooms/order-1/lanes", {"users": ["mia", "ann"]}, 200)
    assert lane["room"] == again["room"]
    ann, ken = await order.user("ann", "customer"), await order.user("ken", "driver")
    assert (await ann("GET", f"/v1/rooms/{lane['room']}"))["parent"] == "order-1"
    assert await ken.refused("GET", f"/v1/rooms/{lane['room']}") == (404, "not_found")
    assert await order.host.refused("POST", "/v1/rooms/order-1/lanes", {"users": ["eve"]}) == (404, "not_found")


async def test_receipts_start_at_nothing(order: Order):
    told = await order.host("GET", "/v1/rooms/order-1/receipts")
    assert told["last_seq"] == 4
    assert {row["user"]: (row["delivered"], row["read"]) for row in told["cursors"]} == dict.fromkeys(
        ("ann", "ken", "mia"), (0, 0)
    )


async def test_a_visitor_sees_nothing_that_is_not_theirs(order: Order):
    told = await order.host("POST", "/v1/visitors", {"name": "Guest"}, 201)
    visitor = Caller(order.app, told["token"])
    assert await visitor("GET", "/v1/rooms") == {"rooms": [], "next": None}
    assert await visitor.refused("GET", "/v1/rooms/order-1") == (404, "not_found")
    for body in ({"kind": "order"}, {"kind": "support", "id": "mine"}, {"kind": "support", "metadata": {"a": 1}}):
        assert await visitor.refused("POST", "/v1/rooms", body) == (403, "forbidden")


async def test_an_agent_the_host_may_not_name(tmp_path: Path):
    app = application(Settings(secret=SECRET, api_key=API_KEY, data_dir=tmp_path))
    async with app.router.lifespan_context(app):
        host = Caller(app, API_KEY)
        people = [{"user": "amy", "role": "agent"}]
        assert await host.refused("POST", "/v1/rooms", {"kind": "order", "participants": people}) == (403, "forbidden")
        assert (await host.raw("GET", "/readyz")).json() == {"status": "ok", "why": []}
        assert "parley_connections 0.0" in (await host.raw("GET", "/metrics")).text
