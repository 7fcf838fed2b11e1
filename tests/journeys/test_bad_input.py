"""Every kind of nonsense gets its documented answer, and a healthy neighbour notices nothing."""

import base64
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import jwt
import orjson
import pytest
from websockets.exceptions import ConnectionClosed

from tests.journeys.bad_input import CATALOGUE, ROOM, Row
from tests.rig.parley import API_KEY, SECRET, Host, Parley
from tests.rig.wire import Socket, open_socket

pytestmark = pytest.mark.anyio

Numbers = Callable[[], str]


@pytest.fixture(scope="module")
async def node(tmp_path_factory):
    """One node for the whole catalogue: what one row breaks, a later one notices."""
    node = Parley(tmp_path_factory.mktemp("bad"), "bad", PARLEY_ALLOWED_ORIGINS="https://shop.example")
    try:
        await node.up()
        host = Host(node)
        await host.room(ROOM, {"ann": "customer", "ken": "driver"})
        await host.room("order-secret", {"mia": "merchant"})
        yield node
        assert node.running, node.tail()
    finally:
        node.end()


@pytest.fixture(scope="module")
def host(node) -> Host:
    return Host(node)


@pytest.fixture(scope="module")
async def tokens(host) -> dict[str, str]:
    accounts = [await host.account("ann", "customer"), await host.account("ken", "driver")]
    return {account.user: account.token for account in accounts}


@pytest.fixture(scope="module")
def cid() -> Numbers:
    numbers = itertools.count()
    return lambda: f"cid-fine-{next(numbers):06}"


@asynccontextmanager
async def neighbour(node, tokens, cid) -> AsyncIterator[Socket]:
    """Ken talks in the same room; afterwards he still does, and heard nothing strange."""
    async with open_socket(node.ws) as socket:
        await socket.greet(tokens["ken"])
        await socket.join(ROOM)
        yield socket
        name = cid()
        answer = await socket.send(ROOM, name, "all well here")
        assert answer["t"] == "ack", answer
        await socket.quiet()
        strange = [message for message in socket.heard if message["t"] in {"error", "left", "draining"}]
        assert not strange
        told = [e for m in socket.heard if m["t"] == "entries" for e in m["entries"]]
        assert name in {entry.get("cid") for entry in told}


async def is_alive(socket: Socket, room: str, name: str) -> bool:
    """The connection still takes commands."""
    return (await socket.send(room, name, "still here"))["t"] == "ack"


@pytest.mark.parametrize("row", CATALOGUE, ids=str)
async def test_nonsense_gets_its_documented_answer(row: Row, node, tokens, cid):
    async with neighbour(node, tokens, cid), open_socket(node.ws, row.codec) as socket:
        await socket.greet(tokens["ann"])
        await socket.say_raw(row.frame)
        if row.close is not None:
            assert await socket.closed() == row.close
            return
        answer = await socket.expect("error", "ack", "joined", "history", "left")
        assert answer.get("code") == row.code, answer
        assert answer["message"]
        if row.field is not None:
            assert answer.get("field") == row.field
        assert await is_alive(socket, ROOM, cid())


async def test_unknown_and_forbidden_rooms_answer_alike(node, tokens):
    told = []
    async with open_socket(node.ws) as socket:
        await socket.greet(tokens["ann"])
        for room in ("no-such-room", "order-secret"):
            told.append(await socket.join(room))
            told.append(await socket.send(room, "cid-alike-01", "hello?"))
    unknown, forbidden = [str(told[:2]), str(told[2:])]
    assert unknown.replace("no-such-room", "order-secret") == forbidden


async def test_the_tenth_unreadable_message_in_a_minute_closes(node, tokens, cid):
    async with neighbour(node, tokens, cid), open_socket(node.ws) as socket:
        await socket.greet(tokens["ann"])
        for _ in range(9):
            await socket.say_raw("nonsense")
            assert (await socket.expect("error"))["code"] == "bad_message"
        await socket.say_raw("nonsense")
        assert await socket.closed() == 4400


