"""One device without a socket: frames go in through the handle, the mailbox is read once a turn."""

import asyncio
import itertools
from collections.abc import Mapping
from typing import Any, Self

import msgspec
import orjson

from server.core import codec, ids, shapes
from server.core.codec import Codec
from server.core.refusals import Close
from server.live.connection import Connection
from tests.chat.clock import until
from tests.chat.sheet import Sheet

Frame = dict[str, Any]
_refs = itertools.count(1)


class Device:
    """`frames` are all that came, in order; every one is checked against the shapes and the stream's rules."""

    def __init__(self, node: Any, user: str, role: str, *, kind: Codec = "json") -> None:
        self.node = node
        self.user = user
        self.role = role
        self.frames: list[Frame] = []
        self.raws: list[bytes] = []
        """The same as bytes, as a socket would have carried them."""
        self.sheets: dict[str, Sheet] = {}
        self.closed: Close | None = None
        self.asleep = False
        """Asleep, a device reads nothing: what is told waits in its mailbox."""
        self._draining = False
        terms = node.machine.socket._terms
        self.connection = Connection(ids.fresh(), kind, terms, self._woken, "198.51.100.7")
        node.machine.handle.opened(self.connection)

    # -- what a person does ------------------------------------------------------------------------

    def raw(self, frame: bytes, *, text: bool | None = None) -> None:
        is_text = self.connection.codec == "json" if text is None else text
        if self.connection.closing is None:
            self.node.machine.handle.frame(self.connection, frame, text=is_text)

    def say(self, t: str, **fields: Any) -> int:
        """Say something and go on; returns its ref."""
        ref = next(_refs)
        said = {"t": t, "ref": ref, **fields}
        self.raw(codec.to_json(said) if self.connection.codec == "json" else codec.to_msgpack(said))
        return ref

    async def ask(self, t: str, **fields: Any) -> Frame:
        """Say something and wait for its answer."""
        return await self.answer(self.say(t, **fields))

    async def answer(self, ref: int) -> Frame:
        return await self.hears(ref=ref)

    def token(self, ttl_s: int = 3600, **other: str) -> str:
        said = {"user": self.user, "role": self.role, "name": self.user.title(), **other}
        return self.node.machine.house.identity.issue(said["user"], said["role"], said["name"], ttl_s).token

    async def hello(self, *, ttl_s: int = 3600, **fields: Any) -> Frame:
        return await self.ask("hello", token=self.token(ttl_s), **fields)

    async def entered(self, *rooms: str, **fields: Any) -> Self:
        """Say hello and open views."""
        await self.hello()
        for room in rooms:
            joined = await self.ask("join", room=room, **fields)
            assert joined["t"] == "joined", joined
        return self

    def text(self, room: str, said: str, cid: str | None = None, **fields: Any) -> int:
        body = {"type": "text", "text": said}
        return self.say("send", room=room, cid=cid or ids.fresh("c"), body=body, **fields)

    async def sent(self, room: str, said: str, cid: str | None = None, **fields: Any) -> Frame:
        return await self.answer(self.text(room, said, cid, **fields))

    def gone(self) -> None:
        """The socket breaks."""
        self.node.machine.handle.closed(self.connection)

    # -- what it heard -----------------------------------------------------------------------------

    async def hears(self, t: str | None = None, **fields: Any) -> Frame:
        """Wait for a frame with these fields, whenever it came; the newest of them."""
        wish = fields if t is None else {"t": t, **fields}
        await until(lambda: self.having(wish), f"{self.user}: {wish}; has {self.frames[-5:]}, {self.closed}")
        return self.having(wish)[-1]

    def having(self, wish: Mapping[str, Any]) -> list[Frame]:
        return [f for f in self.frames if all(name in f and f[name] == value for name, value in wish.items())]

    def told(self, t: str, room: str | None = None) -> list[Frame]:
        return [f for f in self.frames if f["t"] == t and (room is None or f.get("room") == room)]

    def about(self, room: str) -> list[Frame]:
        return [f for f in self.frames if f.get("room") == room]

    def seqs(self, room: str) -> list[int]:
        """Return every seq that came on the stream, as often as it came."""
        rows = [*self.told("joined", room), *self.told("entries", room)]
        return [entry["seq"] for f in sorted(rows, key=self.frames.index) for entry in f["entries"]]

    def forget(self) -> None:
        """Begin a new page of what was heard."""
        self.frames.clear()

    # -- the driver's part -------------------------------------------------------------------------

    def _woken(self) -> None:
        if not self._draining and not self.asleep:
            self._draining = True
            asyncio.get_running_loop().call_soon(self._drain)

    def wake_up(self) -> None:
        self.asleep = False
        self._woken()

    def _drain(self) -> None:
        self._draining = False
        for message in self.connection.mailbox.take():
            binary = self.connection.codec == "msgpack"
            self.raws.append(message.binary if binary else message.text.encode())
            frame = codec._msgpack(message.binary) if binary else orjson.loads(message.text)
            assert isinstance(frame, dict)
            self._took(frame)
        self.connection.session.said(self.node.parts.clock())
        if self.connection.closing is not None and self.closed is None:
            self.closed = self.connection.closing
            self.node.machine.handle.closed(self.connection)

    def _took(self, frame: Frame) -> None:
        assert self.closed is None, f"{frame} after {self.closed}"
        self.frames.append(frame)
        try:
            msgspec.convert(frame, shapes.AnyMessage)
        except msgspec.ValidationError as error:
            self.node.wrong.append(f"{error}: {frame}")
        try:
            Sheet.take(self.sheets, frame)
        except AssertionError as error:
            self.node.wrong.append(f"{self.user}: {error}")
