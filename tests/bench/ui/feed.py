"""A workspace's server in little: the page, somebody who is signed in, and an inbox of thousands that moves."""

import asyncio
import json
import mimetypes
import random
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import uvicorn

from tests.rig.wait import until

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STATIC: Final = Path(__file__).parents[3] / "static"
ME: Final = {"user": "s_ada", "name": "Ada", "role": "admin", "email": "ada@shop.example", "session": "ss_1"}
CAN: Final = ["assign", "observe", "own_presence", "see_load", "settings"]
NAMES: Final = ("Ann", "Ken", "Mei", "Sora", "Yui", "Jon", "Lea", "Kim", "Noa", "Eva", "石田", "佐藤")
WORDS: Final = ("Where is my order?", "I am at the gate", "Two minutes", "It is not here", "Thank you", "届きました")
AGENTS: Final = ((None, None), ("s_ada", "Ada"), ("s_mika", "Mika"), ("s_rie", "Rie"))
PART: Final = 500
"""Rows of one frame while the list is told."""


def ago(seconds: float) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Rooms:
    """Rows, and how they change: the same every time."""

    count: int
    dice: random.Random = field(default_factory=lambda: random.Random(5))
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make them."""
        self.rows = [self._born(number) for number in range(self.count)]

    def _born(self, number: int) -> dict[str, Any]:
        dice = self.dice
        kind = dice.choice(("order", "order", "support"))
        name = dice.choice(NAMES)
        agent, called = dice.choice(AGENTS)
        people = [{"user": f"u{number}", "name": name, "role": "customer", "presence": "online"}]
        if kind == "order":
            people.append({"user": f"d{number}", "name": "Ken", "role": "driver", "presence": "away"})
        held = {"agent": agent, "name": called, "state": agent and "assigned", "since": agent and ago(900)}
        row = {
            "room": f"order-{number}", "kind": kind, "subject": f"Order {number}" if kind == "order" else None,
            "status": "open", "stage": None, "locked": False, "last_seq": 5, "waiting": None, "people": people,
            "people_count": len(people), "held": held | dict.fromkeys(("until", "team", "sender", "back_at")),
            "priority": dice.choice((None, None, None, "high", "urgent")), "labels": dice.sample(["vip", "refund"], 1),
            "needs": [], "hold": None, "wake_at": None, "due_at": None, "typing": [], "back": None, "unread": 0,
            "mentions": 0, "unseen": [], "part": False, "lane": f"l-{number}", "watchers": [], "last": None,
        }  # fmt: skip
        self._said(row, dice.uniform(60, 40_000))
        return row

    def _said(self, row: dict[str, Any], seconds: float) -> None:
        who = self.dice.choice(row["people"])
        row["last_seq"] += 1
        text = self.dice.choice(WORDS)
        row["last"] = {"seq": row["last_seq"], "by": who["user"], "at": ago(seconds), "text": text} | {
            "name": who["name"],
            "role": who["role"],
        }
        row["unread"] = self.dice.choice((0, 0, 1, 2))
        row["typing"] = []

    def change(self) -> dict[str, Any]:
        """Let something happen in one of them."""
        row = self.dice.choice(self.rows)
        match self.dice.randrange(6):
            case 0 | 1:
                self._said(row, 0)
            case 2:
                row["typing"] = [row["people"][0]["user"]]
            case 3:
                reason = self.dice.choice(("late", "missing", None))
                row["waiting"] = {
                    "since": ago(self.dice.uniform(0, 600)),
                    "reason": reason,
                    "by": row["people"][0]["user"],
                }
            case 4:
                row["waiting"] = None
                row["unread"] = 0
            case _:
                row["unseen"] = [{"user": "d", "role": "driver", "delivered": True}]
        return row


@dataclass
class Feed:
    """One socket's worth of inbox: told whole, then `rate` updates a second in four frames."""

    rooms: Rooms
    rate: int = 0
    told: int = 0

    async def frames(self) -> AsyncIterator[str]:
        rows = self.rooms.rows
        for start in range(0, len(rows), PART):
            more = start + PART < len(rows)
            yield _frame(reset=start == 0, rows=rows[start : start + PART], more=more)
        while True:
            await asyncio.sleep(0.25)
            if self.rate:
                changed = {row["room"]: row for row in (self.rooms.change() for _ in range(self.rate // 4))}
                self.told += self.rate // 4
                yield _frame(rows=list(changed.values()), gone=[])


def _frame(*, rows: list[dict[str, Any]], **more: Any) -> str:
    told = {name: value for name, value in more.items() if value is not False or name == "more"}
    return json.dumps({"t": "inbox", **told, "rows": rows}, ensure_ascii=False, separators=(",", ":"))


@dataclass
class Desk:
    """The server: an ASGI application."""

    feed: Feed

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or keep one socket."""
        if scope["type"] == "websocket":
            await self._socket(receive, send)
        elif scope["type"] == "http":
            kind, body = self._answer(scope["method"], scope["path"])
            headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 200 if kind else 404, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    def _answer(self, method: str, path: str) -> tuple[str, bytes]:
        if path.startswith("/v1/"):
            return "application/json", json.dumps(self._told(method, path)).encode()
        name = "desk/index.html" if path in {"/desk", "/desk/"} else path.removeprefix("/static/")
        file = (STATIC / name).resolve()
        if not file.is_file() or STATIC not in file.parents:
            return "", b""
        return mimetypes.guess_type(file.name)[0] or "text/plain", file.read_bytes()

    def _told(self, method: str, path: str) -> dict[str, Any]:
        agent = {"user": "s_ada", "state": "online", "since": ago(60), "capacity": 5, "has": ["team:night"]}
        answers: dict[str, dict[str, Any]] = {
            "/v1/desk/session": {**ME, "can": CAN},
            "/v1/desk/token": {"token": "x.eyJzdWIiOiJzX2FkYSJ9.x", "exp": ago(-300)},
            "/v1/desk/me": agent,
            "/v1/desk/sessions": {"sessions": []},
            "/v1/desk/load": self._load(),
        }
        return answers.get(path, {"code": "not_found", "asked": method})

    def _load(self) -> dict[str, Any]:
        held = [row["held"]["agent"] for row in self.feed.rooms.rows]
        agents = [
            {"user": user, "name": name, "state": "online", "since": ago(900), "open": held.count(user)}
            | {"connected": True, "capacity": 5, "waiting": 2, "longest_wait_s": 240}
            for user, name in AGENTS
            if user
        ]
        return {"agents": agents, "queue": {"waiting": 3, "longest_wait_since": ago(200)}}

    async def _socket(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": "parley.v1.json"})
        telling: asyncio.Task[None] | None = None
        try:
            while (message := await receive())["type"] == "websocket.receive":
                frame = json.loads(message["text"])
                if frame["t"] == "hello":
                    await send({"type": "websocket.send", "text": json.dumps(_welcome())})
                elif frame["t"] == "inbox":
                    telling = telling or asyncio.create_task(self._tell(send))
        finally:
            if telling:
                telling.cancel()

    async def _tell(self, send: Send) -> None:
        async for text in self.feed.frames():
            await send({"type": "websocket.send", "text": text})


def _welcome() -> dict[str, Any]:
    user = {"id": "s_ada", "name": "Ada", "role": "admin"}
    return {
        "t": "welcome", "session": "x", "user": user, "epoch": "e", "heartbeat_s": 20, "rooms": [], "mutes": [],
        "limits": {}, "server_time": ago(0), "exp": ago(-300),
    }  # fmt: skip


@asynccontextmanager
async def serving(feed: Feed, port: int = 0) -> AsyncIterator[str]:
    """Serve a workspace over this feed; yield its address."""
    server = uvicorn.Server(uvicorn.Config(Desk(feed), port=port, log_level="warning", lifespan="off"))
    running = asyncio.create_task(server.serve())
    try:
        await until(lambda: server.started, 10, "a workspace in little")
        bound = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{bound}"
    finally:
        server.should_exit = True
        await running
