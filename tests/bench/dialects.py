"""How a client of each server speaks: its greeting, its sends, and which frames are deliveries."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import jwt

DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Who:
    """One client: its user, the id of its room, and up to where it holds that room already."""

    user: str
    role: str
    room: str
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the generator needs to know of a server."""

    path: str
    headers: str
    greeting: Callable[[Who], list[bytes]]
    """What to say at once when the socket is open."""
    heard: Callable[[Who, bytes], tuple[list[bytes], bool]]
    """What to answer to a frame before all is ready, and whether it is ready now."""
    send: Callable[[Who, str, str], bytes]
    """A message: who, its text, and an id of its own."""
    delivery: bytes
    """How the payload of a delivery begins (10 bytes at most)."""
    pings: dict[bytes, bytes]
    """Payloads (their first 10 bytes) that want an answer, and which."""


def packed(message: object) -> bytes:
    """Return compact JSON."""
    return json.dumps(message, separators=(",", ":")).encode()


def parley(secret: str) -> Dialect:
    """Parley's own protocol; tokens are signed here, as a host does."""

    def token(who: Who) -> str:
        claims = {"sub": who.user, "role": who.role, "name": who.user.title(), "exp": int(time.time()) + DAY_S}
        return jwt.encode(claims, secret, algorithm="HS256")

    def greeting(who: Who) -> list[bytes]:
        if who.since is None:
            return [packed({"t": "hello", "token": token(who)}), packed({"t": "join", "room": who.room})]
        held = {"room": who.room, "seq": who.since, "delivered": who.since, "read": 0}
        return [packed({"t": "hello", "token": token(who), "resume": [held]})]

    def heard(_: Who, payload: bytes) -> tuple[list[bytes], bool]:
        if payload.startswith((b'{"t":"error', b'{"t":"left')):
            raise ConnectionError(payload.decode())
        return [], payload.startswith(b'{"t":"joined"')

    def send(who: Who, text: str, cid: str) -> bytes:
        return packed({"t": "send", "room": who.room, "cid": cid, "body": {"type": "text", "text": text}, "ref": cid})

    return Dialect(
        path="/v1/ws",
        headers="Sec-WebSocket-Protocol: parley.v1.json\r\n",
        greeting=greeting,
        heard=heard,
        send=send,
        delivery=b'{"t":"entr',
        pings={b'{"t":"ping': b'{"t":"pong"}'},
    )


def socketio() -> Dialect:
    """Socket.IO 4 over Engine.IO 4, WebSocket from the start."""

    def heard(who: Who, payload: bytes) -> tuple[list[bytes], bool]:
        if payload.startswith(b"0"):
            return [b"40"], False
        if payload.startswith(b"40"):
            return [b"42" + packed(["join", {"room": who.room, "user": who.user}])], False
        return ([b"3"] if payload == b"2" else []), payload.startswith(b'42["joined"')

    def send(who: Who, text: str, _: str) -> bytes:
        return b"42" + packed(["send", {"room": who.room, "text": text}])

    return Dialect(
        path="/socket.io/?EIO=4&transport=websocket",
        headers="",
        greeting=lambda _: [],
        heard=heard,
        send=send,
        delivery=b'42["messag',
        pings={b"2": b"3"},
    )


def plain() -> Dialect:
    """The few JSON messages of the bare WebSocket servers."""

    def send(who: Who, text: str, _: str) -> bytes:
        return packed({"t": "send", "room": who.room, "text": text})

    return Dialect(
        path="/",
        headers="",
        greeting=lambda who: [packed({"t": "join", "room": who.room, "user": who.user})],
        heard=lambda _, payload: ([], payload.startswith(b'{"t":"joined"')),
        send=send,
        delivery=b'{"t":"mess',
        pings={},
    )


def find(name: str, secret: str) -> Dialect:
    """Return a dialect by name."""
    return parley(secret) if name == "parley" else socketio() if name == "socketio" else plain()
