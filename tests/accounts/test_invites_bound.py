"""A session that came by a room invitation knows that room, and no other: by socket, by HTTP, by file, by lane."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from server.core import ids
from server.core.changes import Actor
from server.uploads.uploads import Wish
from server.web.app import Site, build
from tests.accounts.invited import code, to_room, to_user
from tests.chat.bench import HOST, ORDER

OTHER = "order-7"
TEXT = {"type": "text", "text": "hello"}


@pytest.fixture
async def bound(bench):
    """Ken takes part in two orders, and was invited to one of them."""
    for room in (ORDER, OTHER):
        await bench.room(room)
    return await (await to_room(bench)).phone()


class Caller:
    """Calls the whole HTTP API of the bench's node with one token."""

    def __init__(self, bench: Any, token: str | None) -> None:
        async def no_socket(*_: Any) -> None:
            raise AssertionError

        self._app = build(bench.node.machine.house, Site(), no_socket)
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    async def __call__(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://chat.example") as client:
            return await client.request(method, path, json=body, headers={**self._headers, **(headers or {})})


async def test_the_greeting_names_that_room_alone(bench, bound):
    device = await bound.device()
    welcome = device.told("welcome")[0]
    assert [row["room"] for row in welcome["rooms"]] == [ORDER]
    assert (welcome["more"], welcome["user"]["id"]) == (False, "ken")
    assert bench.clock.wall() < bound.opened.exp_ms


async def test_a_person_invitation_reaches_every_room_now_and_later(bench):
    await bench.room()
    device = await (await (await to_user(bench)).phone()).device(ORDER)
    await bench.room(OTHER)
    assert (await device.ask("join", room=OTHER))["t"] == "joined"
    assert (await device.sent(OTHER, "on my way"))["t"] == "ack"


async def test_nothing_is_said_in_another_room_by_socket(bench, bound):
    await (await bench.person("ken", "driver", OTHER)).sent(OTHER, "mine", "known-cid")
    device = await bound.device(ORDER)
    said = [
        ("join", {}), ("join", {"since": 0}), ("history", {"limit": 5}), ("seen", {"read": 1}),
        ("send", {"cid": ids.fresh(), "body": TEXT}), ("send", {"cid": "known-cid", "body": {**TEXT, "text": "mine"}}),
        ("edit", {"cid": ids.fresh(), "target": 5, "body": TEXT}), ("redact", {"cid": ids.fresh(), "target": 5}),
        ("react", {"cid": ids.fresh(), "target": 5, "emoji": "x", "on": True}), ("typing", {"on": True}),
        ("help", {"cid": ids.fresh(), "reason": "other"}), ("leave", {}),
    ]  # fmt: skip
    for kind, fields in said:
        answer = await device.ask(kind, room=OTHER, **fields)
        assert (answer["t"], answer.get("code")) == ("error", "not_found"), (kind, answer)
    assert (await device.sent(ORDER, "here I am"))["t"] == "ack"


async def test_nothing_of_another_room_is_taken_up_again(bench, bound):
    resume = [{"room": room, "seq": 0, "delivered": 1, "read": 1} for room in (OTHER, ORDER)]
    device = await bound.device(resume=resume)
    await device.hears("joined", room=ORDER)
    assert [frame["code"] for frame in device.told("error", OTHER)] == ["not_found"]
    assert not device.told("joined", OTHER)


async def test_nothing_of_another_room_is_told(bench, bound):
    """Summaries, receipts and goodbyes go to sessions of a user, not only to views."""
    device, own = await bound.device(ORDER), await bench.person("ken", "driver", OTHER)
    ann = await bench.person("ann", "customer", OTHER, ORDER)
    await bench.quiet()
    device.forget()
    own.forget()
    seq = (await ann.sent(OTHER, "where are you?"))["seq"]
    own.say("seen", room=OTHER, delivered=seq, read=seq)
    await bench.skip(1_500)
    await bench.patch(OTHER, subject="Another")
    await bench.room("order-8")
    await bench.skip(1_500)
    await bench.remove("ken", OTHER)
    await bench.skip(1_500)
    assert own.told("left", OTHER)
    assert not [frame for frame in device.frames if frame.get("room") in {OTHER, "order-8"}]
    await ann.sent(ORDER, "and you?")
    await bench.quiet()
    assert device.told("entries", ORDER)
    assert device.closed is None


async def test_the_room_is_told_of_while_it_is_not_viewed(bench, bound):
    device, ann = await bound.device(), await bench.person("ann")
    await ann.sent(ORDER, "where are you?")
    await bench.skip(500)
    assert device.told("room", ORDER)


async def test_a_lane_of_the_room_belongs_to_it_and_one_of_another_does_not(bench, bound):
    amy, people = await bench.staff(), bench.node.machine.house.people
    lanes = [(await people.lane(amy, room, ["ken"], ids.fresh("c")))[0]["room"] for room in (ORDER, OTHER)]
    device = await bound.device(ORDER)
    assert (await device.ask("join", room=lanes[0]))["t"] == "joined"
    assert (await device.sent(lanes[0], "between us"))["t"] == "ack"
    assert (await device.ask("join", room=lanes[1]))["code"] == "not_found"
    for lane in (bench.staff_lane(ORDER), bench.staff_lane(OTHER)):
        assert (await device.ask("join", room=lane))["code"] == "not_found"


async def test_a_socket_keeps_to_the_invitation_that_it_came_by(bench, bound):
    other, shift = await bound.invited.phone(), await (await to_user(bench)).phone()
    device, own = await bound.device(), await bench.person("ken", "driver")
    assert (await device.ask("auth", token=bound.token()))["t"] == "authed"
    for token in (other.token(), shift.token(), own.token()):
        assert (await device.ask("auth", token=token))["code"] == "forbidden"
    assert (await own.ask("auth", token=bound.token()))["code"] == "forbidden"


CALLS = [
    ("GET", f"/v1/rooms/{OTHER}", None, 404), ("GET", f"/v1/rooms/{OTHER}/entries", None, 404),
    ("GET", f"/v1/rooms/{OTHER}/receipts", None, 404), ("GET", f"/v1/rooms/{OTHER}/invites", None, 404),
    ("POST", f"/v1/rooms/{OTHER}/messages", {"body": TEXT}, 404),
    ("POST", f"/v1/rooms/{OTHER}/help", {"reason": "other"}, 404),
    ("POST", f"/v1/rooms/{OTHER}/activity", {"type": "eta"}, 404),
    ("PATCH", f"/v1/rooms/{OTHER}", {"subject": "x"}, 404),
    ("POST", f"/v1/rooms/{OTHER}/lanes", {"users": ["ken"]}, 404),
    ("POST", f"/v1/rooms/{OTHER}/swap", {"replaces": "ken", "user": "mei", "role": "driver"}, 404),
    ("DELETE", f"/v1/rooms/{OTHER}/participants/ken", None, 404),
    ("PUT", f"/v1/rooms/{OTHER}/participants/mei", {"role": "driver"}, 404),
    ("POST", f"/v1/uploads?room={OTHER}&name=a.txt", None, 404),
    ("POST", f"/v1/rooms/{ORDER}/invites", {"user": "ken"}, 403), ("GET", f"/v1/rooms/{ORDER}/invites", None, 403),
    ("POST", "/v1/users/ken/invites", {}, 403), ("GET", "/v1/users/ken/invites", None, 403),
    ("POST", "/v1/rooms", {"kind": "support"}, 403), ("POST", "/v1/tokens", {"user": "ken", "role": "driver"}, 403),
    ("PUT", "/v1/users/ken", {"role": "merchant"}, 403), ("PUT", "/v1/users/me/mutes/stranger", None, 403),
    ("DELETE", "/v1/users/me/mutes/stranger", None, 403), ("PUT", "/v1/users/me/mutes/ann", None, 200),
    ("GET", f"/v1/rooms/{ORDER}", None, 200), ("POST", f"/v1/rooms/{ORDER}/messages", {"body": TEXT}, 201),
]  # fmt: skip


async def test_nothing_is_done_in_another_room_by_http(bench, bound):
    call = Caller(bench, bound.token())
    for method, path, body, status in CALLS:
        answer = await call(method, path, body)
        assert answer.status_code == status, (method, path, answer.text)
    listed = (await call("GET", "/v1/rooms")).json()
    assert ([row["room"] for row in listed["rooms"]], listed["next"]) == ([ORDER], None)


async def test_a_repeated_cid_of_another_room_is_no_way_to_look_into_it(bench, bound):
    key = {"Idempotency-Key": "known-cid-1"}
    own, call = Caller(bench, bench.device("ken", "driver").token()), Caller(bench, bound.token())
    path = f"/v1/rooms/{OTHER}/messages"
    answers = [await caller("POST", path, {"body": TEXT}, headers=key) for caller in (own, own, call)]
    assert [answer.status_code for answer in answers] == [201, 200, 404]


async def sent_file(bench: Any, room: str) -> str:
    """Let Ann send a file into a room."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"hello"

    ann = Actor("ann", "Ann", "customer")
    told = await bench.node.machine.house.uploads.accept(ann, Wish(room=room, name="door.txt", length=5), pieces())
    call = Caller(bench, bench.device("ann").token())
    said = await call("POST", f"/v1/rooms/{room}/messages", {"body": {"type": "file", "file": told["file"]}})
    assert said.status_code == 201
    return str(told["file"])


async def test_a_file_of_another_room_is_not_there_and_a_link_ends_with_the_invitation(bench, bound):
    here, there = await sent_file(bench, ORDER), await sent_file(bench, OTHER)
    call = Caller(bench, bound.token())
    assert (await call("GET", f"/v1/files/{there}")).status_code == 404
    assert (await call("POST", f"/v1/files/{there}/link")).status_code == 404
    assert (await call("GET", f"/v1/files/{here}")).content == b"hello"
    url = (await call("POST", f"/v1/files/{here}/link")).json()["url"]
    nobody = Caller(bench, None)
    assert (await nobody("GET", url)).content == b"hello"
    assert (await nobody("GET", url.replace(here, there))).status_code == 401
    await bound.invited.house().invites.revoke_device(HOST, bound.invited.id, bound.id)
    assert (await nobody("GET", url)).status_code == 401
    for path in (f"/v1/files/{here}", "/v1/rooms"):
        assert (await call("GET", path)).status_code == 401


async def test_a_token_that_names_no_scope_is_no_token_for_everything(bench, bound):
    """Claims that cannot be read must not widen what a session may."""
    signer = bench.node.machine.house.identity._signer
    good = {"sub": "ken", "role": "driver", "exp": bench.clock.wall() // 1000 + 60, "inv": bound.invited.id,
            "dev": bound.id, "room": ORDER}  # fmt: skip
    for wrong in ({"room": ""}, {"room": None}, {"room": 7}, {"room": "a b"}, {"dev": ""}, {"dev": None}, {"inv": 1},
                  {"sub": "v_1"}, {"sub": "s_1"}):  # fmt: skip
        claims = {**good, **wrong}
        token = signer.sign("invite", claims)
        expected = "done" if wrong == {"room": None} else "unauthenticated"
        assert await code(bench.node.machine.house.identity.actor_of(f"Bearer {token}")) == expected, wrong
