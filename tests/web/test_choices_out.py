"""API keys, the webhook, one's own password and the setup: what leaves the house, and how it came to be one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from server.core import keys
from server.core.deliveries import Delivery
from server.storage import deliveries as stored
from server.web.ask import SCOPES
from server.web.routes import OPERATIONS
from server.webhooks import signing
from tests.web.choosing import OURS, cluster, good, refused
from tests.web.workspace import PASSWORD, SECRET, Browser, Workspace, opened

postgres = pytest.fixture(cluster, scope="module")
FRESH = "seven grey cats on a wall"
SHOP = "https://shop.example"


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with opened(tmp_path, outbound_allow="hooks.example:443") as running:
        await running.hires("admin", password=PASSWORD)
        yield running


@pytest.fixture
def admin(workspace: Workspace) -> Browser:
    return workspace.browser("admin")


async def made(admin: Browser, *scopes: str) -> dict[str, Any]:
    told: dict[str, Any] = await good(admin, "POST", "/v1/desk/keys", {"name": "CRM", "scopes": list(scopes)}, 201)
    return told


# --- keys ---


async def test_a_key_is_good_for_what_it_was_made_for(workspace: Workspace, admin: Browser):
    """Every operation of the host's, by a key of each scope: let in where the table says so, and nowhere else."""
    wrong: list[str] = []
    theirs = [one for one in OPERATIONS if one.who in {"key", "either", "link"}]
    for scope in keys.SCOPES:
        browser = workspace.browser(bearer=(await made(admin, scope))["key"])
        for operation in theirs:
            path = operation.path.replace("{id}", "none").replace("{user}", "none").replace("{device}", "d_1")
            answer = await browser(operation.method, path.replace("{seq}", "1"), {})
            kept_out = answer.status_code == 403 and "this key is good for" in answer.json()["detail"]
            needed = SCOPES[operation.name.partition("_")[0]]
            reads = scope == "read" and needed == "rooms" and operation.method == "GET"
            if kept_out == (needed == scope or reads) or answer.status_code == 401:
                wrong.append(f"{operation.name} by {scope}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


async def test_a_key_opens_neither_the_workspace_nor_a_socket(workspace: Workspace, admin: Browser):
    browser = workspace.browser(bearer=(await made(admin, *keys.SCOPES))["key"])
    assert await browser.code("GET", "/v1/desk/keys") == (401, "unauthenticated")
    assert await browser.code("PUT", "/v1/desk/me", {"state": "online"}) == (403, "forbidden")
    assert await browser.code("GET", "/v1/users/me/mutes") == (403, "forbidden")


async def test_a_key_is_told_once_and_kept_as_a_hash(workspace: Workspace, admin: Browser, tmp_path: Path):
    told = await made(admin, "read", "rooms")
    assert told["key"].startswith("pk_")
    listed = (await good(admin, "GET", "/v1/desk/keys"))["keys"]
    assert listed == [{name: value for name, value in told.items() if name != "key"}]
    assert (listed[0]["tail"], listed[0]["used"]) == (told["key"][-4:], None)
    await good(workspace.browser(bearer=told["key"]), "GET", "/v1/rooms")
    assert (await good(admin, "GET", "/v1/desk/keys"))["keys"][0]["used"] is not None
    on_disk = b"".join([await path.read_bytes() async for path in anyio.Path(tmp_path).glob("parley.db*")])
    assert told["key"].encode() not in on_disk
    assert keys.digest(told["key"]).encode() in on_disk


async def test_a_revoked_key_opens_nothing_on_any_node_at_once(tmp_path: Path, postgres: Any):
    url = postgres.url(postgres.fresh())
    async with opened(tmp_path / "a", database_url=url) as one, opened(tmp_path / "b", database_url=url) as two:
        await one.hires("admin")
        told = await made(one.browser("admin"), "read")
        there = two.browser(bearer=told["key"])
        assert (await there("GET", "/v1/rooms")).status_code == 200
        await good(one.browser("admin"), "DELETE", f"/v1/desk/keys/{told['id']}")
        assert await there.code("GET", "/v1/rooms") == (401, "unauthenticated")
        assert await refused(one.browser("admin"), "DELETE", f"/v1/desk/keys/{told['id']}") == (404, "not_found", "")
        acts = [act[1:] for act in await one.acts() if act[1].startswith("key_")]
        assert acts == [("key_made", told["id"]), ("key_revoked", told["id"])]


# --- the webhook ---


async def test_the_webhook_is_aimed_signed_and_given_back(workspace: Workspace, admin: Browser):
    hooks = workspace.machine.house.webhooks
    assert (await good(admin, "GET", "/v1/desk/webhook"))["by"] is None
    aimed = await good(admin, "PUT", "/v1/desk/webhook", {"url": "https://hooks.example/in", "after_s": {"driver": 20}})
    assert (aimed["url"], aimed["by"], aimed["state"], aimed["after_s"]) == (
        "https://hooks.example/in", "desk", "on", {"driver": 20},
    )  # fmt: skip
    first = hooks.target.secrets
    told = await good(admin, "POST", "/v1/desk/webhook/secret", None, 201)
    assert signing.secrets(told["secret"]) == hooks.target.secrets != first
    assert told["secret"] != signing.drawn(SECRET + "x", "y")
    unsafe = {"url": "http://169.254.169.254/latest"}
    assert await refused(admin, "PUT", "/v1/desk/webhook", unsafe) == (400, "bad_field", "url")
    await good(admin, "DELETE", "/v1/desk/webhook")
    assert (hooks.target.url, (await good(admin, "GET", "/v1/desk/webhook"))["by"]) == ("", None)


async def test_an_event_is_sent_again_under_its_own_id(workspace: Workspace, admin: Browser):
    parts = workspace.machine.parts
    failed = Delivery(
        id="msg_1", way="webhook", event="message.unread", body={}, made_at=parts.wall(), state="failed", attempts=9,
        status=500, done_at=parts.wall(),
    )  # fmt: skip
    waits = Delivery(
        id="msg_2",
        way="webhook",
        event="message.unread",
        body={},
        made_at=parts.wall(),
        next_at=parts.wall() + 3_600_000,
    )
    pushed = Delivery(id="msg_3", way="push", event="message", body={}, made_at=1, state="done")
    for each in (failed, waits, pushed):
        await parts.journal.write(lambda c, one=each: stored.put(c, one))
    told = await good(admin, "POST", "/v1/desk/webhook/deliveries/msg_1/again")
    again = next(one for one in told["deliveries"] if one["id"] == "msg_1")
    assert again["state"] in {"waiting", "dropped"}
    for other in ("msg_2", "msg_3", "msg_4"):
        path = f"/v1/desk/webhook/deliveries/{other}/again"
        assert await refused(admin, "POST", path) == (404, "not_found", "")
    assert [act[1:] for act in await workspace.acts() if act[1] == "delivery_again"] == [("delivery_again", "msg_1")]


# --- one's own password ---


async def test_ones_own_password_ends_ones_other_sessions(workspace: Workspace, admin: Browser):
    other = workspace.browser()
    entry = {"email": "admin@shop.example", "password": PASSWORD}
    await good(other, "POST", "/v1/desk/session", entry)
    path = "/v1/desk/password"
    wrong = {"current": "not my password", "password": FRESH}
    assert await refused(admin, "PUT", path, wrong) == (403, "forbidden", "current")
    weak = {"current": PASSWORD, "password": "password1234"}
    assert await refused(admin, "PUT", path, weak) == (400, "bad_field", "password")
    assert (await other("GET", "/v1/desk/session")).status_code == 200
    await good(admin, "PUT", path, {"current": PASSWORD, "password": FRESH})
    assert (await admin("GET", "/v1/desk/session")).status_code == 200
    assert await other.code("GET", "/v1/desk/session") == (401, "unauthenticated")
    assert await workspace.browser().code("POST", "/v1/desk/session", entry) == (401, "unauthenticated")
    await good(workspace.browser(), "POST", "/v1/desk/session", {**entry, "password": FRESH})
    assert ("s_admin", "password_changed", None) in await workspace.acts()


async def test_guesses_at_ones_own_password_are_counted(tmp_path: Path):
    async with opened(tmp_path, sign_ins_per_account="2") as workspace:
        await workspace.hires("agent", "amy", password=PASSWORD)
        amy, wrong = workspace.browser("amy"), {"current": "not my password", "password": FRESH}
        codes = [(await refused(amy, "PUT", "/v1/desk/password", wrong))[0] for _ in range(3)]
        assert codes == [403, 403, 429]


# --- the setup ---


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_each_step_is_done_when_what_it_is_for_is_there(tmp_path: Path, kind: str, request: Any):
    running = request.getfixturevalue("postgres") if kind == "postgresql" else None
    async with opened(tmp_path, database_url="" if running is None else running.url(running.fresh())) as workspace:
        await workspace.hires("admin")
        admin = workspace.browser("admin")

        async def done() -> list[str]:
            told = await good(admin, "GET", "/v1/desk/setup")
            return [step["step"] for step in told["steps"] if step["done"]]

        assert await done() == []
        await good(admin, "PATCH", "/v1/desk/house", {"name": "Sakura"})
        await good(admin, "PATCH", "/v1/desk/house", {"hours": OURS})
        assert await done() == ["house", "hours"]
        await good(admin, "POST", "/v1/desk/links", {"email": "amy@shop.example", "role": "agent"}, 201)
        assert ((await good(admin, "GET", "/v1/desk/setup"))["invited"], await done()) == (1, ["house", "hours"])
        await workspace.hires("agent", "amy")
        await good(admin, "PUT", "/v1/desk/teams/night", {"name": "Night", "members": ["s_amy"]}, 201)
        await good(admin, "PUT", "/v1/desk/widgets/shop", {"origins": [SHOP], "team": "night"}, 201)
        assert await done() == ["house", "hours", "people"]
        await workspace.browser()("GET", "/widget.js?widget=shop", Referer=f"{SHOP}/")
        assert await done() == ["house", "hours", "people", "widget"]
        sent = await good(admin, "POST", "/v1/desk/setup/message", {"text": "Hello", "widget": "shop"}, 201)
        assert await done() == ["house", "hours", "people", "widget", "message"]
        token = (await good(admin, "POST", "/v1/desk/token"))["token"]
        amy = workspace.browser(bearer=token)
        log = await good(amy, "GET", f"/v1/rooms/{sent['room']}/entries")
        assert [one["body"]["text"] for one in log["entries"] if one["kind"] == "message"] == ["Hello"]
        assert (await good(amy, "GET", f"/v1/desk/rooms/{sent['room']}"))["needs"] == ["team:night"]
        await good(admin, "PATCH", "/v1/desk/house", {"name": None})
        assert "house" not in await done()
