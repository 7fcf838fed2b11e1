"""A visitor's whole way over HTTP, on the real server: come, ask, come back, become a user; and every wrong proof."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.app import application
from server.core.users import User
from server.settings import BadSetting, Settings
from server.web.identity import Identity
from server.web.signing import PURPOSES, Signer
from tests.web.fakes import FakeDirectory
from tests.web.test_real import API_KEY, SECRET, TEXT, Caller, Order


@pytest.fixture
async def order(tmp_path: Path) -> AsyncIterator[Order]:
    settings = Settings(secret=SECRET, api_key=API_KEY, data_dir=tmp_path, visitors_per_address="off")
    app = application(settings)
    async with app.router.lifespan_context(app):
        yield Order(app)


async def visitor(order: Order) -> tuple[dict[str, Any], Caller]:
    told = await Caller(order.app, "")("POST", "/v1/visitors", {"name": "Guest"}, 201)
    return told, Caller(order.app, told["token"])


async def test_from_the_first_word_to_the_login(order: Order):
    told, guest = await visitor(order)
    room = (await guest("POST", "/v1/rooms", {"kind": "support", "subject": "Where is it?"}, 201))["id"]
    assert (await guest("POST", "/v1/rooms", {"kind": "support"}, 200))["id"] == room
    await guest("POST", f"/v1/rooms/{room}/messages", {"body": TEXT}, 201)
    anybody = Caller(order.app, "")
    back = await anybody("POST", "/v1/visitors/refresh", {"secret": told["secret"]})
    assert back["user"] == told["user"]
    ann = await order.host("POST", "/v1/tokens", {"user": "ann", "role": "customer", "name": "Ann"}, 201)
    both = {"secret": back["secret"], "user_token": ann["token"], "agree": True}
    for _ in range(2):
        merged = await anybody("POST", "/v1/visitors/merge", both)
        assert merged == {"user": "ann", "visitor": told["user"]}
    user = Caller(order.app, ann["token"])
    page = await user("GET", f"/v1/rooms/{room}/entries")
    assert [(entry["kind"], entry["by"]) for entry in page["entries"]] == [
        ("room", told["user"]), ("join", told["user"]), ("message", told["user"]), ("join", "ann"),
    ]  # fmt: skip
    assert (await user("POST", "/v1/rooms", {"kind": "support"}, 200))["id"] == room
    for caller in (guest, Caller(order.app, back["token"])):
        assert await caller.refused("GET", "/v1/rooms") == (401, "unauthenticated")
    for secret in (told["secret"], back["secret"]):
        assert await anybody.refused("POST", "/v1/visitors/refresh", {"secret": secret}) == (401, "unauthenticated")


async def test_every_no_is_the_same(order: Order):
    """Wrong, old, ended, made up, another's: nobody learns which."""
    told, _ = await visitor(order)
    gone, _ = await visitor(order)
    anybody = Caller(order.app, "")
    assert await anybody("POST", "/v1/visitors/logout", {"secret": gone["secret"]}) == {}
    user, generation, drawn, seal = told["secret"].split(".")
    for secret in (
        gone["secret"], "", "nonsense", f"v_nobody.{generation}.{drawn}.{seal}", f"{user}.{generation}.{drawn}.x",
        f"{user}.9.{drawn}.{seal}", told["token"], API_KEY,
    ):  # fmt: skip
        answer = await anybody.raw("POST", "/v1/visitors/refresh", {"secret": secret})
        assert (answer.status_code, answer.json()["detail"]) == (401, "no visit is known by that secret")
    await anybody("POST", "/v1/visitors/refresh", {"secret": told["secret"]})


def minted(kind: str, told: dict[str, Any], merged_by: str) -> str:
    """Return a proof of this kind, each good in its own place."""
    if kind in {"key", "secret", "visitor token"}:
        return {"key": API_KEY, "secret": told["secret"], "visitor token": told["token"]}[kind]
    if kind == "user token":
        return merged_by
    claims = {"sub": told["user"], "role": "customer", "exp": 4_000_000_000, "inv": "i_1", "dev": "d_1"}
    return Signer(SECRET).sign(kind.removesuffix(" of another kind"), claims)


KINDS = ["key", "secret", "visitor token", "user token"] + [
    f"{purpose} of another kind" for purpose in PURPOSES if purpose not in {"user", "visitor"}
]
PLACES = {"bearer": {"key", "visitor token", "user token"}, "refresh": {"secret"}, "merge secret": {"secret"},
          "merge visitor_token": {"visitor token"}, "merge user_token": {"user token"}}  # fmt: skip


