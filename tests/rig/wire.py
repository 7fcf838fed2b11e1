"""One socket that speaks the wire in either encoding, and keeps every frame that it heard as it came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgpack
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Message = dict[str, Any]

SUBPROTOCOLS = {"json": "parley.v1.json", "msgpack": "parley.v1.msgpack"}
MAX_FRAME = 1 << 20
OPEN_SECONDS = 5.0
DEADLINE = 5.0


def encode(message: Message, codec: str) -> str | bytes:
    """Turn a message into a frame: text for JSON, binary for MessagePack."""
    return orjson.dumps(message).decode() if codec == "json" else msgpack.packb(message)


def decode(frame: str | bytes, codec: str) -> Message:
    """Turn a frame into a message."""
    return orjson.loads(frame) if codec == "json" else msgpack.unpackb(frame)


@dataclass(slots=True)
class Socket:
    """One open WebSocket; `heard` holds what came and was not asked for, `frames` all that came, raw."""

    connection: ClientConnection
    codec: str
    keep: bool = True
    heard: list[Message] = field(default_factory=list)
    frames: list[str | bytes] = field(default_factory=list)
    heard_at: float = 0.0  # as loop time

    async def say(self, message: Message) -> None:
        """Send one message."""
        await self.connection.send(encode(message, self.codec))

    async def say_raw(self, frame: str | bytes) -> None:
        """Send a frame as it is, sense or nonsense."""
        await self.connection.send(frame)

    async def hear(self) -> Message:
        """Wait for the next message, answering pings on the way."""
        while True:
            frame = await self.connection.recv()
            self.heard_at = asyncio.get_running_loop().time()
            if self.keep:
                self.frames.append(frame)
            message = decode(frame, self.codec)
            if message["t"] != "ping":
                return message
            await self.say({"t": "pong"})

    async def expect(self, *kinds: str, ref: Any = None, seconds: float = DEADLINE) -> Message:
        """Wait for a message of one of these kinds (and with this ref); put what else comes into `heard`."""
        async with asyncio.timeout(seconds):
            while True:
                message = await self.hear()
                if message["t"] in kinds and (ref is None or message.get("ref") == ref):
                    return message
                self.heard.append(message)

    async def quiet(self, seconds: float = 0.3) -> list[Message]:
        """Gather what comes until a ping of our own is answered: everything said before is in it."""
        gathered: list[Message] = []
        await self.say({"t": "ping"})
        async with asyncio.timeout(seconds + DEADLINE):
            while (message := await self.hear())["t"] != "pong":
                gathered.append(message)
        self.heard.extend(gathered)
        return gathered

    async def closed(self, seconds: float = DEADLINE) -> int:
        """Wait for the end and tell its close code."""
        async with asyncio.timeout(seconds):
            try:
                while True:
                    self.heard.append(await self.hear())
            except ConnectionClosed:
                return self.code

    @property
    def code(self) -> int:
        """Tell how the socket ended: the server's close code, 1006 without one."""
        return self.connection.close_code or 1006

    async def greet(self, token: str, **more: Any) -> Message:
        """Say hello and wait for the welcome."""
        await self.say({"t": "hello", "token": token, **more})
        return await self.expect("welcome")

    async def join(self, room: str, since: int | None = 0, **more: Any) -> Message:
        """Open a view and wait for its snapshot."""
        asked = {} if since is None else {"since": since}
        await self.say({"t": "join", "room": room, "ref": f"join {room}", **asked, **more})
        return await self.expect("joined", "left", "error", ref=f"join {room}")

    async def send(self, room: str, cid: str, text: str, **more: Any) -> Message:
        """Send a text and wait for the answer to it."""
        body = {"type": "text", "text": text}
        await self.say({"t": "send", "room": room, "cid": cid, "body": body, "ref": f"send {cid}", **more})
        return await self.expect("ack", "error", ref=f"send {cid}")


@asynccontextmanager
async def open_socket(
    url: str, codec: str = "json", *, origin: str | None = None, keep: bool = True
) -> AsyncIterator[Socket]:
    """Open a socket, and close it at the end."""
    async with connect(
        url,
        subprotocols=[SUBPROTOCOLS[codec]],
        origin=origin,
        compression=None,
        proxy=None,
        open_timeout=OPEN_SECONDS,
        close_timeout=1,
        ping_interval=None,
        max_size=MAX_FRAME,
    ) as connection:
        yield Socket(connection, codec, keep)
