"""The portable driver over plain ASGI: handshake, frames both ways, closing, who is turned away."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import msgpack
import orjson
import pytest

from server.core.limits import Limits
from server.storage import entries as stored
from server.web.websocket import Admission, WebSocketDriver
from tests.chat.bench import ORDER, opened
from tests.chat.clock import until


class Client:
    """The server's end of one ASGI socket: `incoming` is read by the application, `sent` is what it said."""

    def __init__(self, driver: WebSocketDriver, *offered: str, address: str = "192.0.2.1", **extensions: Any) -> None:
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []
        self.stuck: asyncio.Event | None = None
        self.incoming.put_nowait({"type": "websocket.connect"})
        scope = {
            "type": "websocket",
            "subprotocols": list(offered),
            "client": (address, 4711),
            "extensions": extensions,
        }
        self.task = asyncio.ensure_future(driver(scope, self.incoming.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        if self.stuck is not None:
            await self.stuck.wait()
        self.sent.append(message)

    def text(self, frame: dict[str, Any] | str) -> None:
        said = frame if isinstance(frame, str) else orjson.dumps(frame).decode()
        self.incoming.put_nowait({"type": "websocket.receive", "text": said})

    def binary(self, frame: bytes) -> None:
        self.incoming.put_nowait({"type": "websocket.receive", "bytes": frame, "text": None})

    def drop(self) -> None:
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def said(self, count: int) -> list[dict[str, Any]]:
        await until(lambda: len(self.sent) >= count, f"{count} messages; there are {self.sent}")
        return self.sent

    async def ended(self) -> None:
        await until(self.task.done, "the end of the socket's task")
        assert self.task.exception() is None


@pytest.fixture
async def bench(tmp_path):
    async with opened(tmp_path) as one:
        await one.room()
        yield one


@asynccontextmanager
async def connected(bench, *offered, **more):
    client = Client(bench.node.machine.socket, *offered, **more)
    try:
        await client.said(1)
        yield client
    finally:
        client.drop()
        await client.ended()


def decoded(message):
    return orjson.loads(message["text"]) if message.get("text") is not None else msgpack.unpackb(message["bytes"])


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ((), None),
        (("parley.v1.json",), "parley.v1.json"),
        (("parley.v9", "parley.v1.msgpack", "parley.v1.json"), "parley.v1.msgpack"),
    ],
)
async def test_the_first_known_subprotocol_is_chosen(bench, offered, chosen):
    async with connected(bench, *offered) as client:
        assert client.sent[0] == {"type": "websocket.accept", "subprotocol": chosen}


async def test_none_of_ours_among_those_offered_is_refused_1002(bench):
    client = Client(bench.node.machine.socket, "soap", "graphql-ws")
    await client.ended()
    assert [(m["type"], m.get("code")) for m in client.sent] == [("websocket.close", 1002)]
    assert bench.hub.connections == {}


@pytest.mark.parametrize("kind", ["json", "msgpack"])
async def test_frames_go_in_and_the_mailbox_comes_out_in_the_chosen_codec(bench, kind):
    token = bench.device("ann").token()
    async with connected(bench, f"parley.v1.{kind}") as client:
        for frame in ({"t": "hello", "token": token, "ref": 1}, {"t": "join", "room": ORDER, "ref": 2}):
            client.text(frame) if kind == "json" else client.binary(msgpack.packb(frame))
        told = [decoded(message) for message in (await client.said(3))[1:]]
        assert [(frame["t"], frame["ref"]) for frame in told] == [("welcome", 1), ("joined", 2)]
        assert all(("text" in message) == (kind == "json") for message in client.sent[1:])


async def test_a_close_comes_after_what_was_said_before_it(bench):
    async with connected(bench) as client:
        client.text({"t": "hello", "token": "nonsense", "ref": 1})
        said = await client.said(3)
        assert decoded(said[1])["code"] == "unauthenticated"
        assert (said[2]["type"], said[2]["code"]) == ("websocket.close", 4401)
        await client.ended()
    assert bench.hub.connections == {}


