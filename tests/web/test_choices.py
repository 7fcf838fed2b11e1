"""What admins choose holds at once: the house, hours, teams, widgets, canned responses, phrases, labels."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.storage import desk
from tests.web.choosing import OURS, becomes, cluster, good, refused
from tests.web.workspace import Browser, Workspace, opened

postgres = pytest.fixture(cluster, scope="module")
SHOP = "https://shop.example"
EVIL = "https://evil.example"


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    running = request.getfixturevalue("postgres")
    return running.url(running.fresh())


@pytest.fixture
async def workspace(tmp_path: Path, where: str) -> AsyncIterator[Workspace]:
    async with opened(tmp_path, database_url=where, allowed_origins="") as running:
        await running.hires("admin")
        yield running


@pytest.fixture
def admin(workspace: Workspace) -> Browser:
    return workspace.browser("admin")


def page(workspace: Workspace, origin: str = SHOP, **more: Any) -> Browser:
    """Give the browser of somebody who looks at a shop's page."""
    return workspace.browser(origin=origin, **more)


async def shown(workspace: Workspace, widget: str = "", origin: str = SHOP) -> Any:
    asked = f"/v1/widget?widget={widget}" if widget else "/v1/widget"
    answer = await page(workspace, origin)("GET", asked, Origin=origin)
    return answer.json() if answer.status_code == 200 else answer.status_code


async def visitor(workspace: Workspace) -> Browser:
    told = await good(page(workspace), "POST", "/v1/visitors", {}, 201)
    return page(workspace, bearer=told["token"])


async def test_the_house_shows_itself_as_it_was_chosen(workspace: Workspace, admin: Browser):
    before = await good(admin, "GET", "/v1/desk/house")
    assert before["name"] is None
    assert before["settings"]["greeting"]["en"] == "Hello. How can we help?"
    words = {"name": " Sakura ", "greeting": {"ja": "いらっしゃいませ"}, "notice": {"en": "We keep it a year."}}
    colours = {"light": "#0F766E", "dark": "#5EEAD4"}
    after = await good(admin, "PATCH", "/v1/desk/house", {**words, "colours": colours, "languages": ["ja", "en"]})
    assert (after["name"], after["colours"]) == ("Sakura", colours)
    told = await shown(workspace, origin="https://chat.example")
    assert (told["name"], told["languages"], told["colours"]) == ("Sakura", ["ja", "en"], colours)
    assert told["greeting"] == {"en": "Hello. How can we help?", "ja": "いらっしゃいませ"}
    assert (told["notice"], told["open"], told["opens_at"]) == ({"en": "We keep it a year."}, True, None)
    assert (await good(workspace.browser(), "GET", "/v1/phrases"))["colours"] == colours
    kept = await good(admin, "PATCH", "/v1/desk/house", {"greeting": None})
    assert (kept["greeting"], kept["name"]) == (None, "Sakura")
    assert ("s_admin", "house_changed", None) in await workspace.acts()


UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"colours": {"light": "teal", "dark": "#000000"}}, "colours.light"),
    ({"greeting": {"en": "  "}}, "greeting"),
    ({"greeting": {}}, "greeting"),
    ({"hours": {**OURS, "zone": "Mars/Base"}}, "hours"),
    ({"hours": {**OURS, "week": [[]] * 6}}, "hours.week"),
    ({"hours": {**OURS, "week": [[[600, 540]], *[[]] * 6]}}, "hours"),
    ({"policy": "javascript:alert(1)"}, "policy"),
    ({"colour": "#000000"}, "colour"),
]


async def test_what_cannot_be_is_refused_by_its_field(workspace: Workspace, admin: Browser):
    for body, field in UNFIT:
        assert await refused(admin, "PATCH", "/v1/desk/house", body) == (400, "bad_field", field)
    assert workspace.machine.house.choices.now.revision == 0


