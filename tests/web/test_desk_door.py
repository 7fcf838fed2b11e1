"""The workspace's door, tried from outside: foreign pages, wrong cookies, guessed passwords, links used twice."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from server.core.staff import OPERATOR_LINK_S
from server.web.routes import OPERATIONS
from server.web.signing import PURPOSES, Signer
from tests.web.test_desk_table import ROUTES
from tests.web.workspace import (
    API_KEY,
    COOKIE,
    HTTPS,
    LOOPBACK,
    PASSWORD,
    PLAIN_COOKIE,
    SECRET,
    Browser,
    Workspace,
    opened,
)

SESSION: Final = "/v1/desk/session"
USE: Final = "/v1/desk/links/use"
LOOK: Final = "/v1/desk/links/look"
OURS: Final = [each for each in OPERATIONS if each.who in {"page", "staff"}]
FOREIGN: Final = [
    "https://evil.example", "https://shop.example", "null", "http://chat.example", "https://chat.example:444",
    "https://chat.example.evil.example", "https://chat.example, https://evil.example", "https://xchat.example", "file://",
]  # fmt: skip


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with opened(tmp_path, allowed_origins="https://shop.example") as running:
        yield running


@pytest.fixture
async def admin(workspace: Workspace) -> Browser:
    await workspace.hires("admin", password=PASSWORD)
    return workspace.browser("admin")


async def entered(workspace: Workspace, secret: str, **more: Any) -> tuple[Browser, int, str]:
    browser = workspace.browser(**more)
    answer = await browser("POST", USE, {"secret": secret, "password": PASSWORD})
    return browser, answer.status_code, answer.json().get("code", "")


# --- whose page it is ---


async def test_no_foreign_page_gets_anything(workspace: Workspace, admin: Browser):
    """Not one that may embed the widget either; and no write without an Origin."""
    refused: list[tuple[str, object]] = []
    for operation in OURS:
        path, body, _ = ROUTES[operation.name]
        said = [{"Origin": origin} for origin in (FOREIGN if operation.name == "desk_token" else FOREIGN[:2])]
        said += [{"Sec-Fetch-Site": site} for site in ("cross-site", "same-site")]
        said += [{"X-No": "origin"}] if operation.method != "GET" else []
        for headers in said:
            admin.origin = None if "X-No" in headers else HTTPS
            answer = await admin(operation.method, path, body, **headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (operation.name, headers)
            assert {"set-cookie", "access-control-allow-credentials"}.isdisjoint(answer.headers)
            refused.append((operation.name, headers))
    assert len(refused) > 60
    assert (await admin("GET", SESSION)).status_code == 200, "nothing came of it"


async def test_the_cookie_is_for_this_host_over_https_and_no_script(workspace: Workspace):
    browser, code, _ = await entered(workspace, workspace.operator_link())
    assert code == 200
    again = await browser("POST", SESSION, {"email": "ADA@shop.example ", "password": PASSWORD})
    said = again.headers["set-cookie"]
    assert said.startswith(f"{COOKIE}=ss_")
    assert said.partition("; ")[2] == "Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure"
    assert again.headers["cache-control"] == "no-store"


async def test_on_loopback_the_plain_cookie_stands_in_and_nowhere_else(workspace: Workspace):
    local = {"base": LOOPBACK, "origin": LOOPBACK}
    browser, code, _ = await entered(workspace, workspace.operator_link(), **local)
    assert code == 200
    (name, kept), *_ = browser.cookies.items()
    assert name == PLAIN_COOKIE
    assert (await browser("GET", SESSION)).status_code == 200
    elsewhere = workspace.browser(cookies={PLAIN_COOKIE: kept})
    assert await elsewhere.code("GET", SESSION) == (401, "unauthenticated")
    named = workspace.browser(cookies={COOKIE: kept})
    assert (await named("GET", SESSION)).status_code == 200
    plain = workspace.browser(base="http://chat.example", origin="http://chat.example")
    body = {"email": "ada@shop.example", "password": PASSWORD}
    assert await plain.code("POST", SESSION, body) == (403, "forbidden"), "no password over an open network"


async def test_where_the_public_address_is_https_nothing_plain_counts(tmp_path: Path):
    """A proxy that names this host `127.0.0.1` opens no side door: the browser's own word is what counts."""
    async with opened(tmp_path, public_url="https://chat.example/", allowed_origins=HTTPS) as workspace:
        behind = {"base": LOOPBACK, "origin": HTTPS}
        browser, code, _ = await entered(workspace, workspace.operator_link(), **behind)
        assert (code, list(browser.cookies)) == (200, [COOKIE])
        plain = workspace.browser(base=LOOPBACK, cookies={PLAIN_COOKIE: browser.cookies[COOKIE]})
        assert await plain.code("GET", SESSION) == (401, "unauthenticated")
        browser.origin = LOOPBACK
        assert await browser.code("POST", "/v1/desk/token") == (403, "forbidden")