@pytest.mark.parametrize(("kind", "place"), list(itertools.product(KINDS, PLACES)))
async def test_a_proof_of_one_kind_is_good_in_no_other_place(order: Order, kind: str, place: str):
    told, _ = await visitor(order)
    ann = (await order.host("POST", "/v1/tokens", {"user": "ann", "role": "customer"}, 201))["token"]
    proof = minted(kind, told, ann)
    body = {
        "merge secret": {"secret": proof, "user_token": ann},
        "merge visitor_token": {"visitor_token": proof, "user_token": ann},
        "merge user_token": {"secret": told["secret"], "user_token": proof},
    }.get(place)
    if body is not None:
        answer = await Caller(order.app, "").raw("POST", "/v1/visitors/merge", {**body, "agree": True})
    elif place == "refresh":
        answer = await Caller(order.app, "").raw("POST", "/v1/visitors/refresh", {"secret": proof})
    else:
        answer = await Caller(order.app, proof).raw("GET", "/v1/rooms")
    assert answer.status_code == (200 if kind in PLACES[place] else 401), answer.text


async def test_the_host_does_not_vouch_for_a_visitor_by_naming_them(order: Order):
    told, guest = await visitor(order)
    people = [{"user": told["user"], "role": "customer"}, {"user": "ken", "role": "driver"}]
    room = await order.host("POST", "/v1/rooms", {"kind": "order", "id": "order-7", "participants": people}, 201)
    assert {one["user"]: one["verified"] for one in room["participants"]} == {told["user"]: "none", "ken": "host"}
    await order.host("POST", "/v1/rooms", {"kind": "order", "id": "order-8"}, 201)
    await order.host("PUT", f"/v1/rooms/order-8/participants/{told['user']}", {"role": "customer"})
    shown = await guest("GET", "/v1/rooms/order-8")
    assert [one["verified"] for one in shown["participants"]] == ["none"]


async def test_a_user_whom_staff_named_first_is_vouched_for_once_the_host_does():
    directory = FakeDirectory({"ken": User("ken", "driver", "Ken", "none")})
    door = Identity(SECRET, API_KEY, directory, lambda: 0, host_agents=False)
    assert (await door.actor_of(f"Bearer {door.issue('ken', 'driver', 'Ken', 60).token}")).user == "ken"


async def test_the_operators_words_are_read_at_the_start(tmp_path: Path):
    phrases, widget = tmp_path / "phrases.toml", tmp_path / "widget.json"
    phrases.write_text(
        '[[phrases]]\nid = "driver.rain"\nroles = ["driver"]\n[phrases.texts]\nen = "It rains."\nja = "雨です。"\n'
    )
    widget.write_text('{"name": "Kobe Deli", "typical_minutes": 5}')
    settings = Settings(
        secret=SECRET, api_key=API_KEY, data_dir=tmp_path, phrases=str(phrases), widget=str(widget)
    )  # fmt: skip
    app = application(settings)
    async with app.router.lifespan_context(app):
        anybody, host = Caller(app, ""), Caller(app, API_KEY)
        told = await anybody("GET", "/v1/widget")
        assert (told["name"], told["typical_minutes"]) == ("Kobe Deli", 5)
        assert "driver.rain" in {phrase["id"] for phrase in told["phrases"]}
        await host("POST", "/v1/rooms", {"kind": "order", "id": "r", "participants": [{"user": "k", "role": "driver"}]},
                   201)  # fmt: skip
        said = {"by": "k", "body": {"type": "phrase", "phrase": "driver.rain"}}
        await host("POST", "/v1/rooms/r/messages", said, 201)


WRONG = [
    ("phrases.json", "{", "Expecting property name"),
    ("phrases.json", "[]", "the file holds no object"),
    ("phrases.toml", "a = ", "Invalid value"),
    ("phrases.json", '{"phrases": [{"id": "x"}]}', "missing required field"),
    ("none.json", None, "No such file"),
    ("phrases.json", b"\xff\xfe", "utf-8"),
]


@pytest.mark.parametrize(("name", "text", "told"), WRONG)
@pytest.mark.parametrize("setting", ["phrases", "widget"])
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path: Path, setting, name, text, told):
    path = tmp_path / name
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    settings = Settings(secret=SECRET, api_key=API_KEY, data_dir=tmp_path, **{setting: str(path)})
    if (setting, told) == ("widget", "missing required field"):
        told = "unknown field"
    with pytest.raises(BadSetting, match=told) as caught:
        application(settings)
    assert f"PARLEY_{setting.upper()}={path}" in str(caught.value)
