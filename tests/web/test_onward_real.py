"""A visitor goes on elsewhere with a conversation of theirs, over HTTP on the real server; nobody else does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.app import application
from server.core.invites import OWN_AN_HOUR, OWN_DEVICES
from server.settings import Settings
from server.web.signing import PURPOSES, Signer
from tests.web.test_real import API_KEY, ROOM, SECRET, TEXT, Caller, Order

KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


@pytest.fixture
async def order(tmp_path: Path) -> AsyncIterator[Order]:
    settings = Settings(
        secret=SECRET, api_key=API_KEY, data_dir=tmp_path, visitors_per_address="off", visitor_calls_per_address="off",
        support_rooms_per_address="off", invite_calls_per_address="off", public_url="https://chat.example/",
    )  # fmt: skip
    app = application(settings)
    async with app.router.lifespan_context(app):
        yield Order(app)


class Guest:
    """A visitor of a website, with a conversation."""

    def __init__(self, order: Order) -> None:
        self.app = order.app
        self.anybody = Caller(order.app, "")

    async def comes(self) -> "Guest":
        self.told = await self.anybody("POST", "/v1/visitors", {"name": "Guest"}, 201)
        self.calls = Caller(self.app, self.told["token"])
        self.room = (await self.calls("POST", "/v1/rooms", {"kind": "support"}, 201))["id"]
        await self.calls("POST", f"/v1/rooms/{self.room}/messages", {"body": TEXT}, 201)
        return self

    async def link(self) -> str:
        told = await self.calls("POST", f"/v1/rooms/{self.room}/invites/me", None, 201)
        return str(told["url"]).partition("#i=")[2]

    async def opened(self, link: str | None = None) -> tuple[dict[str, Any], Caller]:
        secret = link or await self.link()
        session = await self.anybody("POST", "/v1/invites/redeem", {"secret": secret, "label": "a tab"})
        return session, Caller(self.app, session["token"])


@pytest.fixture
async def guest(order: Order) -> Guest:
    return await Guest(order).comes()


async def test_the_same_conversation_as_the_same_person_and_nothing_else(order: Order, guest: Guest):
    link = await guest.link()
    assert link.startswith("o_")
    look = await guest.anybody("POST", "/v1/invites/preview", {"secret": link})
    assert (look["name"], look["role"]) == ("Guest", "customer")
    session, page = await guest.opened(link)
    assert (session["user"], session["room"]) == (guest.told["user"], guest.room)
    assert [row["room"] for row in (await page("GET", "/v1/rooms"))["rooms"]] == [guest.room]
    browser = {"endpoint": "https://93.184.216.34/1", "keys": KEYS, "lang": "en"}
    await page("POST", "/v1/push/subscriptions", browser, 201)
    await page("POST", f"/v1/rooms/{guest.room}/messages", {"body": TEXT}, 201)
    entries = (await guest.calls("GET", f"/v1/rooms/{guest.room}/entries"))["entries"]
    assert {entry["by"] for entry in entries if entry["kind"] == "message"} == {guest.told["user"]}
    assert await page.refused("POST", "/v1/rooms", {"kind": "support"}) == (403, "forbidden")
    assert await page.refused("POST", f"/v1/rooms/{guest.room}/invites/me") == (403, "forbidden"), "no link from a link"


async def test_it_opens_a_browser_and_its_home_screen_and_no_third(guest: Guest):
    link = await guest.link()
    for _ in range(OWN_DEVICES):
        await guest.opened(link)
    assert await guest.anybody.refused("POST", "/v1/invites/redeem", {"secret": link}) == (409, "invite_elsewhere")


async def test_nobody_makes_one_but_of_their_own_conversation_with_support(order: Order, guest: Guest):
    other = await Guest(order).comes()
    await order.host("POST", "/v1/rooms", ROOM, 201)
    mine = f"/v1/rooms/{guest.room}/invites/me"
    assert await other.calls.refused("POST", mine) == (404, "not_found")
    assert await guest.anybody.refused("POST", mine) == (401, "unauthenticated")
    assert (await order.host.refused("POST", mine))[0] == 403
    ann = await order.host("POST", "/v1/tokens", {"user": "ann", "role": "customer"}, 201)
    assert await Caller(order.app, ann["token"]).refused("POST", mine) == (404, "not_found")
    orders = Caller(order.app, ann["token"])
    assert await orders.refused("POST", f"/v1/rooms/{ROOM['id']}/invites/me") == (403, "forbidden"), "the host invites"
    lanes = (await guest.calls("GET", f"/v1/rooms/{guest.room}")).get("lanes", [])
    assert lanes == []
    assert await guest.calls.refused("POST", "/v1/rooms/none/invites/me") == (404, "not_found")


async def test_somebody_who_signed_in_goes_on_as_well(order: Order):
    ann = await order.host("POST", "/v1/tokens", {"user": "ann", "role": "customer"}, 201)
    calls = Caller(order.app, ann["token"])
    room = (await calls("POST", "/v1/rooms", {"kind": "support"}, 201))["id"]
    told = await calls("POST", f"/v1/rooms/{room}/invites/me", None, 201)
    listed = (await order.host("GET", f"/v1/rooms/{room}/invites"))["invites"]
    assert [(row["id"], row["made_by"]) for row in listed] == [(told["id"], "ann")], "the host sees it, and ends it"
    await order.host("DELETE", f"/v1/invites/{told['id']}")
    gone = {"secret": told["url"].partition("#i=")[2]}
    assert await Caller(order.app, "").refused("POST", "/v1/invites/redeem", gone) == (410, "invite_revoked")


async def test_so_many_an_hour_wherever_they_come_from(guest: Guest):
    for _ in range(OWN_AN_HOUR):
        await guest.link()
    assert await guest.calls.refused("POST", f"/v1/rooms/{guest.room}/invites/me") == (429, "rate_limited")


@pytest.mark.parametrize("how", ["logout", "merge"])
async def test_with_the_visit_ends_what_it_was_gone_on_with(order: Order, guest: Guest, how: str):
    unopened = await guest.link()
    session, page = await guest.opened()
    if how == "logout":
        await guest.anybody("POST", "/v1/visitors/logout", {"secret": guest.told["secret"]})
    else:
        ann = await order.host("POST", "/v1/tokens", {"user": "ann", "role": "customer"}, 201)
        both = {"secret": guest.told["secret"], "user_token": ann["token"], "agree": True}
        await guest.anybody("POST", "/v1/visitors/merge", both)
    assert await page.refused("GET", f"/v1/rooms/{guest.room}") == (401, "unauthenticated")
    refresh = {"secret": session["secret"]}
    assert await guest.anybody.refused("POST", "/v1/invites/refresh", refresh) == (410, "invite_revoked")
    assert await guest.anybody.refused("POST", "/v1/invites/redeem", {"secret": unopened}) == (410, "invite_revoked")


async def test_asking_for_another_link_tells_nobody(order: Order, guest: Guest):
    link = await guest.link()
    await guest.anybody("POST", "/v1/invites/again", {"secret": link})
    listed = (await order.host("GET", f"/v1/rooms/{guest.room}/invites"))["invites"]
    assert [row["asked"] for row in listed] == [None]


PLACES = {
    "bearer": {"own token"}, "preview": {"own link"}, "redeem": {"own link"}, "refresh": {"own secret"},
    "visitor refresh": set(), "merge as visitor": set(), "merge as user": set(), "file": set(),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["own link", "own secret", "own token", *PURPOSES])
async def test_a_proof_of_ones_own_link_is_good_in_no_other_place(order: Order, guest: Guest, kind: str):
    """Also a token that is right in every word but signed for another purpose."""
    link = await guest.link()
    session, _ = await guest.opened(link)
    claims = {"sub": guest.told["user"], "role": "customer", "exp": 4_000_000_000, "inv": session["invite"],
              "dev": session["device"], "room": guest.room, "file": "f_1"}  # fmt: skip
    proofs = {"own link": link, "own secret": session["secret"], "own token": session["token"]}
    proof = proofs.get(kind) or Signer(SECRET).sign(kind, {**claims, "dev": "d_another"})
    user = (await order.host("POST", "/v1/tokens", {"user": "ann", "role": "customer"}, 201))["token"]
    visitor = guest.told["token"]
    tried: dict[str, tuple[str, str, str, Any]] = {
        "bearer": (proof, "GET", "/v1/rooms", None),
        "file": ("", "GET", f"/v1/files/f_1?t={proof}", None),
        "visitor refresh": ("", "POST", "/v1/visitors/refresh", {"secret": proof}),
        "merge as user": ("", "POST", "/v1/visitors/merge", merge(visitor, proof)),
        "merge as visitor": ("", "POST", "/v1/visitors/merge", merge(proof, user)),
        **{name: ("", "POST", f"/v1/invites/{name}", {"secret": proof}) for name in ("preview", "redeem", "refresh")},
    }
    for place, (bearer, method, path, body) in tried.items():
        if kind == "visitor" and place in {"bearer", "merge as visitor"}:
            continue  # theirs, made anew: it is who they are
        answer = await Caller(order.app, bearer).raw(method, path, body)
        assert (answer.status_code < 300) == (kind in PLACES[place]), (place, answer.text)


def merge(visitor: str, user: str) -> dict[str, Any]:
    return {"agree": True, "visitor_token": visitor, "user_token": user}
