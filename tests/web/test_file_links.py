"""Links to files: one file, one session, five minutes; and no other token is one, nor it any other."""

from typing import Any, Final

import httpx
import pytest

from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.users import User
from server.web.identity import LINK_S
from server.web.signing import PURPOSES, Signer
from tests.web.fakes import API_KEY, NOW, SECRET, Web

ANN: Final = Actor("ann", "Ann", "customer")
NOW_S: Final = NOW // 1000


async def made(web: Web, user: str = "ann") -> str:
    async with web.user(user) as client:
        answer = await client.post("/v1/files/f_1/link")
    assert answer.status_code == 201, answer.text
    return answer.json()["url"]


async def opened(web: Web, url: str, **headers: str) -> httpx.Response:
    async with web.client(**headers) as client:
        return await client.get(url)


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
