"""A house made of fakes that note what they are asked, and a client that speaks to it over ASGI."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from server.accounts.merging import Proof
from server.accounts.sites import Sites
from server.accounts.visitors import Kept
from server.core.refusals import Refusal
from server.core.staff import Seat
from server.core.uploads import Upload, shown
from server.core.users import User
from server.uploads.shelf import Held
from server.uploads.uploads import Opened
from server.web.addresses import AddressLimit, per_hour
from server.web.app import Site, build
from server.web.house import Addresses, House, Lifetimes, Trade, Workspace
from server.web.identity import Identity
from server.web.own import Own
from tests.web.fake_desk import FakeChoices, FakeDesk

SECRET = "a-secret-for-tests-0123456789abcdef-0123456789abcdef-0123456789abcdef"
API_KEY = "an-api-key-for-tests-0123456789"
NOW = 1_795_000_000_000
AT = "2026-11-18T11:06:40.000Z"


FILE = Upload(id="f_1", room="order-1", user="ann", name="door.txt", size=6, mime="text/plain", at=NOW)


@dataclass
class FakeDirectory:
    """Users in a table."""

    users: dict[str, User] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)
    """The devices, and the sessions of staff, that may still come in."""

    async def ensure(self, user: User) -> User:
        return self.users.setdefault(user.id, user)

    async def user(self, user: str) -> User | None:
        return self.users.get(user)

    async def key(self, secret: str) -> None:
        """No admin made any."""

    async def put(self, user: str, name: str | None, role: str | None) -> dict[str, Any]:
        known = self.users.get(user, User(user, "member", ""))
        self.users[user] = User(user, role or known.role, name if name is not None else known.name)
        return {"user": user, "role": self.users[user].role, "name": self.users[user].name, "verified": "host"}

    async def admits(self, visitor: str) -> bool:
        return visitor not in self.gone

    async def holds(self, scope: Any) -> bool:
        return (scope.session if isinstance(scope, Seat) else scope.device) in self.invited

    async def speaker(self, user: str) -> User:
        if user not in self.users:
            raise Refusal("not_found", "no such user", field="by")
        return self.users[user]


class FakeChunks:
    """Bytes that note whether they were closed."""

    def __init__(self, *chunks: bytes) -> None:
        self.left = list(chunks)
        self.closed = False

    def __aiter__(self) -> "FakeChunks":
        return self

    async def __anext__(self) -> bytes:
        if not self.left:
            raise StopAsyncIteration
        return self.left.pop(0)

    async def aclose(self) -> None:
        self.closed = True


@dataclass
class FakeUseCases:
    """Rooms, people, messages and history in one: notes every call, answers what it was told to."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    fails: Exception | None = None
    again: bool = False
    upload: Upload = FILE
    chunks: FakeChunks | None = None
    most: int = 1000

    def note(self, *call: Any) -> None:
        self.calls.append(call)
        if self.fails is not None:
            raise self.fails

    async def create(self, actor: Any, new: Any, cid: str) -> tuple[dict[str, Any], bool]:
        self.note("create", actor, new, cid)
        return {"id": new.id}, not self.again

    async def get(self, actor: Any, room: str) -> dict[str, Any]:
        self.note("get", actor, room)
        return {"id": room}

    async def patch(self, actor: Any, room: str, fields: dict[str, Any], cid: str) -> dict[str, Any]:
        self.note("patch", actor, room, fields, cid)
        return {"id": room}

    async def listing(self, actor: Any, limit: int, cursor: str | None) -> dict[str, Any]:
        self.note("listing", actor, limit, cursor)
        return {"rooms": [], "next": None}

    async def receipts(self, actor: Any, room: str) -> dict[str, Any]:
        self.note("receipts", actor, room)
        return {"room": room, "last_seq": 0, "cursors": []}

    async def participants(self, actor: Any, room: str, limit: int, cursor: str | None) -> dict[str, Any]:
        self.note("participants", actor, room, limit, cursor)
        return {"participants": [], "next": None}

    async def put(self, actor: Any, room: str, person: Any, replaces: str | None, cid: str) -> dict[str, Any]:
        self.note("put", actor, room, person, replaces, cid)
        return {"room": room, "user": person.user, "seq": 1, "changed": True}

    async def remove(self, actor: Any, room: str, user: str, cid: str) -> dict[str, Any]:
        self.note("remove", actor, room, user, cid)
        return {"room": room, "user": user, "seq": 1, "changed": True}

    async def swap(self, actor: Any, room: str, old: str, person: Any, cid: str) -> dict[str, Any]:
        self.note("swap", actor, room, old, person, cid)
        return {"room": room, "user": person.user, "seq": 1, "changed": True}

    async def lane(self, actor: Any, room: str, users: list[str], cid: str) -> tuple[dict[str, Any], bool]:
        self.note("lane", actor, room, users, cid)
        return {"room": "l-1", "parent": room, "audience": "named", "participants": users}, not self.again

    async def post(self, actor: Any, said: Any) -> tuple[dict[str, Any], bool]:
        self.note("post", actor, said)
        return {"room": said.room, "cid": said.cid, "seq": 1, "at": AT}, self.again

    async def activity(self, actor: Any, event: Any, cid: str) -> dict[str, Any]:
        self.note("activity", actor, event, cid)
        return {"room": event.room, "cid": cid, "seq": 1, "at": AT}

    async def help(self, actor: Any, said: Any) -> dict[str, Any]:
        self.note("help", actor, said)
        return {"room": said.room, "cid": said.cid, "seq": 1, "at": AT}

    async def answer(self, actor: Any, said: Any) -> tuple[dict[str, Any], bool]:
        self.note("answer", actor, said)
        return {"room": said.room, "cid": said.cid, "seq": 1, "at": AT}, self.again

    async def kind(self, actor: Any, room: str) -> str:  # noqa: ARG002 - by its name
        return "announcement" if room == "news" else "order"

    async def step(self, wish: Any, key: str) -> tuple[dict[str, Any], bool]:
        self.note("step", wish, key)
        return {"room": wish.room, "cid": key, "seq": 1, "at": AT}, self.again

    async def reply(self, actor: Any, said: Any, to: int, admit: Callable[[], None]) -> tuple[dict[str, Any], bool]:
        admit()
        self.note("reply", actor, said, to)
        return {"room": "r-1", "cid": said.cid, "seq": 1, "at": AT}, self.again

    async def set(self, actor: Any, minutes: int, for_ms: int) -> dict[str, Any]:
        self.note("busy", actor, minutes, for_ms)
        return {"minutes": minutes, "until": AT}

    async def accept(self, actor: Any, wish: Any, chunks: Any) -> dict[str, Any]:
        if self.fails is not None:
            raise self.fails
        self.note("accept", actor, wish, b"".join([chunk async for chunk in chunks]))
        return {"room": wish.room, **shown(self.upload), "preview": False, "expires": AT}

    async def open(self, actor: Any, upload: str, *, preview: bool) -> Opened:
        self.note("open", actor, upload, preview)
        self.chunks = FakeChunks(b"abc", b"def")
        inline = self.upload.width is not None
        return Opened(self.upload, Held(6, self.chunks), self.upload.mime, inline=inline)

    async def visible(self, actor: Any, upload: str) -> Upload:
        self.note("visible", actor, upload)
        return self.upload

    async def page(self, actor: Any, room: str, after: int | None, before: int | None, limit: int) -> dict[str, Any]:
        self.note("page", actor, room, after, before, limit)
        return {"entries": [], "more": False}


