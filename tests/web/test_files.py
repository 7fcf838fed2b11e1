"""Files over HTTP: what reaches the use case, what a browser is allowed, and links for one file and one session."""

from typing import Any, Final
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.users import User
from server.uploads.uploads import Wish
from server.web.api.uploads import disposition
from server.web.identity import LINK_S
from server.web.signing import PURPOSES, Signer
from tests.web.fakes import API_KEY, FILE, NOW, SECRET, Web

ANN: Final = Actor("ann", "Ann", "customer")
NOW_S: Final = NOW // 1000
PHOTO: Final = replace(FILE, name="door.jpg", mime="image/jpeg", width=4, height=3)


async def made(web: Web, user: str = "ann") -> str:
    async with web.user(user) as client:
        answer = await client.post("/v1/files/f_1/link")
    assert answer.status_code == 201, answer.text
    return answer.json()["url"]


async def opened(web: Web, url: str, **headers: str) -> httpx.Response:
    async with web.client(**headers) as client:
        return await client.get(url)


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


# -- links ---------------------------------------------------------------------------------------------


async def test_a_link_opens_its_file_for_five_minutes_and_for_who_asked():
    web = Web()
    url = await made(web)
    assert (await opened(web, url)).content == b"abcdef"
    assert web.cases.calls[-1] == ("open", ANN, "f_1", False)
    web.clock += LINK_S * 1000 - 1000
    assert (await opened(web, url)).status_code == 200
    web.clock += 1000
    assert (await opened(web, url)).json()["code"] == "unauthenticated"


async def test_a_link_opens_no_other_file_and_beside_another_session_nothing():
    web = Web()
    url = await made(web)
    token = web.identity.issue("ann", "customer", "Ann", 600).token
    later = web.identity.issue("ann", "customer", "Ann", 700).token
    ken = web.identity.issue("ken", "driver", "Ken", 600).token
    assert (await opened(web, url.replace("f_1", "f_2"))).status_code == 401
    assert (await opened(web, url, Authorization=f"Bearer {token}")).status_code == 200
    for other in (ken, later, API_KEY):
        assert (await opened(web, url, Authorization=f"Bearer {other}")).status_code == 401


async def test_a_link_lives_no_longer_than_the_session_that_asked():
    web = Web()
    token = web.identity.issue("ann", "customer", "Ann", 60).token
    async with web.client(Authorization=f"Bearer {token}") as client:
        url = (await client.post("/v1/files/f_1/link")).json()["url"]
    web.clock += 60_000
    assert (await opened(web, url)).status_code == 401


async def test_a_link_is_made_only_for_what_one_may_read():
    web = Web()
    web.cases.fails = Refusal("not_found")
    async with web.user() as client:
        assert (await client.post("/v1/files/f_1/link")).status_code == 404
    web.cases.fails = None
    url = await made(web)
    web.cases.fails = Refusal("not_found")
    assert (await opened(web, url)).status_code == 404


async def test_the_stored_role_counts_behind_a_link_and_who_is_unknown_is_nobody():
    web = Web(host_agents=False)
    url = await made(web)
    web.directory.users["ann"] = User("ann", "agent", "Ann")
    assert (await opened(web, url)).status_code == 403
    del web.directory.users["ann"]
    assert (await opened(web, url)).status_code == 401


async def test_the_hosts_link_is_the_hosts():
    web = Web()
    async with web.host() as client:
        url = (await client.post("/v1/files/f_1/link")).json()["url"]
    assert (await opened(web, url)).status_code == 200
    assert web.cases.calls[-1][1] == Actor(None, host=True)


def claims(**more: Any) -> dict[str, Any]:
    return {"sub": "ann", "role": "customer", "name": "Ann", "exp": NOW_S + 60, "file": "f_1", **more}


@pytest.mark.parametrize("purpose", PURPOSES)
async def test_only_a_files_token_is_a_link_and_it_is_nothing_else(purpose):
    """The cross matrix: each kind of token as a link, as a bearer for a file, and as a bearer anywhere else."""
    web = Web()
    web.directory.users["ann"] = User("ann", "customer", "Ann")
    who = {"sub": "v_1"} if purpose == "visitor" else {}
    token = Signer(SECRET).sign(purpose, claims(**who))
    as_link = (await opened(web, f"/v1/files/f_1?t={token}")).status_code
    assert as_link == (200 if purpose == "file" else 401)
    for path in ("/v1/files/f_1", "/v1/rooms"):
        as_bearer = (await opened(web, path, Authorization=f"Bearer {token}")).status_code
        assert as_bearer == (200 if purpose in {"user", "visitor"} else 401), path


WRONG: Final = {
    "empty": "",
    "no token": "x.y.z",
    "the API key": API_KEY,
    "another secret's": Signer("another-secret-0123456789abcdef-0123456789").sign("file", claims()),
    "no file": Signer(SECRET).sign("file", {"sub": "ann", "exp": NOW_S + 60}),
    "no end": Signer(SECRET).sign("file", {"sub": "ann", "file": "f_1"}),
    "nobody's": Signer(SECRET).sign("file", claims(sub="eve")),
    "claims to be the host's": Signer(SECRET).sign("user", claims(host=True)),
}


@pytest.mark.parametrize("token", WRONG.values(), ids=list(WRONG))
async def test_a_wrong_link_opens_nothing(token):
    web = Web()
    web.directory.users["ann"] = User("ann", "customer", "Ann")
    assert (await opened(web, f"/v1/files/f_1?t={token}")).status_code == 401
    assert web.cases.calls == []
