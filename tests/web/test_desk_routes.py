"""What staff ask of the desk reaches it as it was said, and is answered in the documented shape."""

from typing import Any, Final

import pytest

from server.core import tending
from server.core.changes import Actor
from tests.web.fake_desk import NOW
from tests.web.fakes import AT, Web
from tests.web.test_real import Caller, Order, order, shape_of  # noqa: F401 - `order` is a fixture

KEY: Final = "idempotency-1"
AMY: Final = Actor("amy", "Amy", "agent", staff=True)
ROOM: Final = "/v1/desk/rooms/order-1"

ACTS: Final[list[tuple[dict[str, Any], tending.Acts]]] = [
    ({"act": "accept"}, tending.Accept()),
    ({"act": "decline"}, tending.Decline()),
    ({"act": "release"}, tending.Release()),
    ({"act": "wake"}, tending.Wake()),
    ({"act": "assign"}, tending.Assign(agent="amy")),
    ({"act": "assign", "agent": "bob"}, tending.Assign(agent="bob")),
    ({"act": "hand", "to": "bob", "note": "He knows"}, tending.Hand(to="bob", note="He knows")),
    ({"act": "hand", "team": "night"}, tending.Hand(team="night")),
    ({"act": "mark", "priority": "high", "labels": ["vip"]}, tending.Mark(priority="high", labels=("vip",))),
    ({"act": "silence", "user": "ann"}, tending.Silence(user="ann")),
    ({"act": "hear", "user": "ann"}, tending.Hear(user="ann")),
    ({"act": "spam"}, tending.Spam()),
    ({"act": "not_spam"}, tending.NotSpam()),
    ({"act": "mark", "due_at": AT}, tending.Mark(due_at=NOW)),
    ({"act": "mark", "due_at": ""}, tending.Mark(due_at=0)),
    (
        {"act": "mark", "needs": [], "hold": "snoozed", "wake_at": AT},
        tending.Mark(needs=(), hold="snoozed", wake_at=NOW),
    ),
]


def amys(web: Web):
    return web.user("amy", "agent")


@pytest.mark.parametrize(("body", "act"), ACTS, ids=range(len(ACTS)))
async def test_an_act_reaches_the_desk(body, act):
    web = Web(host_agents=True)
    async with amys(web) as client:
        answer = await client.post(f"{ROOM}/acts", json=body, headers={"Idempotency-Key": KEY})
    assert answer.status_code == 201, answer.text
    assert answer.json() == {"room": "order-1", "lane": "l-1", "seq": 7, "at": AT, "changed": True}
    assert web.cases.calls == [("do", AMY, "order-1", act, KEY)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"act": "fire"}, "act"),
        ({"act": "accept", "agent": "bob"}, "agent"),
        ({"act": "assign", "to": "bob"}, "to"),
        ({"act": "hand", "to": "bob", "note": ""}, "note"),
        ({"act": "mark", "wake_at": "tomorrow"}, "wake_at"),
        ({"act": "mark", "hold": "asleep"}, "hold"),
        ({"act": "silence"}, "user"),
        ({"act": "spam", "user": "ann"}, "user"),
        ({"act": "release", "why": "x"}, "why"),
    ],
)
async def test_what_is_no_act_is_refused_by_its_field(body, field):
    web = Web(host_agents=True)
    async with amys(web) as client:
        answer = await client.post(f"{ROOM}/acts", json=body)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (400, "bad_field", field)
    assert web.cases.calls == []


async def test_agents_and_rooms_are_told_with_times():
    web = Web(host_agents=True)
    async with amys(web) as client:
        held = (await client.get(ROOM)).json()
        said = (await client.put("/v1/desk/me", json={"state": "busy"})).json()
        has = (await client.put("/v1/desk/agents/bob", json={"capacity": 3, "has": ["language:ja"]})).json()
    assert (held["agent"], held["since"], held["until"], held["labels"]) == ("amy", AT, None, ["vip"])
    assert said == {"user": "amy", "state": "busy", "since": AT, "capacity": 5, "has": []}
    assert has == {"user": "bob", "state": "online", "since": AT, "capacity": 3, "has": ["language:ja"]}


async def test_an_agent_takes_a_room_and_no_customer_learns_of_it(order: Order):  # noqa: F811 - the fixture
    amy, bob, ann = [await order.user(*who) for who in (("amy", "agent"), ("bob", "agent"), ("ann", "customer"))]
    before = await ann("GET", ROOM.replace("/desk", ""))
    said = await amy("PUT", "/v1/desk/me", {"state": "online"})
    assert said["capacity"] == 5
    assert await amy("GET", "/v1/desk/me") == said
    taken = await amy("POST", f"{ROOM}/acts", {"act": "assign"}, 201, **{"Idempotency-Key": KEY})
    again = await amy("POST", f"{ROOM}/acts", {"act": "assign"}, 200, **{"Idempotency-Key": KEY})
    assert (taken["lane"], taken["seq"]) == (again["lane"], again["seq"])
    assert (await bob("GET", ROOM))["agent"] == "amy"
    assert await bob.refused("POST", f"{ROOM}/acts", {"act": "assign"}) == (403, "forbidden")
    assert await bob.refused("POST", f"{ROOM}/acts", {"act": "accept"}) == (409, "taken")
    assert await bob.refused("PUT", "/v1/desk/agents/bob", {"capacity": 9}) == (403, "forbidden")
    for method, path, body in (("GET", ROOM, None), ("POST", f"{ROOM}/acts", {"act": "assign"})):
        assert await ann.refused(method, path, body) == (404, "not_found")
        nowhere = path.replace("order-1", "nowhere")
        assert (await ann.raw(method, nowhere, body)).content == (await ann.raw(method, path, body)).content
    assert await ann.refused("PUT", "/v1/desk/me", {"state": "online"}) == (403, "forbidden")
    assert await ann("GET", ROOM.replace("/desk", "")) == before
