"""Whose pages may speak to the server, over HTTP and the socket, and what browsers are told of it."""

from typing import Any, Final

import pytest

from server.web import origins
from server.web.origins import Origins
from tests.web.fakes import Web

LISTED: Final = origins.parse("https://shop.example, http://localhost:3000/")
NONE: Final = Origins()
EVERY: Final = origins.parse("*")

TABLE: Final[list[tuple[Origins, str | None, str | None, bool]]] = [
    (NONE, None, "chat.example", True),
    (NONE, "https://chat.example", "chat.example", True),
    (NONE, "http://chat.example", "chat.example", True),
    (NONE, "https://CHAT.example", "Chat.Example", True),
    (NONE, "http://chat.example:8080", "chat.example:8080", True),
    (NONE, "http://chat.example:8081", "chat.example:8080", False),
    (NONE, "http://chat.example", "chat.example:8080", False),
    (NONE, "http://[::1]:8080", "[::1]:8080", True),
    (NONE, "http://127.0.0.1:8080", "localhost:8080", False),
    (NONE, "https://evil.example", "chat.example", False),
    (NONE, "https://chat.example.evil.example", "chat.example", False),
    (NONE, "https://evilchat.example", "chat.example", False),
    (NONE, "https://chat.example@evil.example", "chat.example", False),
    (NONE, "file://chat.example", "chat.example", False),
    (NONE, "chat.example", "chat.example", False),
    (NONE, "null", "chat.example", False),
    (NONE, "", "chat.example", False),
    (NONE, "https://", "", False),
    (NONE, "https://", None, False),
    (NONE, "http://[", "chat.example", False),
    (LISTED, "https://shop.example", "chat.example", True),
    (LISTED, "HTTPS://SHOP.EXAMPLE", "chat.example", True),
    (LISTED, "http://localhost:3000", "chat.example", True),
    (LISTED, "http://shop.example", "chat.example", False),
    (LISTED, "https://shop.example:8443", "chat.example", False),
    (LISTED, "https://www.shop.example", "chat.example", False),
    (LISTED, "https://shop.example.evil.example", "chat.example", False),
    (LISTED, "https://chat.example", "chat.example", True),
    (LISTED, "null", "chat.example", False),
    (EVERY, "https://evil.example", "chat.example", True),
    (EVERY, "null", "chat.example", True),
]


@pytest.mark.parametrize(("allowed", "origin", "host", "expected"), TABLE, ids=range(len(TABLE)))
def test_which_origins_are_allowed(allowed: Origins, origin: str | None, host: str | None, *, expected: bool):
    assert allowed.allows(origin, host) == expected


@pytest.mark.parametrize(
    "text", ["shop.example", "https://shop.example/page", "ftp://shop.example", "https://", "null"]
)
def test_what_is_no_origin_stops_the_start(text: str):
    with pytest.raises(ValueError, match="not an origin"):
        origins.parse(text)


def test_nothing_listed_is_nothing_listed():
    assert origins.parse(" , ") == NONE


async def test_a_foreign_page_is_refused_before_it_is_asked_who_it_is():
    web = Web(origins=LISTED)
    async with web.host() as client:
        answer = await client.get("/v1/rooms", headers={"Origin": "https://evil.example"})
        visitor = await client.post("/v1/visitors", headers={"Origin": "null"})
    assert [answer.status_code, visitor.status_code] == [403, 403]
    assert answer.json()["code"] == "forbidden"
    assert "access-control-allow-origin" not in answer.headers
    assert web.cases.calls == []


async def test_a_listed_page_may_read_what_it_is_answered_also_a_refusal():
    web = Web(origins=LISTED)
    origin = {"Origin": "https://shop.example"}
    async with web.host() as client:
        answers = [
            await client.get("/v1/rooms", headers=origin),
            await client.get("/v1/nowhere", headers=origin),
            await client.post("/v1/rooms", headers=origin, content=b"{"),
        ]
        web.cases.fails = ValueError()
        answers.append(await client.get("/v1/rooms", headers=origin))
    assert [answer.status_code for answer in answers] == [200, 404, 400, 500]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]
        assert "Retry-After" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(("origin", "status"), [("https://shop.example", 204), ("https://evil.example", 403)])
async def test_preflights(origin: str, status: int):
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    async with Web(origins=LISTED).client() as client:
        answer = await client.options("/v1/rooms/r/messages", headers=asked)
    assert answer.status_code == status
    if status == 204:
        assert answer.headers["access-control-allow-origin"] == origin
        assert "Idempotency-Key" in answer.headers["access-control-allow-headers"]
        assert set(answer.headers["access-control-allow-methods"].split(", ")) == {
            "GET",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
        }


async def test_every_answer_carries_its_security_headers():
    web = Web()
    async with web.host() as client:
        for path in ("/v1/rooms", "/v1/nowhere", "/healthz", "/"):
            answer = await client.get(path)
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert "unsafe" not in answer.headers["content-security-policy"]


async def upgrade(web: Web, *headers: tuple[bytes, bytes], subprotocols: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    scope = {
        "type": "websocket", "path": "/v1/ws", "raw_path": b"/v1/ws", "query_string": b"", "root_path": "",
        "scheme": "ws", "client": ("203.0.113.7", 1), "server": ("chat.example", 80),
        "headers": [(b"host", b"chat.example"), *headers], "subprotocols": list(subprotocols),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await web.app(scope, receive, send)
    return said


OURS: Final[list[list[tuple[bytes, bytes]]]] = [
    [], [(b"origin", b"http://chat.example")], [(b"origin", b"https://shop.example")],
]  # fmt: skip
FOREIGN: Final[list[list[tuple[bytes, bytes]]]] = [
    [(b"origin", b"https://evil.example")],
    [(b"origin", b"null")],
    [(b"origin", b"https://shop.example"), (b"origin", b"https://evil.example")],
]


@pytest.mark.parametrize("headers", OURS, ids=range(3))
async def test_sockets_of_our_pages_reach_the_driver(headers):
    said = await upgrade(Web(origins=LISTED), *headers)
    assert [message.get("code") for message in said] == [None, 1000]


@pytest.mark.parametrize("headers", FOREIGN, ids=range(3))
async def test_a_foreign_pages_socket_is_closed_with_a_code_that_says_stop(headers):
    said = await upgrade(Web(origins=LISTED), *headers, subprotocols=("other", "parley.v1.json"))
    assert [message["type"] for message in said] == ["websocket.accept", "websocket.close"]
    assert said[0]["subprotocol"] == "parley.v1.json"
    assert said[1]["code"] == 4403
