"""Files over HTTP: what reaches the use case, and what a browser is allowed to do with the bytes."""

from typing import Final
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.users import User
from server.uploads.uploads import Wish
from server.web.api.uploads import disposition
from tests.web.fakes import FILE, NOW, Web

ANN: Final = Actor("ann", "Ann", "customer")
NOW_S: Final = NOW // 1000
PHOTO: Final = replace(FILE, name="door.jpg", mime="image/jpeg", width=4, height=3)


# -- in ------------------------------------------------------------------------------------------------


async def test_a_body_goes_through_with_its_room_and_name():
    web = Web()
    async with web.user() as client:
        query = {"room": "order-1", "name": "領収書.pdf"}
        answer = await client.post("/v1/uploads", params=query, content=b"%PDF-", headers={"Content-Type": "image/png"})
    assert answer.status_code == 201, answer.text
    assert web.cases.calls == [("accept", ANN, Wish(room="order-1", name="領収書.pdf", length=5), b"%PDF-")]
    assert answer.json()["file"] == "f_1"


async def test_a_body_in_pieces_has_no_length():
    async def pieces():
        yield b"ab"
        yield b"cd"

    web = Web()
    async with web.user() as client:
        await client.post("/v1/uploads?room=order-1", content=pieces())
    assert web.cases.calls == [("accept", ANN, Wish(room="order-1", name="", length=None), b"abcd")]


async def test_the_host_names_the_sender_and_nobody_else_does():
    web = Web()
    web.directory.users["ken"] = User("ken", "driver", "Ken")
    async with web.host() as host, web.user() as user:
        assert (await host.post("/v1/uploads?room=r&by=ken", content=b"x")).status_code == 201
        assert (await host.post("/v1/uploads?room=r", content=b"x")).json()["field"] == "by"
        assert (await host.post("/v1/uploads?room=r&by=eve", content=b"x")).json()["code"] == "not_found"
        assert (await user.post("/v1/uploads?room=r&by=ken", content=b"x")).json()["field"] == "by"
    assert [call[1] for call in web.cases.calls] == [Actor("ken", "Ken", "driver", host=True)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "room"),
        ("?room=a/b", "room"),
        ("?room=r&x=1", "x"),
        ("?room=r&room=s", None),
        ("?room=r&name=" + "x" * 513, "name"),
    ],
)
async def test_a_query_that_does_not_fit(query, field):
    async with Web().user() as client:
        answer = await client.post(f"/v1/uploads{query}", content=b"x")
    assert answer.status_code in {400, 413}
    assert answer.json().get("field") == field


async def test_a_form_is_told_what_is_meant():
    async with Web().user() as client:
        answer = await client.post("/v1/uploads?room=r", files={"file": b"x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_message")


@pytest.mark.parametrize(("length", "left"), [(2000, False), (17 * 1024 * 1024, True)])
async def test_what_is_too_large_is_read_to_its_end_unless_it_is_far_too_large(length, left):
    read = 0

    async def pieces():
        nonlocal read
        while read < length:
            read += 1000
            yield b"x" * 1000

    web = Web()
    web.cases.fails = Refusal("too_large", "too large")
    async with web.user() as client:
        answer = await client.post("/v1/uploads?room=r", content=pieces(), headers={"Content-Length": str(length)})
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert (answer.json()["code"], answer.headers["content-type"]) == ("too_large", "application/problem+json")
    assert (read < length) is left


async def test_a_quota_says_when_to_come_again():
    web = Web()
    web.cases.fails = Refusal("rate_limited", retry_after_ms=90_500)
    async with web.user() as client:
        answer = await client.post("/v1/uploads?room=r", content=b"x")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["retry_after_ms"]) == (429, "91", 90_500)


async def test_pages_of_listed_origins_may_send_and_read():
    web = Web()
    async with web.user(Origin="https://evil.example") as foreign, web.user(Origin="http://chat.example") as own:
        for call in (("POST", "/v1/uploads?room=r"), ("GET", "/v1/files/f_1"), ("OPTIONS", "/v1/uploads")):
            assert (await foreign.request(*call)).status_code == 403
        answer = await own.get("/v1/files/f_1")
        assert answer.headers["access-control-allow-origin"] == "http://chat.example"
        asked = {
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        }
        assert (await own.options("/v1/uploads", headers=asked)).status_code == 204


# -- out -----------------------------------------------------------------------------------------------


async def test_the_bytes_come_confined():
    web = Web()
    async with web.user() as client:
        answer = await client.get("/v1/files/f_1?size=preview")
    assert (answer.status_code, answer.content) == (200, b"abcdef")
    assert web.cases.calls == [("open", ANN, "f_1", True)]
    assert web.cases.chunks.closed
    told = {name: answer.headers[name] for name in CONFINED}
    assert told == CONFINED


CONFINED: Final = {
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "content-disposition": "attachment; filename=\"door.txt\"; filename*=UTF-8''door.txt",
    "content-type": "text/plain; charset=utf-8",
    "content-length": "6",
    "accept-ranges": "none",
}


async def test_only_a_picture_that_was_drawn_anew_is_shown():
    web = Web()
    web.cases.upload = PHOTO
    async with web.user() as client:
        answer = await client.get("/v1/files/f_1")
    assert answer.headers["content-disposition"].startswith("inline; ")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-security-policy"] == CONFINED["content-security-policy"]


async def test_a_head_gets_no_bytes_and_a_range_gets_them_all():
    web = Web()
    async with web.user() as client:
        head = await client.head("/v1/files/f_1")
        assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "6")
        assert web.cases.chunks.closed
        part = await client.get("/v1/files/f_1", headers={"Range": "bytes=1-2"})
        assert (part.status_code, part.content) == (200, b"abcdef")


@pytest.mark.parametrize(
    "path", ["/v1/files/..%2f..%2fetc", "/v1/files/%2e%2e/x", "/v1/files/a%00b", "/v1/files/a%20b"]
)
async def test_what_is_no_id_reaches_nothing(path):
    web = Web()
    async with web.user() as client:
        assert (await client.get(path)).status_code in {400, 404}
    assert web.cases.calls == []


@given(st.text(max_size=130))
def test_any_name_is_one_harmless_header(name: str):
    name = name.encode("utf-8", "ignore").decode()
    said = disposition(name, inline=False)
    assert said.isascii()
    assert said.isprintable()
    assert said.count('"') == 2
    assert unquote(said.partition("UTF-8''")[2]) == name
