"""Which rooms staff are shown: role × kind × how they stand to it; what is out of reach is unknown on every way in."""

from typing import Any, Final

import pytest

from server.core import ids, tending
from server.core.workspace import KINDS, REACH
from server.web.app import Site, build
from server.web.routes import OPERATIONS
from tests.chat.test_commands_table import SAID
from tests.chat.test_inbox import rows
from tests.desk.house import House
from tests.web.test_desk_table import ROUTES
from tests.web.test_real import Caller

RELATIONS: Final[dict[str, dict[str, bool]]] = {
    "takes part": {"own": True, "team": True, "all": True},
    "has it": {"own": True, "team": True, "all": True},
    "is asked": {"own": True, "team": True, "all": True},
    "handed it over": {"own": True, "team": True, "all": True},
    "was mentioned": {"own": True, "team": True, "all": True},
    "a teammate has it": {"own": False, "team": True, "all": True},
    "nobody has it": {"own": False, "team": True, "all": True},
    "another team has it": {"own": False, "team": False, "all": True},
    "someone without a team has it": {"own": False, "team": False, "all": True},
}
"""What each reach shows of a room to which one stands so."""
ME: Final = {"agent": "amy", "supervisor": "sam", "admin": "ada"}
HIDDEN: Final = "support-another-team-has-it"


async def a_shop(house: House, me: str, role: str) -> None:
    """Open a room of each kind for each relation of `me`, who is in the team of the day."""
    bench = house.bench
    await bench.staff("sue", "supervisor")
    await bench.staff(me, role)
    for user, *has in ((me, "team:day"), ("bob", "team:day", "team:late"), ("eve", "team:night"), ("lone",)):
        await bench.staff(user, role if user == me else "agent")
        await house.assignments.equip(house.boss, user, 20, tuple(has))
    sue = await bench.device("sue", "agent").entered()
    for kind in KINDS:
        for relation in RELATIONS:
            room = f"{kind}-{relation.replace(' ', '-')}"
            await bench.room(room, kind, people={"ann": "customer"} if kind != "announcement" else {"ann": "member"})
            await stands(house, room, relation, me, sue)


async def stands(house: House, room: str, relation: str, me: str, sue: Any) -> None:
    """Let somebody stand so to a room."""
    acts: dict[str, tuple[tending.Acts, ...]] = {
        "takes part": (tending.Assign(agent="eve"),),
        "has it": (tending.Assign(agent=me),),
        "is asked": (tending.Hand(to=me),),
        "handed it over": (tending.Assign(agent=me), tending.Hand(to="eve")),
        "was mentioned": (tending.Assign(agent="eve"),),
        "a teammate has it": (tending.Assign(agent="bob"),),
        "another team has it": (tending.Assign(agent="eve"),),
        "someone without a team has it": (tending.Assign(agent="lone"),),
    }
    for act in acts.get(relation, ()):
        await house.assignments.do(house.boss, room, act, ids.fresh("c"))
    if relation == "takes part":
        await house.bench.add(me, "agent", room)
    if relation == "was mentioned":
        body = {"type": "text", "text": "you know her", "mentions": [me]}
        await sue.ask("send", room=house.bench.staff_lane(room), cid=ids.fresh("c"), body=body)


@pytest.mark.parametrize("role", ME)
async def test_lists_rows_and_rooms_show_what_is_in_reach(house: House, role: str):
    me, bench = ME[role], house.bench
    await a_shop(house, me, role)
    expected = {
        f"{kind}-{relation.replace(' ', '-')}"
        for kind in KINDS
        for relation, shown in RELATIONS.items()
        if shown[REACH[role][kind]]
    }
    device = bench.device(me, "agent")
    welcome = await device.hello()
    await device.ask("inbox", on=True)
    await bench.skip(600)
    assert rows(device).keys() == expected
    assert {room["room"] for room in welcome["rooms"]} == expected
    call = Caller(build(bench.node.machine.house, Site(), bench.node.machine.socket), device.token())
    listed = await call("GET", "/v1/rooms?limit=100")
    assert {room["room"] for room in listed["rooms"]} == expected
    for kind in KINDS:
        for relation in RELATIONS:
            room = f"{kind}-{relation.replace(' ', '-')}"
            status = (await call.raw("GET", f"/v1/rooms/{room}")).status_code
            assert status == (200 if room in expected else 404), (room, role)


