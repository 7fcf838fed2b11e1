"""What a running server says on the socket has the documented shapes."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest

from server.app import application
from server.core import entries, entry_shapes, shapes
from server.settings import Settings

API_KEY: Final = "an-api-key-for-tests-0123456789"
PEOPLE: Final = [
    {"user": "ann", "role": "customer", "name": "Ann"},
    {"user": "ken", "role": "driver", "name": "Ken"},
    {"user": "amy", "role": "agent", "name": "Amy"},
]

FACT: Final = {"key": "eta", "label": "ETA", "kind": "time", "value": "19:40", "roles": ["customer"]}
BODY: Final = {"type": "text", "text": "Where are you?"}
REQUEST: Final = {"type": "request", "change": "add", "items": [{"name": "Rice", "count": 2}]}
PHRASE: Final = {"type": "phrase", "phrase": "driver.delay", "params": {"minutes": 10}}


class Socket:
    """One socket over plain ASGI; every frame that comes is held against its shape."""

    def __init__(self, app: Any) -> None:
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._in.put_nowait({"type": "websocket.connect"})
        scope = {
            "type": "websocket", "path": "/v1/ws", "raw_path": b"/v1/ws", "query_string": b"", "root_path": "",
            "scheme": "ws", "client": ("127.0.0.1", 1), "server": ("chat.example", 80), "headers": [],
            "subprotocols": ["parley.v1.json"],
        }  # fmt: skip
        self._task = asyncio.ensure_future(app(scope, self._in.get, self._out.put))
        self.kinds: set[str] = set()

    def say(self, t: str, **fields: Any) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": json.dumps({"t": t, **fields})})

    async def hear(self, t: str) -> dict[str, Any]:
        """Return the next frame of this kind; those before it are checked and dropped."""
        async with asyncio.timeout(10):
            while True:
                message = await self._out.get()
                if message["type"] == "websocket.send":
                    told = json.loads(message["text"] if message.get("text") is not None else message["bytes"])
                    self._check(told)
                    if told["t"] == t:
                        return told

    def _check(self, told: dict[str, Any]) -> None:
        assert msgspec.to_builtins(msgspec.convert(told, shapes.AnyMessage)) == told
        self.kinds.add(told["t"])
        for entry in told.get("entries", ()):
            if entry["kind"] in {"message", "edit"} and entry["body"]:
                into = entry_shapes.Text | entry_shapes.SaidPhrase | entry_shapes.Request
                assert msgspec.to_builtins(msgspec.convert(entry["body"], into)) == entry["body"]

    async def close(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})
        async with asyncio.timeout(10):
            await self._task


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Any]:
    secret = "a-secret-for-tests-0123456789abcdef-0123456789"
    running = application(Settings(secret=secret, api_key=API_KEY, data_dir=tmp_path, host_agents=True))
    async with running.router.lifespan_context(running):
        yield running


def host(app: Any) -> httpx.AsyncClient:
    bearer = {"Authorization": f"Bearer {API_KEY}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat.example", headers=bearer)


@dataclass
class Scene:
    """Three people with an open socket each, and the host."""

    client: httpx.AsyncClient
    ann: Socket
    ken: Socket
    amy: Socket
    tokens: dict[str, str]


@pytest.fixture
async def scene(app: Any) -> AsyncIterator[Scene]:
    async with host(app) as client:
        for room in ("order-1", "order-2"):
            made = {"id": room, "kind": "order", "subject": "One", "participants": PEOPLE, "facts": [FACT]}
            assert (await client.post("/v1/rooms", json=made)).status_code == 201
        tokens = {who["user"]: (await client.post("/v1/tokens", json=who)).json()["token"] for who in PEOPLE}
        sockets = {user: Socket(app) for user in tokens}
        for user, socket in sockets.items():
            socket.say("hello", token=tokens[user], ref=1)
            assert (await socket.hear("welcome"))["user"]["id"] == user
            socket.say("join", room="order-1", since=0, ref="a")
            assert (await socket.hear("joined"))["ref"] == "a"
        yield Scene(client, **sockets, tokens=tokens)
        for socket in sockets.values():
            await socket.close()


async def talk(scene: Scene) -> None:
    """Write everything that a client can write."""
    ann, ken, amy = scene.ann, scene.ken, scene.amy
    ann.say("send", room="order-1", cid="cid-00000001", body=BODY, ref=2)
    seq = (await ann.hear("ack"))["seq"]
    await ken.hear("entries")
    ken.say("seen", room="order-1", delivered=seq, read=seq)
    await ann.hear("receipts")
    ken.say("typing", room="order-1", on=True)
    await ann.hear("typing")
    ken.say("send", room="order-1", cid="cid-00000002", reply_to=seq, body=PHRASE)
    await ken.hear("ack")
    ann.say("react", room="order-1", cid="cid-00000003", target=seq + 1, emoji="👍")
    ann.say("edit", room="order-1", cid="cid-00000004", target=seq, body={**BODY, "text": "Hello?"})
    amy.say("redact", room="order-1", cid="cid-00000005", target=seq + 1)
    await amy.hear("ack")
    ann.say("send", room="order-1", cid="cid-00000009", body=REQUEST, ref=3)
    while (ack := await ann.hear("ack")).get("ref") != 3:
        pass
    amy.say("answer", room="order-1", cid="cid-00000010", target=ack["seq"], accept=True)
    await amy.hear("ack")
    ann.say("help", room="order-1", cid="cid-00000006", reason="late", text="Very")
    await amy.hear("entries")


async def host_acts(scene: Scene) -> None:
    """Change everything that the host can change."""
    room, client = "/v1/rooms/order-1", scene.client
    await client.patch(room, json={"facts": [{**FACT, "value": "20:00"}], "subject": "Two"})
    await client.post(f"{room}/activity", json={"type": "delivered"})
    await client.put(f"{room}/participants/ken", json={"role": "merchant"})
    await client.delete(f"{room}/participants/ken")
    assert (await scene.ken.hear("left"))["reason"] == "removed"


async def test_one_conversation_in_the_documented_shapes(scene: Scene):
    ann = scene.ann
    await talk(scene)
    ann.say("send", room="order-2", cid="cid-00000007", body=BODY)
    assert (await scene.ken.hear("room"))["room"] == "order-2"
    ann.say("send", room="order-9", cid="cid-00000008", body=BODY, ref=9)
    assert (await ann.hear("error"))["code"] == "not_found"
    await host_acts(scene)
    ann.say("history", room="order-1", after=0, limit=100, ref=4)
    page = await ann.hear("history")
    assert {entry["kind"] for entry in page["entries"]} == set(entries.KINDS) - {"hidden", "desk"}
    assert ann.kinds >= {"entries", "ack", "receipts", "typing", "joined"}


async def test_answers_to_small_talk(scene: Scene):
    scene.ann.say("ping", ref=7)
    assert (await scene.ann.hear("pong"))["ref"] == 7
    scene.ann.say("auth", token=scene.tokens["ann"], ref=8)
    await scene.ann.hear("authed")
    scene.amy.say("leave", room="order-1", ref=3)
    assert (await scene.amy.hear("left"))["reason"] == "left"