async def test_hours_say_when_somebody_answers(workspace: Workspace, admin: Browser):
    always = {"zone": "UTC", "week": [[[0, 1440]]] * 7}
    await good(admin, "PATCH", "/v1/desk/house", {"hours": always, "away": {"en": "We are asleep."}})
    told = await shown(workspace, origin="https://chat.example")
    assert (told["open"], told["opens_at"], told["away"]) == (True, None, {"en": "We are asleep."})
    await good(admin, "PATCH", "/v1/desk/house", {"hours": {"zone": "UTC", "week": [[]] * 7, "days": {}}})
    told = await shown(workspace, origin="https://chat.example")
    assert (told["open"], told["opens_at"]) == (False, None)
    await good(admin, "PATCH", "/v1/desk/house", {"hours": {**OURS, "days": {"2026-12-31": []}}})
    assert (await good(admin, "GET", "/v1/desk/house"))["hours"] == {**OURS, "days": {"2026-12-31": []}}


async def test_members_of_a_team_have_it_of_what_rooms_need(workspace: Workspace, admin: Browser):
    for name in ("amy", "bob"):
        await workspace.hires("agent", name)
    await good(admin, "PUT", "/v1/desk/staff/s_amy/work", {"capacity": 2, "has": ["language:ja", "team:made_up"]})
    made = await good(admin, "PUT", "/v1/desk/teams/night", {"name": "Night", "members": ["s_amy", "s_bob"]}, 201)
    assert made == {"id": "night", "name": "Night", "members": ["s_amy", "s_bob"]}

    async def has() -> dict[str, list[str]]:
        told = await good(admin, "GET", "/v1/desk/teams")
        return {agent["user"]: agent["has"] for agent in told["agents"]}

    assert await has() == {"s_amy": ["language:ja", "team:night"], "s_bob": ["team:night"]}
    known = await workspace.machine.parts.database.read(desk.agent, "s_bob")
    assert known is not None
    assert (known.state, known.has) == ("offline", ("team:night",))
    await good(admin, "PUT", "/v1/desk/teams/night", {"name": "Night", "members": ["s_bob"]})
    assert await has() == {"s_amy": ["language:ja"], "s_bob": ["team:night"]}
    await good(admin, "PUT", "/v1/desk/staff/s_bob/work", {"capacity": 9, "has": ["skill:billing"]})
    assert (await has())["s_bob"] == ["skill:billing", "team:night"]
    await good(admin, "DELETE", "/v1/desk/teams/night")
    assert await has() == {"s_amy": ["language:ja"], "s_bob": ["skill:billing"]}
    stranger = {"name": "Day", "members": ["s_nobody"]}
    assert await refused(admin, "PUT", "/v1/desk/teams/day", stranger) == (400, "bad_field", "members")
    assert await refused(admin, "PUT", "/v1/desk/teams/Day!", {"name": "Day"}) == (400, "bad_field", "id")
    assert await refused(admin, "DELETE", "/v1/desk/teams/night") == (404, "not_found", "")


async def test_a_widgets_pages_are_let_in_and_no_others(workspace: Workspace, admin: Browser):
    assert (await shown(workspace), await shown(workspace, origin=EVIL)) == (403, 403)
    wish = {"origins": [SHOP], "greeting": {"en": "Hi from the shop"}}
    await good(admin, "PUT", "/v1/desk/widgets/shop", wish, 201)
    await good(admin, "PUT", "/v1/desk/widgets/other", {"origins": ["https://other.example"]}, 201)
    assert (await shown(workspace, "shop"))["greeting"]["en"] == "Hi from the shop"
    assert (await shown(workspace))["greeting"]["en"] == "Hello. How can we help?"
    assert (await shown(workspace, "gone"))["greeting"]["en"] == "Hello. How can we help?"
    assert (await shown(workspace, "other"), await shown(workspace, "shop", EVIL)) == (403, 403)
    frame = await workspace.browser()("GET", "/embed/")
    assert SHOP in frame.headers["content-security-policy"].partition("frame-ancestors")[2]
    await good(admin, "DELETE", "/v1/desk/widgets/shop")
    assert await shown(workspace, "shop") == 403


