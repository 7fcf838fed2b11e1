"""Every refusal as problem+json; limits of bodies and queries; faults that tell nothing."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from server.core.refusals import CODES, Refusal
from server.web.ask import DROP_MOST
from tests.web.fakes import Web

TEXT = {"type": "text", "text": "Hi"}


@pytest.mark.parametrize("code", CODES)
async def test_each_refusal_is_a_problem(code: str):
    web = Web()
    web.cases.fails = Refusal(code, "what happened", field="subject", retry_after_ms=1500)
    async with web.host() as client:
        answer = await client.get("/v1/rooms/r")
    assert answer.status_code == CODES[code].http
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "2"
    assert answer.json() == {
        "type": f"urn:parley:refusal:{code}", "title": CODES[code].meaning, "status": CODES[code].http,
        "detail": "what happened", "code": code, "field": "subject", "retry_after_ms": 1500,
    }  # fmt: skip
    assert ("www-authenticate" in answer.headers) == (code == "unauthenticated")


async def test_what_a_refusal_does_not_say_is_left_out():
    web = Web()
    web.cases.fails = Refusal("not_found")
    async with web.host() as client:
        answer = await client.get("/v1/rooms/r")
    assert set(answer.json()) == {"type", "title", "status", "detail", "code"}
    assert "retry-after" not in answer.headers


BAD: list[tuple[str, str, Any, str, str | None]] = [
    ("POST", "/v1/rooms", b"{", "bad_message", None),
    ("POST", "/v1/rooms", b"\xff\xfe", "bad_message", None),
    ("POST", "/v1/rooms", b"[]", "bad_message", None),
    ("POST", "/v1/rooms", b'"text"', "bad_message", None),
    ("POST", "/v1/rooms", b'{"kind": NaN}', "bad_message", None),
    ("POST", "/v1/rooms", b'{"kind": "order", "metadata": ' + b'{"a":' * 9 + b"1" + b"}" * 10, "bad_message", None),
    ("POST", "/v1/rooms", b'{"kind": "order", "metadata": ' + b"[" * 3000 + b"]" * 3000 + b"}", "bad_message", None),
    ("POST", "/v1/rooms", b'{"kind": "order", "metadata": {"a": 9007199254740992}}', "bad_message", None),
    ("POST", "/v1/rooms", b'{"kind": "order", "subject": "a\\u0000b"}', "bad_message", None),
    ("POST", "/v1/rooms", b"", "bad_field", "kind"),
    ("POST", "/v1/rooms", b"{}", "bad_field", "kind"),
    ("POST", "/v1/rooms", b'{"kind": "party"}', "bad_field", "kind"),
    ("POST", "/v1/rooms", b'{"kind": "order", "id": "a b"}', "bad_field", "id"),
    ("POST", "/v1/rooms", b'{"kind": "order", "id": ""}', "bad_field", "id"),
    ("POST", "/v1/rooms", b'{"kind": "order", "particpants": []}', "bad_field", "particpants"),
    ("POST", "/v1/rooms", b'{"kind": "order", "participants": [{"user": "ann"}]}', "bad_field", "participants[0].role"),
    ("POST", "/v1/rooms", b'{"kind": "order", "participants": [{"user": "a", "role": "king"}]}', "bad_field",
     "participants[0].role"),
    ("PUT", "/v1/rooms/r/participants/k", b'{"role": "driver", "history": "some"}', "bad_field", "history"),
    ("PUT", "/v1/rooms/r/participants/k", b'{"role": "driver", "history": "last:0"}', "bad_field", "history"),
    ("PUT", "/v1/rooms/r/participants/k", b'{"role": "driver", "history": "all\\n"}', "bad_field", "history"),
    ("POST", "/v1/rooms/r/activity", b'{"type": "eta\\n"}', "bad_field", "type"),
    ("POST", "/v1/rooms", b'{"kind": "order", "id": "a\\n"}', "bad_field", "id"),
    ("PUT", "/v1/rooms/r/participants/k%0A", b'{"role": "driver"}', "bad_field", "user"),
    ("PUT", "/v1/rooms/r%20x/participants/k", b'{"role": "driver"}', "bad_field", "id"),
    ("GET", f"/v1/rooms/{'r' * 65}", b"", "bad_field", "id"),
    ("PATCH", "/v1/rooms/r", b'{"locks_at": "tomorrow"}', "bad_field", "locks_at"),
    ("PATCH", "/v1/rooms/r", b'{"locks_at": "2026-11-21T20:37:44"}', "bad_field", "locks_at"),
    ("PATCH", "/v1/rooms/r", b'{"subject": null}', "bad_field", "subject"),
    ("POST", "/v1/rooms/r/messages", b'{"by": "ken", "body": {"type": "poem"}}', "bad_field", "body.type"),
    ("POST", "/v1/rooms/r/lanes", b'{"users": []}', "bad_field", "users"),
    ("GET", "/v1/rooms/r/entries?limit=0", b"", "bad_field", "limit"),
    ("GET", "/v1/rooms/r/entries?limit=101", b"", "bad_field", "limit"),
    ("GET", "/v1/rooms/r/entries?limit=ten", b"", "bad_field", "limit"),
    ("GET", "/v1/rooms/r/entries?limit=%D9%A3", b"", "bad_field", "limit"),
    ("GET", "/v1/rooms/r/entries?after=-1", b"", "bad_field", "after"),
    ("GET", "/v1/rooms/r/entries?after=99999999999999999999", b"", "bad_field", "after"),
    ("GET", "/v1/rooms/r/entries?after=1&after=2", b"", "bad_field", None),
    ("GET", "/v1/rooms/r/entries?since=1", b"", "bad_field", "since"),
    ("GET", "/v1/rooms?cursor=" + "x" * 300, b"", "too_large", "cursor"),
    ("GET", "/v1/rooms?cursor=" + "x" * 5000, b"", "too_large", None),
    ("POST", "/v1/rooms", b'{"kind": "order", "subject": "' + b"x" * 201 + b'"}', "too_large", "subject"),
    ("POST", "/v1/rooms", b'{"kind": "order", "metadata": {"a": "' + b"x" * 4096 + b'"}}', "too_large", "metadata"),
    ("POST", "/v1/rooms", b"x" * (64 * 1024 + 1), "too_large", None),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "code", "field"), BAD, ids=range(len(BAD)))
async def test_bad_input_is_refused_with_its_field(method, path, body, code, field):
    web = Web()
    async with web.host() as client:
        answer = await client.request(method, path, content=body)
    assert (answer.json()["code"], answer.json().get("field")) == (code, field), answer.text
    assert answer.status_code == CODES[code].http
    assert web.cases.calls == []


@pytest.mark.parametrize("key", ["short", "x" * 65, "has spaces in it", "ümlauts-and-more"])
async def test_a_key_that_names_no_write(key: str):
    async with Web().host() as client:
        answer = await client.get("/v1/rooms/r", headers={"Idempotency-Key": key.encode()})
    assert (answer.json()["code"], answer.json()["field"]) == ("bad_field", "Idempotency-Key")


async def test_a_body_without_a_length_is_counted_as_it_comes():
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 16_384

    async with Web().host() as client:
        answer = await client.post("/v1/rooms", content=endless())
    assert answer.json()["code"] == "too_large"
    assert answer.headers["connection"] == "close"
    assert read <= DROP_MOST // 16_384 + 8, "dropped up to a bound, so that the refusal can be heard"


async def test_strangers_bodies_are_not_read():
    async def never() -> AsyncIterator[bytes]:
        pytest.fail("it was read")
        yield b""

    async with Web().client() as client:
        assert (await client.post("/v1/rooms", content=never())).status_code == 401


async def test_unknown_paths_and_methods_are_problems_too():
    async with Web().host() as client:
        nowhere = await client.get("/v1/nowhere")
        slash = await client.get("/v1/rooms/")
        wrong = await client.put("/v1/rooms", json={})
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert slash.status_code == 404
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["status"]) == (405, "bad_message", 405)
    assert set(wrong.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert wrong.headers["content-type"] == "application/problem+json"


async def test_a_fault_is_logged_once_and_told_to_nobody():
    web = Web()
    web.cases.fails = ValueError("the secret of somebody")
    with structlog.testing.capture_logs() as logs:
        async with web.host() as client:
            answer = await client.get("/v1/rooms/r")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert [(line["event"], line["fault"]) for line in logs] == [("http.fault", "ValueError")]
    assert "secret" not in str(logs)
    assert "fakes.py" in logs[0]["where"]


FACTS: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "picture"}, "bad_field", "facts[0].kind"),
    ({"roles": ["king"]}, "bad_field", "facts[0].roles[0]"),
    ({"until": "tomorrow"}, "bad_field", "facts[0].until"),
    ({"key": ""}, "bad_field", "facts[0].key"),
    ({"value": 7}, "bad_field", "facts[0].value"),
    ({"value": "x" * 1025}, "too_large", "facts[0].value"),
    ({"kind": "link", "value": "javascript:alert(1)"}, "bad_field", "facts[0].value"),
    ({"kind": "link", "value": "JaVaScRiPt:alert(1)"}, "bad_field", "facts[0].value"),
    ({"kind": "link", "value": " https://example.com"}, "bad_field", "facts[0].value"),
    ({"kind": "link", "value": "java\tscript:alert(1)"}, "bad_field", "facts[0].value"),
    ({"kind": "link", "value": "data:text/html,x"}, "bad_field", "facts[0].value"),
    ({"kind": "link", "value": "//example.com"}, "bad_field", "facts[0].value"),
    ({"kind": "link", "value": "https://"}, "bad_field", "facts[0].value"),
    ({"kind": "link", "value": "https://[x"}, "bad_field", "facts[0].value"),
    ({"kind": "link", "value": "https:\\\\example.com"}, "bad_field", "facts[0].value"),
]
FACT = {"key": "k", "label": "L", "value": "v"}


@pytest.mark.parametrize(("wrong", "code", "field"), FACTS, ids=range(len(FACTS)))
async def test_facts_that_nobody_should_see(wrong, code, field):
    web = Web()
    async with web.host() as client:
        for method, path in (("PATCH", "/v1/rooms/r"), ("POST", "/v1/rooms")):
            kind = {"kind": "order"} if method == "POST" else {}
            answer = await client.request(method, path, json={**kind, "facts": [{**FACT, **wrong}]})
            assert (answer.json()["code"], answer.json()["field"]) == (code, field)
    assert web.cases.calls == []


async def test_facts_are_few_small_and_each_key_once():
    async with Web().host() as client:
        twice = await client.patch("/v1/rooms/r", json={"facts": [FACT, FACT]})
        large = await client.patch(
            "/v1/rooms/r", json={"facts": [{**FACT, "key": f"k{n}", "value": "x" * 1000} for n in range(5)]}
        )
        good = await client.patch(
            "/v1/rooms/r", json={"facts": [{**FACT, "kind": "link", "value": "https://example.com/o?id=1#x"}]}
        )
    assert (twice.json()["code"], twice.json()["field"]) == ("bad_field", "facts[1].key")
    assert (large.json()["code"], large.json()["field"]) == ("too_large", "facts")
    assert good.status_code == 200
