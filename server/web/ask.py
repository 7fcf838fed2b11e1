"""One HTTP request, read and checked before its handler sees it; and its answer."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import msgspec
import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from server.accounts.seats import Seated
from server.core import codec, ids, values
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.web.assets import WORTH_PACKING
from server.web.house import House
from server.web.origins import Origins
from server.web.own import Page
from server.web.streams import Incoming, Streamed, StreamedResponse

MAX_BODY: Final = 64 * 1024
DROP_MOST: Final = 16 * 1024 * 1024
MAX_QUERY: Final = 4096
Struct = type[msgspec.Struct]
Endpoint = Callable[[Request], Awaitable[Response]]
Who = Literal["key", "user", "either", "anyone", "link", "page", "staff"]
"""`link`: the API key, a user's token, or the link's own. `page`: anybody, from the workspace's own page; `staff`: who
is signed in there, by the cookie."""
SCOPES: Final[dict[str, str]] = {
    "tokens": "users", "users": "users", "rooms": "rooms", "participants": "rooms", "messages": "rooms",
    "orders": "rooms", "uploads": "rooms", "invites": "invites", "webhooks": "webhooks",
}  # fmt: skip
"""What an admin's key must be good for, by the noun of an operation; no such key calls any other."""
NOBODY: Final = Actor(None)
NOWHERE: Final = Page()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a handler gets. `key` names this write: the Idempotency-Key, or a fresh one."""

    house: House
    actor: Actor
    path: Mapping[str, str]
    query: Any
    body: Any
    key: str
    address: str
    credential: str
    """The `Authorization` header as it came."""
    origin: str = ""
    """Of the page that asks, as its browser says; "" for none."""
    own: bool = True
    """It is no page of another origin."""
    page: Page = NOWHERE
    """The workspace's own page, where that is who asks."""
    seat: Seated | None = None

    @property
    def seated(self) -> Seated:
        """Who is signed in at the workspace; a route of `staff` always has one."""
        if self.seat is None:
            raise Refusal("unauthenticated", "sign in first")
        return self.seat


@dataclass(frozen=True, slots=True)
class Raw:
    """A body that is no JSON: its bytes go through, bounded by whoever takes them."""

    media_type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back."""

    status: int
    content: Mapping[str, Any] | Streamed
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """One way an operation ends well: what it means, and the shape of what is answered."""

    meaning: str
    shape: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route: how it is called, by whom, what it answers. `refuses` names codes beyond the usual ones."""

    method: str
    path: str
    handler: Callable[[Ask], Awaitable[Answer]]
    who: Who
    summary: str
    answers: Mapping[int, Said]
    body: Struct | Raw | None = None
    query: Struct | None = None
    refuses: tuple[str, ...] = ()
    may: str | None = None
    """What a role must be allowed by core/workspace.py; None: what everybody signed in may."""
    kept_s: int | None = None
    """For how many seconds anybody may keep the answer; it has an ETag then. None: nobody may."""

    @property
    def name(self) -> str:
        """The handler's name, unique among the operations."""
        return f"{self.handler.__module__.rpartition('.')[2]}_{self.handler.__name__}"

    @property
    def scopes(self) -> frozenset[str]:
        """Return what a key of an admin's must be good for, one of it; `read` is good for what is read in rooms."""
        needed = SCOPES.get(self.name.partition("_")[0])
        if needed is None:
            return frozenset()
        return frozenset({needed, "read"} if needed == "rooms" and self.method == "GET" else {needed})

    @property
    def writes(self) -> bool:
        """Tell whether this writes into a log, so that an Idempotency-Key has a meaning."""
        return self.method != "GET" and not isinstance(self.body, Raw) and self.who not in {"page", "staff"}


def endpoint(operation: Operation, house: House) -> Endpoint:
    """Return the operation as Starlette calls it."""

    async def answered(request: Request) -> Response:
        try:
            ask = await _read(operation, house, request)
            answer = await operation.handler(ask)
        except ClientDisconnect:
            return Response(status_code=400)
        if isinstance(answer.content, Streamed):
            return StreamedResponse(answer.content, answer.status, {"Cache-Control": "no-store", **answer.headers})
        content = orjson.dumps(answer.content)
        if operation.kept_s is not None:
            return _kept(request, content, operation.kept_s)
        headers = {"Cache-Control": "no-store", **answer.headers}
        return Response(content, answer.status, headers, "application/json")

    return answered


