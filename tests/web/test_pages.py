"""What browsers open, and how it may be kept; health and metrics."""

import gzip
from pathlib import Path

import pytest

from server.web.health import Readiness
from server.web.origins import parse
from tests.web.fakes import Web

SCRIPT = b"console.log('hello');\n" * 100


@pytest.fixture
def static(tmp_path: Path) -> Path:
    files = {
        "loader.js": SCRIPT,
        "widget/widget.js": b"1",
        "widget/lang/ja.json": b"{}",
        "room/index.html": b"<!doctype html><title>Room</title>",
        "room/sw.js": b"1",
        "demo/index.html": b"<!doctype html><title>Demo</title>",
        "icons/dot.png": b"\x89PNG",
        "versions.json": b'{"widget": "0a1b2c3d4e"}',
    }
    for name, content in files.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "secret.txt").write_text("not for you")
    return tmp_path / "static"


async def test_the_loader_is_for_every_page_and_packed(static: Path):
    async with Web(static=static).client(Origin="https://anybody.example") as client:
        answer = await client.get("/widget.js")
        plain = await client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert answer.content == plain.content == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert answer.headers["etag"] != plain.headers["etag"]
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"] == "no-cache"
    assert {"Accept-Encoding", "Origin"} <= set(answer.headers["vary"].split(", "))
    assert len(gzip.compress(SCRIPT)) < len(SCRIPT)


async def test_what_is_held_already_is_not_sent_again(static: Path):
    async with Web(static=static).client() as client:
        tag = (await client.get("/static/loader.js")).headers["etag"]
        same = await client.get("/static/loader.js", headers={"If-None-Match": f'"other", W/{tag}'})
        other = await client.get("/static/loader.js", headers={"If-None-Match": '"other"'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert other.status_code == 200


async def test_a_file_asked_for_by_the_version_of_its_page_is_kept_for_ever(static: Path):
    async with Web(static=static).client() as client:
        told = [
            (await client.get(f"/static/{path}?v={version}")).headers["cache-control"]
            for path, version in [
                ("widget/widget.js", "0a1b2c3d4e"),
                ("widget/lang/ja.json", "0a1b2c3d4e"),
                ("widget/widget.js", "0a1b2c3d4f"),
                ("icons/dot.png", "0a1b2c3d4e"),
            ]
        ]
    assert told == [*["public, max-age=31536000, immutable"] * 2, "no-cache", "no-cache"]


async def test_a_file_asked_for_by_its_hash_is_kept_for_ever(static: Path):
    async with Web(static=static).client() as client:
        tag = (await client.get("/static/widget/widget.js")).headers["etag"].strip('"')
        right = await client.get(f"/static/widget/widget.js?v={tag[:12]}")
        wrong = await client.get("/static/widget/widget.js?v=0123456789ab")
        short = await client.get(f"/static/widget/widget.js?v={tag[:1]}")
    assert "immutable" in right.headers["cache-control"]
    assert [wrong.headers["cache-control"], short.headers["cache-control"]] == ["no-cache", "no-cache"]


ELSEWHERE = [
    "../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "/etc/passwd", "widget", "widget/", "", "a\\..\\b", "%00",
    "room/../../secret.txt", "lang/xx.json",
]  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_nothing_outside_the_folder_is_served(static: Path, path: str):
    async with Web(static=static).client() as client:
        answer = await client.get(f"/static/{path}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


async def test_types(static: Path):
    async with Web(static=static).client() as client:
        types = [
            (await client.get(f"/static/{name}")).headers["content-type"]
            for name in ("widget/lang/ja.json", "icons/dot.png", "room/index.html")
        ]
    assert types == ["application/json", "image/png", "text/html; charset=utf-8"]


@pytest.mark.parametrize("path", ["/r/", "/r", "/static/room/index.html"])
async def test_the_room_page_runs_only_what_is_ours(static: Path, path: str):
    async with Web(static=static).client() as client:
        answer = await client.get(path)
    assert "<title>Room</title>" in answer.text
    policy = answer.headers["content-security-policy"]
    for rule in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    ):
        assert rule in policy.split("; ")
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(("demo", "title"), [(True, "Demo"), (False, "Parley")])
async def test_the_first_page(static: Path, *, demo: bool, title: str):
    async with Web(static=static, demo=demo).client() as client:
        answer = await client.get("/")
    assert f"<title>{title}</title>" in answer.text


async def test_a_page_of_ours_is_not_for_others_to_read(static: Path):
    async with Web(static=static, origins=parse("")).client(Origin="https://evil.example") as client:
        assert (await client.get("/r/")).status_code == 403
        assert (await client.post("/static/loader.js")).status_code == 403


async def test_what_was_not_built_says_so(tmp_path: Path):
    async with Web(static=tmp_path, demo=True).client() as client:
        for path in ("/", "/r/", "/widget.js"):
            assert (await client.get(path)).status_code == 404


async def test_head_says_as_much_as_get_does(static: Path):
    async with Web(static=static).client() as client:
        answer = await client.head("/widget.js")
    assert answer.status_code == 200
    assert answer.headers["etag"]


READY = [("ok", 200), ("degraded", 200), ("draining", 503), ("down", 503)]


@pytest.mark.parametrize(("status", "http"), READY)
async def test_readiness(status, http):
    web = Web(readiness=lambda: Readiness(status, ("bus_silent",)))
    async with web.client() as client:
        answer = await client.get("/readyz")
        alive = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (http, {"status": status, "why": ["bus_silent"]})
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})


async def test_metrics_are_the_nodes_counters():
    async with Web(counters=lambda: {"connections": 3, "entries_total": 7}).client() as client:
        answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert "parley_connections 3.0" in lines
    assert "parley_entries_total 7.0" in lines
    assert "# TYPE parley_entries_total counter" in lines
    assert "# HELP parley_connections open sockets" in lines


async def test_the_worker_of_the_room_page_stands_in_its_folder_and_may_fetch_what_the_page_may(static: Path):
    async with Web(static=static).client() as client:
        page, worker = await client.get("/r/"), await client.get("/r/sw.js?lang=ja")
    assert (worker.status_code, worker.content) == (200, b"1")
    assert worker.headers["content-type"] == "text/javascript; charset=utf-8"
    assert worker.headers["cache-control"] == "no-cache", "an old one must never be kept"
    assert worker.headers["content-security-policy"] == page.headers["content-security-policy"]