async def test_text_that_is_not_utf8_closes_1007(node, tokens, cid):
    async with neighbour(node, tokens, cid), open_socket(node.ws) as socket:
        await socket.greet(tokens["ann"])
        raw = socket.connection.transport
        mask = b"\0\0\0\0"
        raw.write(b"\x81\x84" + mask + b'"\xff\xfe"')
        assert await socket.closed() == 1007


async def test_a_reserved_opcode_closes_1002(node, tokens, cid):
    async with neighbour(node, tokens, cid), open_socket(node.ws) as socket:
        await socket.greet(tokens["ann"])
        socket.connection.transport.write(b"\x83\x81\0\0\0\0x")
        assert await socket.closed() == 1002


async def test_a_cid_used_again_for_something_else(node, tokens, cid, host):
    name = cid()
    async with neighbour(node, tokens, cid), open_socket(node.ws) as socket:
        await socket.greet(tokens["ann"])
        first = await socket.send(ROOM, name, "one thing")
        again = await socket.send(ROOM, name, "one thing")
        other = await socket.send(ROOM, name, "another thing")
        assert (first["t"], again["t"], other.get("code")) == ("ack", "ack", "cid_reused")
        assert first["seq"] == again["seq"]
        assert await is_alive(socket, ROOM, cid())
    stored = [entry for entry in await host.log(ROOM) if entry.get("cid") == name]
    assert [entry["body"]["text"] for entry in stored] == ["one thing"]


# --- who is asking ---


def minted(key: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    said = {"sub": "ann", "role": "customer", "exp": int(time.time()) + 600, **claims}
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, key, algorithm=algorithm)