def _kept(request: Request, content: bytes, seconds: int) -> Response:
    """Answer with what anybody may keep for a while, and nothing to one who has it already."""
    packs = len(content) >= WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}{"-gz" if packs else ""}"'
    headers = {"Cache-Control": f"public, max-age={seconds}", "ETag": tag, "Vary": "Accept-Encoding"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(gzip.compress(content, mtime=0) if packs else content, 200, headers, "application/json")


async def _read(operation: Operation, house: House, request: Request) -> Ask:
    """Identify first: who may not ask at all is told so before anything else is read."""
    page, seat, actor = NOWHERE, None, NOBODY
    if operation.who in {"page", "staff"}:
        page = house.workspace.own.page(request)
        seat = await _seated(operation, house, request)
    else:
        actor = await _actor(operation, house, request)
    body = operation.body
    return Ask(
        house=house,
        actor=actor if seat is None else seat.actor,
        path=_path(request.path_params),
        query=_query(operation.query, request),
        body=Incoming(request, DROP_MOST) if isinstance(body, Raw) else await _body(body, request),
        key=_key(request.headers.get("idempotency-key")),
        address=request.client.host if request.client is not None else "",
        credential=request.headers.get("authorization", ""),
        origin=request.headers.get("origin", ""),
        own=Origins().allows(request.headers.get("origin"), request.headers.get("host")),
        page=page,
        seat=seat,
    )


async def _seated(operation: Operation, house: House, request: Request) -> Seated | None:
    """Return who is signed in, and may do this by the table; nobody is asked for where anybody may come."""
    if operation.who == "page":
        return None
    seated = await house.workspace.seats.present(house.workspace.own.cookie(request))
    if operation.may is not None:
        seated.may(operation.may)
    return seated


async def _actor(operation: Operation, house: House, request: Request) -> Actor:
    who = operation.who
    if who == "anyone":
        return NOBODY
    if who == "link" and (token := request.query_params.get("t")) is not None:
        return await house.identity.actor_of_link(
            token, request.path_params["id"], request.headers.get("authorization")
        )
    actor = await house.identity.actor_of(request.headers.get("authorization"), operation.scopes)
    if who == "key" and not actor.host:
        raise Refusal("forbidden", "this needs the API key")
    if who == "user" and actor.host:
        raise Refusal("forbidden", "this needs a user's token")
    return actor


def _path(found: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in found.items():
        if not ids.is_id(value):
            raise Refusal("bad_field", "not an id: 1 to 64 of A-Z a-z 0-9 . _ : @ -", field=name)
    return found


def _key(given: str | None) -> str:
    if given is None:
        return ids.fresh()
    if not ids.is_cid(given):
        raise Refusal("bad_field", "8 to 64 of A-Z a-z 0-9 _ -", field="Idempotency-Key")
    return given


def _query(into: Struct | None, request: Request) -> object:
    if into is None:
        return None
    if len(request.scope["query_string"]) > MAX_QUERY:
        raise Refusal("too_large", "the query is too long")
    pairs = request.query_params.multi_items()
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise Refusal("bad_field", "a query parameter is given twice")
    values.check(plain)
    numbers = {each.encode_name for each in msgspec.structs.fields(into) if _is_number(each.type)}
    typed = {name: _read_number(value) if name in numbers else value for name, value in plain.items()}
    converted: object = codec.convert(typed, into)
    return converted


def _is_number(annotated: object) -> bool:
    kind = msgspec.inspect.type_info(annotated)
    kinds = kind.types if isinstance(kind, msgspec.inspect.UnionType) else (kind,)
    return any(isinstance(each, msgspec.inspect.IntType) for each in kinds)


def _read_number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else text  # noqa: PLR2004 - 2^53


async def _body(into: Struct | None, request: Request) -> object:
    if into is None:
        return None
    raw = await _bounded(request)
    try:
        plain = orjson.loads(raw) if raw.strip() else {}
    except orjson.JSONDecodeError:
        raise Refusal("bad_message", "the body is not JSON") from None
    if not isinstance(plain, dict):
        raise Refusal("bad_message", "the body is not a JSON object")
    values.check(plain)
    converted: object = codec.convert(plain, into)
    return converted


async def _bounded(request: Request) -> bytes:
    """Read the body up to its limit; what is somewhat above is read and dropped, so that the refusal can be heard."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > DROP_MOST:
        raise Refusal("too_large", f"a body is at most {MAX_BODY} bytes")
    gathered, dropped = bytearray(), 0
    async for chunk in request.stream():
        if len(gathered) + len(chunk) <= MAX_BODY and not dropped:
            gathered += chunk
            continue
        dropped += len(chunk)
        if dropped > DROP_MOST:
            break
    if dropped:
        raise Refusal("too_large", f"a body is at most {MAX_BODY} bytes")
    return bytes(gathered)