@dataclass
class FakeAccounts:
    """Visitors, merges, support rooms and mutes: notes every call among those of the use cases."""

    directory: FakeDirectory
    note: Callable[..., None]

    async def create(self, name: str) -> tuple[User, Kept]:
        number = sum(user.startswith("v_") for user in self.directory.users) + 1
        user = await self.directory.ensure(User(f"v_{number}", "customer", name, "none"))
        return user, Kept(f"secret-of-{user.id}", NOW)

    async def refresh(self, secret: str) -> tuple[User, Kept]:
        self.note("refresh", secret)
        return User("v_1", "customer", "", "none"), Kept("another", NOW)

    async def logout(self, secret: str) -> None:
        self.note("logout", secret)

    def proof(self, secret: str) -> Proof:
        return Proof(secret)

    async def merge(self, proof: Proof, user: User) -> None:
        self.note("merge", proof, user)

    async def open(self, actor: Any, subject: str, cid: str, admit: Callable[[], None], _: Any) -> tuple[Any, bool]:
        admit()
        self.note("open", actor, subject, cid)
        return {"id": "r-1"}, True

    async def listing(self, user: str) -> dict[str, Any]:
        self.note("mutes", user)
        return {"mutes": []}

    async def mute(self, actor: Any, other: str) -> dict[str, Any]:
        self.note("mute", actor.user, other)
        return {"mutes": [other]}

    async def unmute(self, actor: Any, other: str) -> dict[str, Any]:
        self.note("unmute", actor.user, other)
        return {"mutes": []}


