"""A device that behaves: reconnects, resumes, resends until acknowledged, claims cursors; all recorded."""

import asyncio
import contextlib
import random
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Self

from websockets.exceptions import WebSocketException

from tests.rig.history import History
from tests.rig.holding import Account, Held, Outgoing, RefusedError
from tests.rig.patience import Patience
from tests.rig.wait import until
from tests.rig.wire import Message, Socket, encode, open_socket

AGAIN = frozenset({"rate_limited", "unavailable", "internal"})
CLAIM_EVERY = 0.1


@dataclass
class Device:
    """One session of one user; open with `async with`, then `join` rooms and `send`."""

    account: Account
    url: str
    history: History
    label: str = "1"
    codec: str = "json"
    reads: bool = True
    keep: bool = False
    seed: int = 0
    conn: int = 0
    patience: Patience = field(default_factory=Patience)
    views: dict[str, Held] = field(default_factory=dict)
    outbox: dict[str, Outgoing] = field(default_factory=dict)
    notices: list[Message] = field(default_factory=list)
    socket: Socket | None = None
    epoch: str | None = None
    codes: list[int] = field(default_factory=list)
    acked: int = 0

    def __post_init__(self) -> None:
        """Prepare what a connection needs."""
        self._asked: dict[str, deque[int | None]] = defaultdict(deque)
        self._refs: dict[int, tuple[str, str]] = {}
        self._ref = 0
        self._queue: asyncio.Queue[Message] = asyncio.Queue()
        self._random = random.Random(f"{self.seed} {self.name}")
        self._task: asyncio.Task[None] | None = None
        self._hold = asyncio.Event()
        self._hold.set()

    @property
    def name(self) -> str:
        """Name the device in the history."""
        return f"{self.account.user}/{self.label}"

    @property
    def in_flight(self) -> int:
        """How many commands are on a live socket and not answered."""
        return sum(1 for outgoing in self.outbox.values() if outgoing.written is not None)

    @property
    def errors(self) -> list[Message]:
        """Every refusal that came."""
        return [notice for notice in self.notices if notice["t"] == "error"]

    async def __aenter__(self) -> Self:
        """Start connecting, and stay connected."""
        self._task = asyncio.create_task(self._live())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close for good."""
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    # --- what a person does ---

    def join(self, room: str, *, observe: bool = False) -> None:
        """Open a view, now and after every reconnect."""
        self.views[room] = Held(observe=observe)
        if self.socket is not None:
            self._say(self._join(room))

    def send(self, room: str, cid: str, text: str) -> Outgoing:
        """Put a text into the outbox."""
        return self.order({"t": "send", "room": room, "cid": cid, "body": {"type": "text", "text": text}})

    def order(self, command: Message) -> Outgoing:
        """Put any command with a cid into the outbox; its `answer` becomes the seq, or the refusal."""
        outgoing = Outgoing(command, asyncio.get_running_loop().create_future())
        cid = command["cid"]
        self.outbox[cid] = outgoing
        self._put("invoke", room=command["room"], cid=cid, command=command)
        if self.socket is not None:
            self._say_numbered(command, ("send", cid))
        return outgoing

    async def drop(self) -> None:
        """Lose the connection without a goodbye, and stay away until `resume`."""
        self._hold.clear()
        if self.socket is not None:
            self.socket.connection.transport.abort()
        await until(lambda: self.socket is None, 5, f"{self.name} offline")

    def resume(self) -> None:
        """Connect again."""
        self._hold.set()

    async def holds(self, room: str, seq: int, seconds: float = 10) -> None:
        """Wait until everything up to `seq` has been seen."""
        view = self.views[room]
        await until(
            lambda: view.opened and view.seq >= seq,
            seconds,
            lambda: f"{self.name} {room} {view.seq} of {seq}",
        )

    async def emptied(self, seconds: float = 20) -> None:
        """Wait until everything sent has been answered."""
        await until(lambda: not self.outbox, seconds, lambda: f"{self.name} has {len(self.outbox)} unanswered")

    def settled(self) -> None:
        """Record that this device should now hold all of its rooms."""
        self._put("settled", rooms=[room for room, view in self.views.items() if view.over is None])

    # --- the connection ---

    def where(self) -> str:
        """Tell where to connect next."""
        return self.url

    async def _live(self) -> None:
        while True:
            await self._hold.wait()
            with contextlib.suppress(OSError, TimeoutError, WebSocketException):
                async with open_socket(self.where(), self.codec, keep=self.keep) as socket:
                    await self._talk(socket)
            await asyncio.sleep(self._random.uniform(0.02, 0.15))

    async def _talk(self, socket: Socket) -> None:
        self.conn += 1
        self.socket, self._queue = socket, asyncio.Queue()
        self._asked.clear()
        self._refs.clear()
        self._say_all_again()
        tasks = [asyncio.create_task(self._write(socket)), asyncio.create_task(self._claim_on())]
        try:
            while True:
                self.take(await socket.hear())
        finally:
            self.socket = None
            for outgoing in self.outbox.values():
                outgoing.written = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.codes.append(socket.code)
            self._put("closed", code=socket.code)

    async def _write(self, socket: Socket) -> None:
        while True:
            message = await self._queue.get()
            await socket.say_raw(encode(message, self.codec))
            if (outgoing := self.outbox.get(message.get("cid", ""))) is not None:
                outgoing.written = asyncio.get_running_loop().time()

    def _say_all_again(self) -> None:
        resume = [self._resume(room) for room, view in self.views.items() if view.opened]
        epoch = {"epoch": self.epoch} if self.epoch else {}
        self._say({"t": "hello", "token": self.account.token, "client": "rig", "resume": resume, **epoch})
        for room, view in self.views.items():
            if not view.opened and view.over is None:
                self._say(self._join(room))
        for cid, outgoing in self.outbox.items():
            self._say_numbered(outgoing.command, ("send", cid))

    def _resume(self, room: str) -> Message:
        view = self.views[room]
        self._asked[room].append(view.seq)
        self._put("seen", room=room, delivered=view.delivered, read=view.read)
        said = {"room": room, "seq": view.seq, "delivered": view.delivered, "read": view.read}
        return {**said, "observe": True} if view.observe else said

    def _join(self, room: str) -> Message:
        self._asked[room].append(0)
        said = {"t": "join", "room": room, "since": 0, "ref": self._next(("join", room))}
        return {**said, "observe": True} if self.views[room].observe else said

    def _next(self, meaning: tuple[str, str]) -> int:
        self._ref += 1
        self._refs[self._ref] = meaning
        return self._ref

    def _say_numbered(self, command: Message, meaning: tuple[str, str]) -> None:
        self._say({**command, "ref": self._next(meaning)})

    def _say(self, message: Message) -> None:
        self._queue.put_nowait(message)

    async def _claim_on(self) -> None:
        """Claim what came, again and again; hang up when an answer is overdue, or nothing is heard any more."""
        while True:
            await asyncio.sleep(CLAIM_EVERY)
            for room, view in self.views.items():
                if view.opened and not view.observe and view.seq > view.delivered:
                    self._claim(room, view)
            now = asyncio.get_running_loop().time()
            if self.socket is not None and self.patience.is_over(self.socket.heard_at, self.outbox.values(), now):
                self.socket.connection.transport.abort()

    def _claim(self, room: str, view: Held) -> None:
        view.delivered = view.seq
        view.read = view.seq if self.reads else view.read
        marks = {"delivered": view.delivered, **({"read": view.read} if self.reads else {})}
        self._put("seen", room=room, **marks)
        self._say({"t": "seen", "room": room, **marks})

    # --- what comes ---

    def take(self, message: Message) -> None:
        """Make sense of what came."""
        kind = message["t"]
        if kind in {"joined", "entries", "left", "ack", "error", "welcome", "receipts"}:
            getattr(self, f"_on_{kind}")(message)
        else:
            self.notices.append(message)

    def _on_welcome(self, message: Message) -> None:
        self.epoch = message["epoch"]
        self.patience.agree(message.get("heartbeat_s", 20.0))
        self._put("opened")

    def _on_joined(self, message: Message) -> None:
        room = message["room"]
        view = self.views[room]
        since = self._asked[room].popleft()
        told = {key: message[key] for key in ("first_seq", "last_seq", "entries", "reset", "participants")}
        self._put("joined", room=room, since=since, observer=view.observe, **told)
        if message["reset"]:
            view.entries.clear()
        self._hear_cursors(view, message["participants"])
        view.snapshot, view.opened, view.first = message, True, message["first_seq"]
        self._hold_entries(view, message["entries"])
        view.seq = max(message["last_seq"], view.first - 1)

    def _on_entries(self, message: Message) -> None:
        self._put("entries", room=message["room"], entries=message["entries"])
        self._hold_entries(self.views[message["room"]], message["entries"])

    def _hold_entries(self, view: Held, entries: list[Message]) -> None:
        view.entries.extend(entries)
        view.seq = entries[-1]["seq"] if entries else view.seq

    def _on_left(self, message: Message) -> None:
        self._put("left", room=message["room"], reason=message.get("reason"))
        view = self.views[message["room"]]
        view.opened, view.over = False, message.get("reason")

    def _on_ack(self, message: Message) -> None:
        self._put("ack", **{key: message[key] for key in ("room", "cid", "seq", "at")})
        self.acked += 1
        outgoing = self.outbox.pop(message["cid"], None)
        if outgoing is not None and not outgoing.answer.done():
            outgoing.answer.set_result(message["seq"])

    def _on_receipts(self, message: Message) -> None:
        self._put("receipts", room=message["room"], cursors=message.get("cursors", []))
        self._hear_cursors(self.views[message["room"]], message.get("cursors", []))

    def _hear_cursors(self, view: Held, cursors: list[Message]) -> None:
        view.told.update({cursor["user"]: cursor.get("delivered", 0) for cursor in cursors})

    def _on_error(self, message: Message) -> None:
        meaning, what = self._refs.get(message.get("ref", 0), ("", ""))
        self.notices.append(message)
        outgoing = self.outbox.get(what) if meaning == "send" else None
        if outgoing is None:
            return
        self._put("refused", room=outgoing.command["room"], cid=what, code=(code := message["code"]))
        if code in AGAIN:
            outgoing.written = None
            pause = message.get("retry_after_ms", 200) / 1000
            asyncio.get_running_loop().call_later(pause, self._again, what, self.conn)
        else:
            del self.outbox[what]
            outgoing.answer.set_exception(RefusedError(code))

    def _again(self, cid: str, conn: int) -> None:
        outgoing = self.outbox.get(cid)
        if outgoing is not None and self.socket is not None and conn == self.conn:
            self._say_numbered(outgoing.command, ("send", cid))

    def _put(self, what: str, **fields: Any) -> None:
        self.history.put(what, device=self.name, user=self.account.user, conn=self.conn, **fields)
