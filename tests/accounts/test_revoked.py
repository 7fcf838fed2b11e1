"""Whatever lets somebody in ends on one node while they are connected on two: heard or not, no socket outlives it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from server.accounts.entering import Choice
from server.accounts.staff import Fields
from server.core import codec, ids
from server.live.passes import LOOK_EVERY_MS
from tests.accounts.guest import Guest
from tests.accounts.invited import to_room
from tests.accounts.test_seats import hired
from tests.accounts.test_seats import token as seat_token
from tests.chat.bench import HOST, ORDER, Bench
from tests.chat.device import Device
from tests.chat.test_commands_table import ANYWHERE, KINDS, SAID

PROMISED_MS: Final = 2_000
STEP_MS: Final = 250
NO_TOKEN, ROLE_CHANGED = 4401, 4409


@dataclass
class Case:
    """Somebody on both nodes, and how what let them in ends."""

    user: str
    token: str
    ends: Callable[[], Awaitable[Any]]
    again: str = "error"
    """How a new hello with the same token is answered."""
    code: int = NO_TOKEN
    within_ms: int = PROMISED_MS
    """When at the latest it is over where the word was lost; heard, it is at once."""


def staffed(how: str) -> Callable[[Bench], Awaitable[Case]]:
    """Give a case of a session of the workspace."""

    async def made(pair: Bench) -> Case:
        amy, boss = await hired(pair), await hired(pair, "admin", "boss")
        house = pair.node.machine.house.workspace
        ends = {
            "logout": lambda: house.seats.end(amy.seated, amy.seated.session.id, "logout"),
            "sign_out": lambda: house.staff.sign_out(boss.seated, "s_amy", amy.seated.session.id),
            "dismiss": lambda: house.staff.dismiss(boss.seated, "s_amy"),
            "link": lambda: used(pair),
            "role": lambda: house.staff.change(boss.seated, "s_amy", Fields(role="supervisor")),
        }
        again = "welcome" if how == "role" else "error"
        return Case("s_amy", seat_token(pair, amy), ends[how], again)

    return made


async def used(pair: Bench) -> None:
    """Amy sets another password, by a link of the operator's."""
    house = pair.node.machine.house
    secret = house.identity.operator_secret("amy@x.example")
    await house.workspace.entering.redeem(secret, Choice("three green boats at noon", "", "a browser"))


async def host_agent(pair: Bench) -> Case:
    """Somebody who is staff by the host's word becomes a member."""
    token = pair.node.machine.house.identity.issue("abe", "agent", "Abe", 600).token
    directory = pair.node.machine.house.directory
    return Case("abe", token, lambda: directory.put("abe", None, "member"), "welcome", ROLE_CHANGED)


async def banned(pair: Bench) -> Case:
    guest, amy = await Guest.comes(pair), await hired(pair)
    bans = pair.node.machine.house.workspace.bans
    return Case(guest.id, guest.token(), lambda: bans.ban(amy.seated, guest.id, "rude"))


async def host_user_banned(pair: Bench) -> Case:
    amy, house = await hired(pair), pair.node.machine.house
    token = house.identity.issue("ann", "customer", "Ann", 600).token
    return Case("ann", token, lambda: house.workspace.bans.ban(amy.seated, "ann", ""))


async def visit_ended(pair: Bench) -> Case:
    guest = await Guest.comes(pair)
    logout = pair.node.machine.house.visitors.logout
    return Case(guest.id, guest.token(), lambda: logout(guest.secrets[-1]), within_ms=LOOK_EVERY_MS)


async def became_a_user(pair: Bench) -> Case:
    guest = await Guest.comes(pair)
    return Case(guest.id, guest.token(), lambda: guest.becomes("ann"), within_ms=LOOK_EVERY_MS)


def invited(how: str) -> Callable[[Bench], Awaitable[Case]]:
    """Give a case of a device that opened a link."""

    async def made(pair: Bench) -> Case:
        link = await to_room(pair)
        phone = await link.phone()
        house = pair.node.machine.house
        ends = {
            "revoked": lambda: house.invites.revoke(HOST, link.id),
            "device": lambda: house.invites.revoke_device(HOST, link.id, phone.id),
            "removed": lambda: pair.remove("ken"),
        }
        return Case("ken", phone.token(), ends[how], within_ms=LOOK_EVERY_MS)

    return made


CASES: Final[dict[str, Callable[[Bench], Awaitable[Case]]]] = {
    "session signed out": staffed("logout"),
    "session revoked by an admin": staffed("sign_out"),
    "another password by a link": staffed("link"),
    "dismissed": staffed("dismiss"),
    "another role": staffed("role"),
    "the host's agent is one no more": host_agent,
    "visitor banned": banned,
    "user of the host banned": host_user_banned,
    "visit over": visit_ended,
    "visitor became a user": became_a_user,
    "invitation withdrawn": invited("revoked"),
    "device thrown out": invited("device"),
    "invited, and removed from the room": invited("removed"),
}


async def on_both(pair: Bench, case: Case) -> list[Device]:
    devices = [pair.device(case.user, at=at) for at in (0, 1)]
    for device in devices:
        assert (await device.ask("hello", token=case.token))["t"] == "welcome"
    await pair.skip(2_000, STEP_MS)
    return devices


def entries(pair: Bench) -> int:
    counted: Any = pair.node.parts.database.call(lambda c: c.exec_driver_sql("SELECT count(*) FROM entries").scalar())
    return int(counted)


def every_command(device: Device, token: str) -> None:
    """Say everything that can be said, as what was on its way when the socket closed."""
    said = {"hello": {"token": token}} | {name: fields for name, (fields, _) in ANYWHERE.items()} | SAID
    for number, (name, fields) in enumerate(said.items()):
        frame = {"t": name, "ref": number, "room": ORDER, "cid": ids.fresh("c"), "target": 1, **fields}
        takes = {*KINDS[frame["t"]].__struct_fields__, "t", "ref"}
        known = {key: value for key, value in frame.items() if key in takes}
        device.node.machine.handle.frame(device.connection, codec.to_json(known), text=True)


@pytest.mark.parametrize("name", CASES)
async def test_it_is_over_at_once_on_both_nodes_and_no_command_does_anything_after(pair: Bench, name: str):
    await pair.room()
    case = await CASES[name](pair)
    devices = await on_both(pair, case)
    other = await pair.person("mia", "merchant", at=1)
    await case.ends()
    await pair.quiet()
    assert [device.closed and device.closed.code for device in devices] == [case.code] * 2
    assert other.closed is None
    before = entries(pair)
    for device in devices:
        device.forget()
        every_command(device, case.token)
    await pair.quiet()
    assert [device.frames for device in devices] == [[], []]
    assert entries(pair) == before
    for at in (0, 1):
        assert (await pair.device(case.user, at=at).ask("hello", token=case.token))["t"] == case.again


@pytest.mark.parametrize("name", CASES)
async def test_where_the_word_is_lost_it_is_over_within_the_promised_time(pair: Bench, name: str, monkeypatch: Any):
    await pair.room()
    case = await CASES[name](pair)
    here, there = await on_both(pair, case)
    for node in pair.nodes:
        monkeypatch.setattr(node.bus, "publish", lambda *_: None)
    await case.ends()
    await pair.quiet()
    assert here.closed.code == case.code
    assert there.closed is None, "nothing was heard"
    await pair.skip(case.within_ms, STEP_MS)
    assert there.closed, "still open"
    assert there.closed.code == case.code