WRONG_COOKIES: Final = [
    "",
    "x",
    "ss_1.x",
    ".",
    "ss_1",
    "%C3%A9",
    "a" * 5000,
    "{session}",
    "{session}.",
    "{session}.wrong",
]


async def test_a_cookie_that_is_not_one(workspace: Workspace, admin: Browser):
    session = workspace.people["admin"].seated.session.id
    for cookie in WRONG_COOKIES:
        answer = await workspace.browser()("GET", SESSION, Cookie=f"{COOKIE}={cookie.format(session=session)}")
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), cookie
    assert (await admin("GET", SESSION)).status_code == 200


# --- links ---


async def test_the_operators_link_works_once_and_only_by_post(workspace: Workspace):
    anybody, secret = workspace.browser(), workspace.operator_link()
    assert (await anybody("GET", "/v1/desk")).json() == {"ready": False}
    for _ in range(2):
        assert (await anybody("POST", LOOK, {"secret": secret})).json() == {
            "kind": "operator", "email": "ada@shop.example", "name": "", "role": "admin",
        }  # fmt: skip
    for path in (USE, LOOK):
        assert (await anybody("GET", f"{path}?secret={secret}")).status_code in {404, 405}
    weak = {"secret": secret, "password": "password1234"}
    assert await anybody.code("POST", USE, weak) == (400, "bad_field"), "and nothing is used up"
    browser, code, _ = await entered(workspace, secret)
    told = (await browser("GET", SESSION)).json()
    assert (code, told["role"], told["name"], told["email"]) == (200, "admin", "ada", "ada@shop.example")
    assert (await entered(workspace, secret))[1:] == (409, "invite_elsewhere")
    assert await anybody.code("POST", LOOK, {"secret": secret}) == (409, "invite_elsewhere")
    assert (await anybody("GET", "/v1/desk")).json() == {"ready": True}


async def test_a_link_that_ran_out_says_so(workspace: Workspace):
    signer, secret = Signer(SECRET), workspace.operator_link()
    _, claims = signer.read(secret, ("operator",), 0)
    assert claims["until"] - claims["at"] == OPERATOR_LINK_S * 1000
    del claims["typ"]
    for passed, told in ((OPERATOR_LINK_S * 1000, (410, "invite_expired")), (0, (200, ""))):
        late = signer.sign("operator", {**claims, "until": claims["until"] - passed})
        assert (await entered(workspace, late))[1:] == told


async def test_an_older_link_is_worth_nothing_once_a_newer_one_was_used(workspace: Workspace):
    older, newer = workspace.operator_link(), workspace.operator_link()
    signer = Signer(SECRET)
    _, claims = signer.read(older, ("operator",), 0)
    older = signer.sign("operator", {**{k: v for k, v in claims.items() if k != "typ"}, "at": claims["at"] - 1000})
    assert (await entered(workspace, newer))[1] == 200
    assert (await entered(workspace, older))[1:] == (410, "invite_revoked")


async def test_a_token_of_another_purpose_is_no_link(workspace: Workspace):
    claims = {"sub": "sl_1", "email": "eve@x.example", "at": 1, "until": 2**52, "exp": 2**33, "role": "admin"}
    for purpose in PURPOSES:
        made_up = Signer(SECRET if purpose != "operator" else "another-secret" * 3).sign(purpose, claims)
        assert (await entered(workspace, made_up))[1:] == (404, "not_found"), purpose