class Web:
    """The whole web over fakes; `clock` is what time it is, in milliseconds."""

    def __init__(
        self,
        *,
        host_agents: bool = False,
        visitors: int | None = 5,
        calls: int | None = 600,
        rooms: int = 6,
        **site: Any,
    ) -> None:
        self.clock = NOW
        self.directory = FakeDirectory()
        self.cases = FakeUseCases()
        self.identity = Identity(SECRET, API_KEY, self.directory, self.now, host_agents=host_agents)
        cases: Any = self.cases
        directory: Any = self.directory
        desk: Any = FakeDesk(self.cases.note)
        accounts: Any = FakeAccounts(self.directory, self.cases.note)
        choices: Any = FakeChoices()
        self.house = House(
            rooms=cases, people=cases, messages=cases, history=cases, uploads=cases, directory=directory,
            identity=self.identity, clock_ms=self.now, visitors=accounts, merging=accounts, support=accounts,
            mutes=accounts, invites=accounts, redeeming=accounts, subscriptions=accounts, webhooks=accounts,
            workspace=Workspace(accounts, accounts, accounts, Own(), accounts, accounts, accounts, accounts, accounts),
            choices=choices, sites=Sites(accounts, choices),
            addresses=Addresses(
                visitors=AddressLimit(per_hour(visitors)), calls=AddressLimit(per_hour(calls)),
                rooms=AddressLimit(per_hour(rooms, 12)), invites=AddressLimit(per_hour(calls)),
                entering=AddressLimit(per_hour(calls)), accounts=AddressLimit(per_hour(calls)),
                links=AddressLimit(per_hour(calls)),
            ),
            lifetimes=Lifetimes(token_s=3600, visitor_s=900), trade=Trade(cases, cases, cases), desk=desk,
        )  # fmt: skip
        site.setdefault("static", Path(tempfile.gettempdir()) / "parley-tests-no-such-folder")
        self.app = build(self.house, Site(**site), echo)

    def now(self) -> int:
        return self.clock

    def client(self, address: str = "203.0.113.7", **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, client=(address, 40_000))
        return httpx.AsyncClient(transport=transport, base_url="http://chat.example", headers=headers)

    def host(self) -> httpx.AsyncClient:
        return self.client(Authorization=f"Bearer {API_KEY}")

    def user(self, user: str = "ann", role: str = "customer", **headers: str) -> httpx.AsyncClient:
        token = self.identity.issue(user, role, user.title(), 600).token
        return self.client(Authorization=f"Bearer {token}", **headers)


async def echo(scope: Any, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
    """Stand in for the socket's driver: accept, say so, close."""
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 1000})