async def test_frames_behind_a_close_are_not_carried_out(bench):
    ann = bench.device("ann")
    async with connected(bench) as client:
        client.text({"t": "hello", "token": ann.token(), "ref": 1})
        await client.said(2)
        for _ in range(10):
            client.text("{")
        client.text({"t": "send", "room": ORDER, "cid": "cid-late-1", "body": {"type": "text", "text": "late"}})
        await until(lambda: client.sent[-1]["type"] == "websocket.close", "the close")
        assert client.sent[-1]["code"] == 4400
    await bench.quiet()
    assert bench.hub.rooms[ORDER].room.last_seq == 4


async def test_a_socket_that_breaks_ends_at_once_and_says_nothing_more(bench):
    client = Client(bench.node.machine.socket)
    client.text({"t": "hello", "token": bench.device("ann").token(), "ref": 1})
    await client.said(2)
    client.drop()
    await client.ended()
    assert (bench.hub.sessions, [m["type"] for m in client.sent]) == ({}, ["websocket.accept", "websocket.send"])


async def test_a_writer_that_is_stuck_is_given_up(bench):
    client = Client(bench.node.machine.socket)
    await client.said(1)
    client.stuck = asyncio.Event()
    client.text({"t": "ping", "ref": 1})
    await bench.quiet()
    client.drop()
    await bench.skip(3_000, 500)
    await client.ended()


async def test_while_a_writer_is_stuck_entries_wait_where_they_are_counted(bench):
    ken = await bench.person("ken", "driver")
    async with connected(bench) as client:
        client.text({"t": "hello", "token": bench.device("ann").token()})
        client.text({"t": "join", "room": ORDER, "ref": 1})
        await client.said(3)
        client.stuck = asyncio.Event()
        for _ in range(5):
            await ken.sent(ORDER, "x" * 1000)
            await bench.spin(5)
        mailboxes = [c.mailbox.size for c in bench.hub.connections.values() if c.user == "ann"]
        assert max(mailboxes) > 3_000
        client.stuck.set()
        await bench.quiet()
    seqs = [entry["seq"] for m in client.sent[2:] for entry in decoded(m).get("entries", ())]
    assert seqs == list(range(1, 10))


async def test_one_address_may_hold_so_many_sockets_and_the_next_is_told_when_to_come_back(bench):
    machine = bench.node.machine
    driver = WebSocketDriver(machine.handle, machine.socket._terms, Admission(2))
    held = [Client(driver, address="192.0.2.1") for _ in range(2)]
    for client in held:
        await client.said(1)
    late = Client(driver, address="192.0.2.1")
    await late.ended()
    assert [(m["type"], m.get("code")) for m in late.sent] == [("websocket.close", 4429)], "turned away before accept"
    shown = Client(driver, address="192.0.2.1", **{"websocket.http.response": {}})
    await shown.ended()
    start = shown.sent[0]
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 429)
    assert dict(start["headers"])[b"retry-after"] == b"10"
    other = Client(driver, address="192.0.2.2")
    await other.said(1)
    held[0].drop()
    await held[0].ended()
    again = Client(driver, address="192.0.2.1")
    await again.said(1)
    assert [m["type"] for m in again.sent] == ["websocket.accept"]
    for client in (held[1], other, again):
        client.drop()
        await client.ended()
    assert not driver._open


async def test_a_session_with_too_much_under_way_is_not_read_from(bench):
    async with connected(bench) as client:
        client.text({"t": "hello", "token": bench.device("ann").token()})
        await client.said(2)
        with bench.node.reads.held(stored.page) as gate:
            for number in range(200):
                client.text({"t": "history", "room": ORDER, "ref": number})
            await gate.reached()
            await bench.spin(300)
            assert client.incoming.qsize() > 100
            gate.open()
        await client.said(202)
        assert [decoded(m)["ref"] for m in client.sent[2:]] == list(range(200))


async def test_the_limits_that_are_told_are_those_that_hold(bench):
    welcome = await bench.device("ann").hello()
    limits = Limits()
    assert welcome["limits"]["text"] == limits.text == 4096
    assert welcome["heartbeat_s"] == 20
