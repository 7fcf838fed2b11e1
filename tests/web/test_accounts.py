"""The routes of visitors, of one's own support room, of mutes and of what anybody may keep; over fakes."""

import pytest

from server.accounts.merging import Proof
from server.core.changes import Actor
from server.core.users import User
from tests.web.fakes import AT, Web

HOUR = 3_600_000


async def test_a_visitor_gets_a_token_and_a_secret():
    web = Web()
    async with web.client() as client:
        told = (await client.post("/v1/visitors", json={"name": "Guest"})).json()
        assert set(told) == {"user", "token", "exp", "secret", "secret_exp"}
        again = await client.post("/v1/visitors/refresh", json={"secret": told["secret"]})
    assert web.cases.calls == [("refresh", told["secret"])]
    assert (again.status_code, again.json()["secret"], again.json()["secret_exp"]) == (200, "another", AT)
    claims = web.identity.verify(again.json()["token"], ("visitor",))
    assert (claims.sub, claims.exp) == ("v_1", web.clock + 900_000)


async def test_logout_tells_nothing():
    web = Web()
    async with web.client() as client:
        answer = await client.post("/v1/visitors/logout", json={"secret": "whatever"})
    assert (answer.status_code, answer.json(), web.cases.calls) == (200, {}, [("logout", "whatever")])


async def test_who_calls_too_often_is_told_when_to_try_again():
    web = Web(calls=2)
    async with web.client("198.51.100.1") as client, web.client("198.51.100.2") as other:
        codes = [(await client.post("/v1/visitors/refresh", json={"secret": "x"})).status_code for _ in range(2)]
        refused = await client.post("/v1/visitors/logout", json={"secret": "x"})
        assert (codes, refused.status_code) == ([200, 200], 429)
        assert refused.json()["retry_after_ms"] > 0
        merge = {"secret": "x", "user_token": "y", "agree": True}
        assert (await client.post("/v1/visitors/merge", json=merge)).status_code == 429
        assert (await other.post("/v1/visitors/refresh", json={"secret": "x"})).status_code == 200


async def merged(web: Web, **body):
    token = web.identity.issue("ann", "customer", "Ann", 60).token
    async with web.client() as client:
        return await client.post("/v1/visitors/merge", json={"user_token": token, "agree": True, **body})


async def test_a_merge_takes_both_proofs():
    web = Web()
    visitor = web.identity.visitor_token(User("v_1", "customer", "", "none"), 60).token
    for body, proof in (({"secret": "v_1"}, Proof("v_1")), ({"visitor_token": visitor}, Proof("v_1"))):
        answer = await merged(web, **body)
        assert (answer.status_code, answer.json()) == (200, {"user": "ann", "visitor": "v_1"})
        assert web.cases.calls[-1] == ("merge", proof, User("ann", "customer", "Ann"))


async def test_a_merge_is_only_for_who_agrees():
    for agree, status in ((False, 400), (None, 400), ("yes", 400), (1, 400)):
        web = Web()
        answer = await merged(web, secret="v_1", agree=agree)
        assert (answer.status_code, web.cases.calls) == (status, [])
        assert answer.json()["field"] == "agree"


async def test_a_merge_takes_one_proof_of_each_and_no_other():
    web = Web()
    visitor = web.identity.visitor_token(User("v_1", "customer", "", "none"), 60).token
    user = web.identity.issue("dan", "customer", "Dan", 60).token
    for body, status in (
        ({}, 400), ({"secret": "v_1", "visitor_token": visitor}, 400), ({"visitor_token": user}, 401),
        ({"secret": "v_1", "user_token": visitor}, 401), ({"visitor_token": visitor, "user_token": visitor}, 401),
        ({"secret": "v_1", "user_token": ""}, 401),
    ):  # fmt: skip
        answer = await merged(web, **body)
        assert (answer.status_code, web.cases.calls) == (status, []), body


async def test_a_visit_that_is_over_opens_nothing():
    web = Web()
    web.directory.gone.add("v_1")
    token = web.identity.visitor_token(User("v_1", "customer", "", "none"), 60).token
    async with web.client(Authorization=f"Bearer {token}") as client:
        assert (await client.get("/v1/rooms")).status_code == 401


async def test_a_user_opens_a_support_room_and_nothing_else():
    web = Web()
    async with web.user("ann") as client:
        made = await client.post("/v1/rooms", json={"kind": "support", "subject": "Help"})
        assert (made.status_code, web.cases.calls[0][:3]) == (201, ("open", Actor("ann", "Ann", "customer"), "Help"))
        for body in (
            {"kind": "order"}, {"kind": "group"}, {"kind": "support", "id": "mine"},
            {"kind": "support", "participants": [{"user": "ken", "role": "driver"}]},
            {"kind": "support", "metadata": {"vip": True}},
            {"kind": "support", "facts": [{"key": "k", "label": "l", "value": "v", "roles": ["customer"]}]},
        ):  # fmt: skip
            assert (await client.post("/v1/rooms", json=body)).status_code == 403
    assert len(web.cases.calls) == 1


async def test_six_support_rooms_in_twelve_hours_from_one_address():
    web = Web()
    async with web.user("ann") as client:
        codes = [(await client.post("/v1/rooms", json={"kind": "support"})).status_code for _ in range(7)]
        assert codes == [201] * 6 + [429]
    web.clock += 2 * HOUR + 1
    async with web.user("ann") as client:
        codes = [(await client.post("/v1/rooms", json={"kind": "support"})).status_code for _ in range(2)]
        assert codes == [201, 429]


async def test_mutes_are_the_callers_own():
    web = Web()
    async with web.user("ann") as client, web.host() as host:
        for method, path, call in (
            ("GET", "/v1/users/me/mutes", ("mutes", "ann")),
            ("PUT", "/v1/users/me/mutes/ken", ("mute", "ann", "ken")),
            ("DELETE", "/v1/users/me/mutes/ken", ("unmute", "ann", "ken")),
        ):
            answer = await client.request(method, path)
            assert (answer.status_code, web.cases.calls.pop()) == (200, call)
            assert (await host.request(method, path)).status_code == 403


@pytest.mark.parametrize("path", ["/v1/phrases", "/v1/phrases?role=driver", "/v1/widget"])
async def test_what_anybody_may_keep_is_not_sent_twice(path):
    async with Web().client() as client:
        first = await client.get(path)
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "public, max-age=0"
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = await client.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert (await client.get(path, headers={"If-None-Match": '"other"'})).content == first.content


@pytest.mark.parametrize("path", ["/v1/phrases?role=driver", "/v1/widget"])
async def test_what_anybody_may_keep_is_packed_for_who_takes_it_so(path):
    async with Web().client() as client:
        plain = await client.get(path, headers={"Accept-Encoding": "identity"})
        packed = await client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert (packed.content, "Accept-Encoding" in packed.headers["vary"]) == (plain.content, True)
    assert packed.headers["etag"] != plain.headers["etag"]


async def test_the_widget_is_told_everything_at_once():
    async with Web().client() as client:
        told = (await client.get("/v1/widget")).json()
    assert told["greeting"]["ja"]
    assert {"en", "ja"} <= set(told["reasons"]["report"])
    assert {role for phrase in told["phrases"] for role in phrase["roles"]} >= {"customer", "driver", "merchant"}
