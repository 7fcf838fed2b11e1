"""Invitations over HTTP on the real server: the host's calls, the invited's, and every proof in every place."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from server.app import application
from server.settings import Settings
from server.web.signing import PURPOSES, Signer
from tests.web.test_real import API_KEY, ROOM, SECRET, TEXT, Caller, Order

KEY: Final = "a-key-that-the-phone-drew"


@pytest.fixture
async def order(tmp_path: Path) -> AsyncIterator[Order]:
    settings = Settings(
        secret=SECRET, api_key=API_KEY, data_dir=tmp_path, visitors_per_address="off",
        public_url="https://chat.example/", invite_calls_per_address="60",
    )  # fmt: skip
    app = application(settings)
    async with app.router.lifespan_context(app):
        running = Order(app)
        await running.host("POST", "/v1/rooms", ROOM, 201)
        yield running


async def invited(order: Order, path: str = "/v1/rooms/order-1/invites", **more: Any) -> tuple[dict[str, Any], str]:
    body = {"user": "ken", **more} if path.startswith("/v1/rooms") else more
    told = await order.host("POST", path, body, 201)
    return told, told["url"].partition("#i=")[2]


async def test_from_the_link_to_the_last_word(order: Order):
    told, secret = await invited(order)
    assert told["url"].startswith("https://chat.example/r/#i=i_")
    anybody = Caller(order.app, "")
    shown = await anybody("POST", "/v1/invites/preview", {"secret": secret})
    assert shown == {"name": "Ken", "role": "driver", "subject": "Order 1"}
    for method, path in (("GET", f"/v1/invites/{told['id']}"), ("GET", "/v1/invites/redeem"), ("HEAD", "/r/")):
        assert (await anybody.raw(method, path)).status_code in {200, 405}
    assert (await order.host("GET", "/v1/rooms/order-1/invites"))["invites"][0]["used"] is None, (
        "nothing redeems by GET"
    )
    opening = {"secret": secret, "device": KEY, "label": "LINE on iPhone"}
    session = await anybody("POST", "/v1/invites/redeem", opening)
    assert (session["user"], session["role"], session["room"]) == ("ken", "driver", "order-1")
    assert await anybody("POST", "/v1/invites/redeem", opening) == session
    ken = Caller(order.app, session["token"])
    await ken("POST", "/v1/rooms/order-1/messages", {"body": TEXT}, 201)
    again = await anybody("POST", "/v1/invites/refresh", {"secret": session["secret"]})
    assert (again["device"], again["secret_exp"]) == (session["device"], told["expires"])
    listed = (await order.host("GET", f"/v1/invites/{told['id']}/devices"))["devices"]
    assert [(row["id"], row["label"], row["why"]) for row in listed] == [(session["device"], "LINE on iPhone", None)]
    await order.host("DELETE", f"/v1/invites/{told['id']}/devices/{session['device']}")
    assert await ken.refused("GET", "/v1/rooms/order-1") == (401, "unauthenticated")
    refresh = {"secret": again["secret"]}
    assert await anybody.refused("POST", "/v1/invites/refresh", refresh) == (410, "invite_revoked")
    asked = await anybody("POST", "/v1/invites/again", refresh)
    assert (await anybody("POST", "/v1/invites/again", {"secret": secret}))["asked"] >= asked["asked"]
    rows = (await order.host("GET", "/v1/users/ken/invites"))["invites"]
    assert [(row["state"], row["taken"], row["asked"]) for row in rows] == [("open", 1, asked["asked"])]
    assert (await order.host("DELETE", f"/v1/invites/{told['id']}"))["state"] == "revoked"
    assert await anybody.refused("POST", "/v1/invites/redeem", {"secret": secret}) == (410, "invite_revoked")
    assert await anybody("POST", "/v1/invites/logout", refresh) == {}


async def test_a_till_with_five_devices_for_thirty_days(order: Order):
    told, secret = await invited(order, "/v1/users/mia/invites", devices=5, ttl_s=30 * 86_400)
    assert (told["room"], told["devices"]) == (None, 5)
    anybody = Caller(order.app, "")
    sessions = [await anybody("POST", "/v1/invites/redeem", {"secret": secret}) for _ in range(5)]
    assert len({session["device"] for session in sessions}) == 5
    assert await anybody.refused("POST", "/v1/invites/redeem", {"secret": secret}) == (409, "invite_elsewhere")
    await order.host("POST", "/v1/rooms", {**ROOM, "id": "order-2"}, 201)
    rooms = (await Caller(order.app, sessions[4]["token"])("GET", "/v1/rooms"))["rooms"]
    assert {row["room"] for row in rooms} == {"order-1", "order-2"}


WRONG = [
    ("/v1/rooms/order-1/invites", {"user": "ken", "devices": 0}), ("/v1/users/ken/invites", {"devices": 51}),
    ("/v1/rooms/order-1/invites", {"user": "ken", "ttl_s": 59}), ("/v1/users/ken/invites", {"ttl_s": 90 * 86_400 + 1}),
    ("/v1/rooms/order-1/invites", {}), ("/v1/users/ken/invites", {"user": "ken"}),
    ("/v1/invites/redeem", {"secret": "x", "device": "short"}), ("/v1/invites/redeem", {"secret": "x" * 257}),
    ("/v1/invites/redeem", {"secret": "x", "device": "a" * 15 + "!"}),
    ("/v1/invites/redeem", {"secret": "x", "label": "x" * 65}), ("/v1/invites/preview", {}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), WRONG)
async def test_a_field_out_of_range_is_told(order: Order, path: str, body: dict[str, Any]):
    assert await order.host.refused("POST", path, body) in {(400, "bad_field"), (413, "too_large")}


async def test_who_tries_too_often_waits(order: Order):
    anybody = Caller(order.app, "")
    codes = [await anybody.refused("POST", "/v1/invites/preview", {"secret": "x"}) for _ in range(61)]
    assert codes == [(404, "not_found")] * 60 + [(429, "rate_limited")]
    for path in ("redeem", "refresh", "logout", "again"):
        assert await anybody.refused("POST", f"/v1/invites/{path}", {"secret": "x"}) == (429, "rate_limited")


async def test_nothing_of_an_invitation_may_be_kept_by_anybody(order: Order):
    _, secret = await invited(order)
    anybody = Caller(order.app, "")
    for path in ("preview", "redeem"):
        answer = await anybody.raw("POST", f"/v1/invites/{path}", {"secret": secret})
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
    page = await anybody.raw("GET", "/r/")
    assert page.headers["referrer-policy"] == "no-referrer"


def minted(kind: str, told: dict[str, str]) -> str:
    """Return a proof of this kind, each good in its own place."""
    if kind in told:
        return told[kind]
    claims = {"sub": "ken", "role": "driver", "exp": 4_000_000_000, "inv": "i_1", "dev": "d_1", "file": "f_1"}
    return Signer(SECRET).sign(kind.removesuffix(" made up"), claims)


KINDS = ["key", "user token", "visitor token", "visitor secret", "link", "device secret", "invite token"] + [
    f"{purpose} made up" for purpose in PURPOSES if purpose != "user"
]
INVITED = ("preview", "redeem", "refresh", "again")
"""All but `again` refuse what is no proof for them; that one answers alike, and what it does stands in `asked`."""
PLACES = {
    "bearer": {"key", "user token", "visitor token", "invite token"}, "preview": {"link"}, "redeem": {"link"},
    "refresh": {"device secret"}, "again": {"link", "device secret"}, "visitor refresh": {"visitor secret"},
    "merge as user": {"user token"}, "merge as visitor": {"visitor token"}, "file": set(),
}  # fmt: skip


@pytest.fixture
async def proofs(order: Order) -> dict[str, str]:
    anybody = Caller(order.app, "")
    _, link = await invited(order)
    session = await anybody("POST", "/v1/invites/redeem", {"secret": link})
    visitor = await anybody("POST", "/v1/visitors", {}, 201)
    user = await order.host("POST", "/v1/tokens", {"user": "ann", "role": "customer"}, 201)
    return {"key": API_KEY, "user token": user["token"], "visitor token": visitor["token"], "link": link,
            "visitor secret": visitor["secret"], "device secret": session["secret"],
            "invite token": session["token"]}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_a_proof_of_one_kind_is_good_in_no_other_place(order: Order, proofs: dict[str, str], kind: str):
    proof = minted(kind, proofs)
    as_user = {"agree": True, "visitor_token": proofs["visitor token"], "user_token": proof}
    as_visitor = {"agree": True, "visitor_token": proof, "user_token": proofs["user token"]}
    tried: dict[str, tuple[str, str, str, Any]] = {
        "bearer": (proof, "GET", "/v1/rooms", None),
        "file": ("", "GET", f"/v1/files/f_1?t={proof}", None),
        "visitor refresh": ("", "POST", "/v1/visitors/refresh", {"secret": proof}),
        "merge as user": ("", "POST", "/v1/visitors/merge", as_user),
        "merge as visitor": ("", "POST", "/v1/visitors/merge", as_visitor),
        **{name: ("", "POST", f"/v1/invites/{name}", {"secret": proof}) for name in INVITED},
    }
    for place, (bearer, method, path, body) in tried.items():
        answer = await Caller(order.app, bearer).raw(method, path, body)
        good = kind in PLACES[place]
        if place == "again":
            assert answer.status_code in {200, 413}, answer.text
            rows = (await order.host("GET", "/v1/users/ken/invites"))["invites"]
            assert any(row["asked"] for row in rows) == good, place
            continue
        assert (answer.status_code < 300) == good, (place, answer.text)
        assert good or answer.status_code in {401, 403, 404, 413}, (place, answer.text)