async def test_the_first_visit_is_seen_and_later_ones_once_a_minute(workspace: Workspace, admin: Browser):
    await good(admin, "PUT", "/v1/desk/widgets/shop", {"origins": [SHOP]}, 201)
    assert (await good(admin, "GET", "/v1/desk/widgets"))["seen"] == []
    assert not (await good(admin, "GET", "/v1/desk/setup"))["steps"][3]["done"]
    stranger = await workspace.browser()("GET", "/widget.js?widget=shop", Referer=f"{EVIL}/")
    assert stranger.status_code in {200, 404}
    assert (await good(admin, "GET", "/v1/desk/widgets"))["seen"] == []
    await workspace.browser()("GET", "/widget.js?widget=shop", Referer=f"{SHOP}/basket")
    first = (await good(admin, "GET", "/v1/desk/widgets"))["seen"]
    assert [(one["widget"], one["origin"]) for one in first] == [("shop", SHOP)]
    await shown(workspace, "shop")
    assert (await good(admin, "GET", "/v1/desk/widgets"))["seen"] == first
    told = await good(admin, "GET", "/v1/desk/setup")
    assert (told["steps"][3]["done"], told["first_visit"]["origin"]) == (True, SHOP)


async def test_rooms_of_a_widget_go_to_its_team(workspace: Workspace, admin: Browser):
    await good(admin, "PUT", "/v1/desk/teams/night", {"name": "Night"}, 201)
    await good(admin, "PUT", "/v1/desk/widgets/shop", {"origins": [SHOP], "team": "night"}, 201)
    await good(admin, "PUT", "/v1/desk/widgets/orders", {"origins": [SHOP], "kind": "order"}, 201)
    assert await refused(admin, "PUT", "/v1/desk/widgets/x", {"team": "no"}) == (400, "bad_field", "team")

    async def opened_at(widget: str | None) -> list[str]:
        asks = await visitor(workspace)
        room = await good(asks, "POST", "/v1/rooms", {"kind": "support", "widget": widget}, 201)
        held = await workspace.machine.parts.database.read(desk.tendings, [room["id"]])
        return [need for each in held.values() for need in each.needs]

    assert (await opened_at("shop"), await opened_at(None)) == (["team:night"], [])
    asks = await visitor(workspace)
    said = {"kind": "support", "widget": "orders"}
    assert await refused(asks, "POST", "/v1/rooms", said) == (403, "forbidden", "")
    evil = workspace.browser(origin=EVIL, bearer=asks.bearer)
    assert await refused(evil, "POST", "/v1/rooms", {"kind": "support", "widget": "shop"}) == (403, "forbidden", "")


async def test_a_customer_gets_the_same_whether_a_widget_has_a_team_or_not(tmp_path: Path):
    """To whom a room goes is staff's: nothing that the visitor is sent differs by it."""

    async def visit(folder: Path, team: str | None) -> list[bytes]:
        async with opened(folder) as workspace:
            await workspace.hires("admin")
            admin = workspace.browser("admin")
            await good(admin, "PUT", "/v1/desk/teams/night", {"name": "Night"}, 201)
            await good(admin, "PUT", "/v1/desk/widgets/shop", {"origins": [SHOP], "team": team}, 201)
            asks = await visitor(workspace)
            room = await asks("POST", "/v1/rooms", {"kind": "support", "widget": "shop"})
            path = f"/v1/rooms/{room.json()['id']}"
            got = [room, await asks("GET", path), await asks("GET", f"{path}/entries"), await asks("GET", "/v1/rooms")]
            return [plain(answer) for answer in got]

    def plain(answer: Any) -> bytes:
        """Leave out what differs anyway: ids and times."""
        told = answer.json()
        return repr((answer.status_code, shape(told))).encode()

    def shape(told: Any) -> Any:
        if isinstance(told, dict):
            return {name: shape(value) for name, value in told.items()}
        if isinstance(told, list):
            return [shape(one) for one in told]
        return "text" if isinstance(told, str) else told

    assert await visit(tmp_path / "a", "night") == await visit(tmp_path / "b", None)