def unsigned() -> str:
    """A token that says `alg: none`, as an attacker would write it."""
    parts = [{"alg": "none", "typ": "JWT"}, {"sub": "ann", "role": "customer", "exp": int(time.time()) + 600}]
    return ".".join(base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=").decode() for part in parts) + "."


UNPROVEN = {
    "nonsense": lambda: "nonsense",
    "empty": lambda: "",
    "expired": lambda: minted(exp=int(time.time()) - 60),
    "without end": lambda: minted(exp=None),
    "of nobody": lambda: minted(sub=None),
    "alg none": unsigned,
    "alg HS512": lambda: minted(SECRET * 2, algorithm="HS512"),
    "wrong key": lambda: minted("another-key-0123456789abcdef0123456789abcdef"),
    "of another purpose": lambda: minted(typ="invite"),
    "of an id that is none": lambda: minted(sub="a b"),
    "the API key": lambda: API_KEY,
}
PRESUMING = {
    "a visitor's, minted by the host": lambda: minted(sub="v_guest", role="customer"),
    "staff's, minted by the host": lambda: minted(sub="s_boss", role="agent"),
    "an admin's": lambda: minted(sub="eve", role="admin"),
    "a supervisor's": lambda: minted(sub="eve", role="supervisor"),
    "of no known role": lambda: minted(sub="eve", role="king"),
}
TOKENS = {kind: (mint, 4401, 401, "unauthenticated") for kind, mint in UNPROVEN.items()} | {
    kind: (mint, 4403, 403, "forbidden") for kind, mint in PRESUMING.items()
}


@pytest.mark.parametrize("kind", TOKENS)
async def test_a_token_that_proves_nothing(kind, node, tokens, cid):
    async with neighbour(node, tokens, cid), open_socket(node.ws) as socket:
        mint, close, _, code = TOKENS[kind]
        await socket.say({"t": "hello", "token": mint()})
        assert await socket.closed() == close
        assert not [message for message in socket.heard if message["t"] == "welcome"]
        assert {message["code"] for message in socket.heard if message["t"] == "error"} <= {code}


@pytest.mark.parametrize("kind", sorted(set(TOKENS) - {"the API key"}))
async def test_a_token_that_proves_nothing_over_http(kind, node):
    mint, _, status, code = TOKENS[kind]
    async with httpx.AsyncClient(base_url=node.http) as client:
        bearer = {"Authorization": f"Bearer {mint()}".strip()}
        answer = await client.get(f"/v1/rooms/{ROOM}", headers=bearer)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["code"] == code


async def test_a_renewed_token_must_be_the_same_users(node, tokens):
    async with open_socket(node.ws) as socket:
        await socket.greet(tokens["ann"])
        await socket.say({"t": "auth", "token": tokens["ken"], "ref": 9})
        answer = await socket.expect("error", "authed", ref=9)
        assert answer["t"] == "error"
        assert answer["code"] in {"forbidden", "unauthenticated"}


async def test_nothing_is_done_before_hello(node, tokens, cid):
    async with neighbour(node, tokens, cid), open_socket(node.ws) as socket:
        await socket.say({"t": "join", "room": ROOM, "since": 0, "ref": 1})
        try:
            answer = await socket.expect("error", "joined", ref=1)
        except ConnectionClosed:
            assert socket.code == 4401
        else:
            assert answer["code"] == "unauthenticated"


@pytest.mark.timeout(40)
async def test_no_hello_closes_4408(node, tokens, cid):
    async with neighbour(node, tokens, cid), open_socket(node.ws) as socket:
        assert await socket.closed(seconds=15) == 4408


async def test_a_foreign_origin_is_turned_away(node, tokens, cid):
    async with neighbour(node, tokens, cid):
        async with open_socket(node.ws, origin="https://evil.example") as socket:
            assert await socket.closed() == 4403
            assert not socket.frames
        async with open_socket(node.ws, origin="https://shop.example") as socket:
            await socket.greet(tokens["ann"])


async def test_too_fast_is_refused_and_never_closed(parley, cid):
    node = parley(PARLEY_SEND_RATE="5/s burst 20")
    await node.up()
    host = Host(node)
    await host.room(ROOM, {"ann": "customer", "ken": "driver"})
    tokens = {user: (await host.account(user, role)).token for user, role in (("ann", "customer"), ("ken", "driver"))}
    async with neighbour(node, tokens, cid), open_socket(node.ws) as socket:
        await socket.greet(tokens["ann"])
        first = cid()
        assert (await socket.send(ROOM, first, "the first"))["t"] == "ack"
        answers = [await socket.send(ROOM, cid(), f"quick {number}") for number in range(40)]
        refused = [answer for answer in answers if answer["t"] == "error"]
        assert refused
        assert {answer["code"] for answer in refused} == {"rate_limited"}
        assert all(answer["retry_after_ms"] > 0 for answer in refused)
        assert (await socket.send(ROOM, first, "the first"))["t"] == "ack"


# --- HTTP ---

HTTP = {
    "no key": ("POST", "/v1/rooms", {"Authorization": ""}, b"{}", 401, "unauthenticated"),
    "a wrong key": ("POST", "/v1/rooms", {"Authorization": "Bearer wrong"}, b"{}", 401, "unauthenticated"),
    "not JSON": ("POST", "/v1/rooms", {}, b"{", 400, "bad_message"),
    "not a map": ("POST", "/v1/rooms", {}, b"[]", 400, None),
    "no kind": ("POST", "/v1/rooms", {}, b'{"id": "order-x"}', 400, "bad_field"),
    "an id that is none": ("POST", "/v1/rooms", {}, b'{"id": "a b", "kind": "order"}', 400, "bad_field"),
    "an unknown room": ("GET", "/v1/rooms/no-such-room", {}, b"", 404, "not_found"),
    "no such route": ("GET", "/v1/nothing", {}, b"", 404, "not_found"),
    "a body above any limit": ("POST", "/v1/rooms", {}, b" " * ((64 << 10) + 1), 413, "too_large"),
    "no author": (
        "POST",
        f"/v1/rooms/{ROOM}/messages",
        {},
        b'{"body": {"type": "text", "text": "x"}}',
        400,
        "bad_field",
    ),
    "limit in words": ("GET", f"/v1/rooms/{ROOM}/entries?limit=many", {}, b"", 400, "bad_field"),
}


@pytest.mark.parametrize("name", HTTP)
async def test_nonsense_over_http_is_a_problem_with_a_code(name, node, tokens, cid):
    method, path, headers, body, status, code = HTTP[name]
    bearer = {"Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json", **headers}
    async with neighbour(node, tokens, cid), httpx.AsyncClient(base_url=node.http) as client:
        answer = await client.request(method, path, headers=bearer, content=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    if code is not None:
        assert answer.json()["code"] == code