async def test_no_proof_is_good_in_another_place(workspace: Workspace, admin: Browser):
    """A link's secret, a cookie, a token of the workspace: each opens its own door."""
    token = (await admin("POST", "/v1/desk/token")).json()["token"]
    link = (await admin("POST", "/v1/desk/links", {"email": "b@x.example", "role": "agent"})).json()
    proofs = {
        "cookie": admin.cookies[COOKIE], "token": token, "operator": workspace.operator_link(),
        "link": link["url"].partition("#link=")[2], "key": API_KEY,
    }  # fmt: skip
    good = {"bearer": {"token", "key"}, "cookie": {"cookie"}, "link": {"link", "operator"}, "device": set()}
    for name, proof in proofs.items():
        places = {
            "bearer": await workspace.browser(bearer=proof)("GET", "/v1/rooms"),
            "cookie": await workspace.browser(cookies={COOKIE: proof})("GET", SESSION),
            "link": await workspace.browser()("POST", LOOK, {"secret": proof}),
            "device": await workspace.browser()("POST", "/v1/invites/refresh", {"secret": proof}),
        }
        for place, answer in places.items():
            assert (answer.status_code == 200) == (name in good[place]), (name, place, answer.text)


# --- passwords ---


async def test_who_has_an_account_cannot_be_told_from_the_answers(workspace: Workspace, admin: Browser):
    """Neither from what is said nor from the work done: a password is hashed for whoever is named."""
    await workspace.hires("agent", "gone", PASSWORD)
    await admin("DELETE", "/v1/desk/staff/s_gone")
    hashed: list[str] = []
    passwords = workspace.entering._passwords
    matches = passwords._matches
    passwords._matches = lambda kept, said: hashed.append(kept) or matches(kept, said)
    tries = {
        "known": ("admin@shop.example", "not the password"), "unknown": ("nobody@shop.example", "not the password"),
        "dismissed": ("gone@shop.example", PASSWORD), "no address": ("nobody", "not the password"), "empty": ("", ""),
    }  # fmt: skip
    told = {
        name: await workspace.browser()("POST", SESSION, {"email": e, "password": p}) for name, (e, p) in tries.items()
    }
    assert {answer.status_code for answer in told.values()} == {401}
    assert len({answer.content for answer in told.values()}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in told.values()}) == 1
    assert len(hashed) == len(tries)
    params = {kept.rpartition("$")[0].rpartition("$")[0] for kept in hashed}
    assert len(params) == 1, "each takes as long as any other"


async def test_guesses_are_counted_for_an_account_whether_or_not_there_is_one(tmp_path: Path):
    async with opened(tmp_path, sign_ins_per_account="3", sign_ins_per_address="off") as workspace:
        await workspace.hires("admin", password=PASSWORD)
        for email in ("admin@shop.example", "nobody@shop.example"):
            codes = []
            for number, spelt in enumerate((email, email.upper(), f" {email}", email, email)):
                browser = workspace.browser(address=f"203.0.113.{number}")
                codes.append((await browser("POST", SESSION, {"email": spelt, "password": PASSWORD + "x"})).status_code)
            assert codes == [401, 401, 401, 429, 429]
        right = {"email": "admin@shop.example", "password": PASSWORD}
        assert await workspace.browser().code("POST", SESSION, right) == (429, "rate_limited"), "the right one too"


async def test_guesses_are_counted_for_an_address(tmp_path: Path):
    async with opened(tmp_path, sign_ins_per_address="4") as workspace:
        browser = workspace.browser()
        tried = [
            (SESSION, {"email": "a@x.example", "password": "x"}), (SESSION, {"email": "b@x.example", "password": "x"}),
            (LOOK, {"secret": "x"}), (USE, {"secret": "x", "password": "x"}), (LOOK, {"secret": "x"}),
        ]  # fmt: skip
        assert [(await browser.code("POST", *one))[0] for one in tried] == [401, 401, 404, 404, 429]
        assert (await workspace.browser(address="203.0.113.8").code("POST", LOOK, {"secret": "x"}))[0] == 404


async def test_signing_out_ends_it_for_a_copied_cookie_and_its_token_too(workspace: Workspace, admin: Browser):
    copied = workspace.browser("admin")
    token = (await copied("POST", "/v1/desk/token")).json()["token"]
    bearer = workspace.browser(bearer=token)
    assert (await bearer("GET", "/v1/rooms")).status_code == 200
    answer = await admin("DELETE", SESSION)
    assert (answer.status_code, admin.cookies) == (200, {})
    assert await copied.code("GET", SESSION) == (401, "unauthenticated")
    assert await bearer.code("GET", "/v1/rooms") == (401, "unauthenticated")