async def test_canned_responses_and_labels_are_read_by_everybody_on_the_staff(workspace: Workspace, admin: Browser):
    await workspace.hires("agent", "amy")
    amy = workspace.browser("amy")
    texts = {"en": "Hello {{customer}}", "ja": "{{customer}}さん、こんにちは"}
    await good(admin, "PUT", "/v1/desk/canned/hi", {"title": "Hello", "texts": texts}, 201)
    await good(admin, "PUT", "/v1/desk/labels/vip", {"name": "VIP", "colour": "#B93C0A"}, 201)
    found = await good(amy, "GET", "/v1/desk/canned")
    assert found == {"canned": [{"code": "hi", "title": "Hello", "texts": texts}]}
    assert (await good(amy, "GET", "/v1/desk/labels"))["labels"] == [{"id": "vip", "name": "VIP", "colour": "#B93C0A"}]
    blank = {"title": "Hello", "texts": {"en": " "}}
    assert await refused(admin, "PUT", "/v1/desk/canned/hi", blank) == (400, "bad_field", "texts")
    await good(admin, "DELETE", "/v1/desk/canned/hi")
    assert (await good(amy, "GET", "/v1/desk/canned"))["canned"] == []
    acts = [act for act in await workspace.acts() if act[1].startswith("setting_")]
    assert acts == [
        ("s_admin", "setting_put", "hi"), ("s_admin", "setting_put", "vip"), ("s_admin", "setting_removed", "hi"),
    ]  # fmt: skip


async def test_phrases_are_put_in_the_place_of_given_ones_hidden_and_given_back(workspace: Workspace, admin: Browser):
    own = {"id": "any.thanks", "roles": ["customer"], "texts": {"en": "Cheers.", "ja": "どうも。"}}
    told = await good(admin, "PUT", "/v1/desk/phrases/any.thanks", {"phrase": own}, 201)
    assert (told["state"], told["texts"]["en"]) == ("chosen", "Cheers.")
    await good(admin, "PUT", "/v1/desk/phrases/any.understood", {"hidden": True}, 201)

    async def said() -> dict[str, str]:
        listed = await good(workspace.browser(), "GET", "/v1/phrases")
        return {one["id"]: one["texts"]["en"] for one in listed["phrases"] if one["id"].startswith("any.")}

    assert await said() == {"any.thanks": "Cheers."}
    states = {one["id"]: one["state"] for one in (await good(admin, "GET", "/v1/desk/phrases"))["phrases"]}
    assert (states["any.understood"], states["driver.at_door"]) == ("hidden", "given")
    for name in ("any.thanks", "any.understood"):
        await good(admin, "DELETE", f"/v1/desk/phrases/{name}")
    assert await said() == {"any.thanks": "Thank you.", "any.understood": "Understood."}
    only = {**own, "texts": {"en": "Cheers."}}
    for body in ({"phrase": only}, {}, {"phrase": own, "hidden": True}, {"phrase": {**own, "id": "other"}}):
        assert (await refused(admin, "PUT", "/v1/desk/phrases/any.thanks", body))[:2] == (400, "bad_field")


async def test_another_node_goes_by_it_without_a_restart(tmp_path: Path, postgres: Any):
    url = postgres.url(postgres.fresh())
    async with opened(tmp_path / "a", database_url=url) as one, opened(tmp_path / "b", database_url=url) as two:
        await one.hires("admin")
        await good(one.browser("admin"), "PATCH", "/v1/desk/house", {"name": "Sakura"})
        await good(one.browser("admin"), "PUT", "/v1/desk/widgets/shop", {"origins": [SHOP]}, 201)
        there = two.machine.house.choices
        await becomes(lambda: there.now.home.name == "Sakura" and bool(there.now.widgets))
        assert (await shown(two, "shop"))["name"] == "Sakura"