async def test_a_room_out_of_reach_is_as_unknown_as_one_that_is_not_there(house: House):
    bench = house.bench
    await a_shop(house, "amy", "agent")
    amy = await bench.device("amy", "agent").entered()
    call = Caller(build(bench.node.machine.house, Site(), bench.node.machine.socket), amy.token())
    asked = 0
    for operation in OPERATIONS:
        path, body, _ = ROUTES[operation.name]
        if "order-1" not in path or operation.who not in {"either", "user"}:
            continue
        for room in (HIDDEN, bench.staff_lane(HIDDEN)):
            answers = [
                (answer.status_code, answer.text.replace(one, "*"))
                for one in (room, "nowhere")
                if (answer := await call.raw(operation.method, path.replace("order-1", one), body)) is not None
            ]
            assert answers[0] == answers[1], operation.name
            asked += answers[0][0] == 404
    assert asked >= 30


@pytest.mark.parametrize("where", ["room", "lane"])
async def test_every_command_on_a_room_out_of_reach(house: House, where: str):
    bench = house.bench
    await a_shop(house, "amy", "agent")
    room = HIDDEN if where == "room" else bench.staff_lane(HIDDEN)
    amy = await bench.device("amy", "agent").entered()
    wrong = []
    for name, fields in SAID.items():
        said = {"t": name, "room": room, **fields}
        if said["t"] in {"send", "edit", "redact", "react", "answer", "help"}:
            said["cid"] = ids.fresh("c")
        if said["t"] in {"edit", "redact", "react", "answer"}:
            said["target"] = 1
        answer = await amy.ask(said.pop("t"), **said)
        if answer.get("code") != "not_found":
            wrong.append(f"{name}: {answer}")
    assert not wrong, "\n".join(wrong)


async def test_what_leaves_reach_is_gone_and_its_views_are_closed(house: House):
    bench = house.bench
    await a_shop(house, "amy", "agent")
    room = "support-nobody-has-it"
    amy = await bench.person("amy", "agent", room, bench.staff_lane(room), observe=True)
    boss = await bench.person("sam", "agent", room, observe=True) if await bench.staff("sam", "supervisor") else None
    await amy.ask("inbox", on=True)
    await bench.skip(300)
    await house.assignments.do(house.boss, room, tending.Assign(agent="eve"), ids.fresh("c"))
    await bench.skip(2_000)
    assert room not in rows(amy)
    assert room in amy.told("inbox")[-1]["gone"]
    assert {frame["room"] for frame in amy.told("left")} == {room, bench.staff_lane(room)}
    assert boss.told("left") == []
    amy.forget()
    ann = await bench.person("ann", "customer", room)
    await ann.sent(room, "who reads this?")
    await bench.skip(600)
    assert room not in str(amy.frames)


async def test_what_comes_into_reach_comes_as_a_row(house: House):
    bench = house.bench
    await a_shop(house, "amy", "agent")
    amy = await bench.device("amy", "agent").entered()
    await amy.ask("inbox", on=True)
    assert HIDDEN not in rows(amy)
    await house.assignments.equip(house.boss, "amy", 20, ("team:day", "team:night"))
    await bench.skip(4_000, 500)
    assert HIDDEN in rows(amy)
    await house.assignments.equip(house.boss, "amy", 20, ("team:day",))
    await bench.skip(4_000, 500)
    assert HIDDEN not in rows(amy)


async def test_whoever_is_in_no_team_sees_what_others_in_none_have(house: House):
    bench = house.bench
    for user in ("amy", "bob"):
        await bench.staff(user)
    await bench.room("support-1", "support", people={"ann": "customer"})
    await house.assignments.do(house.boss, "support-1", tending.Assign(agent="bob"), ids.fresh("c"))
    assert (await house.assignments.stands(await bench.staff("amy"), "support-1")).agent == "bob"


async def test_a_repeat_is_answered_though_the_room_is_out_of_reach_by_now(house: House):
    bench = house.bench
    await a_shop(house, "amy", "agent")
    lane = bench.staff_lane("support-nobody-has-it")
    amy = await bench.device("amy", "agent").entered()
    first = await amy.sent(lane, "a note", "cid-0001")
    act = tending.Assign(agent="eve")
    await house.assignments.do(house.boss, "support-nobody-has-it", act, ids.fresh("c"))
    assert (await amy.sent(lane, "a note", "cid-0001"))["seq"] == first["seq"]
    assert (await amy.sent(lane, "another", "cid-0002"))["code"] == "not_found"
