"""Sockets of the workspace on two nodes: whatever ends a session ends them, also when nodes do not hear one another."""

from typing import Any

import pytest

from server.accounts.seats import Opened
from server.accounts.staff import Fields
from server.core.staff import Member
from server.core.users import User
from server.live import gossip
from server.storage import staff as stored
from tests.chat.bench import Bench
from tests.chat.device import Device

BEAT_MS = 1_000
PROMISED_MS = 2_000


async def hired(bench: Bench, role: str = "agent", name: str = "amy") -> Opened:
    house = bench.node.machine.house
    member = Member(
        user=f"s_{name}", email=f"{name}@x.example", password="", role=role, name=name.title(),
        made_at=bench.node.parts.wall(),
    )  # fmt: skip

    def keep(c: Any) -> Opened:
        stored.put_member(c, member)
        return house.workspace.seats.begin(c, member, "a browser")

    return await bench.node.parts.journal.write(keep)


def token(bench: Bench, opened: Opened) -> str:
    member = opened.seated.member
    user = User(member.user, member.role, member.name)
    return bench.node.machine.house.identity.desk_token(user, opened.seated.session.id).token


async def device(bench: Bench, opened: Opened, *, at: int = 0) -> Device:
    made = bench.device(opened.seated.member.user, at=at)
    assert (await made.ask("hello", token=token(bench, opened)))["t"] == "welcome"
    return made


ENDS = {
    "signed out": lambda house, amy, _: house.seats.end(amy, amy.session.id, "logout"),
    "signed out by an admin": lambda house, amy, boss: house.staff.sign_out(boss, amy.member.user, amy.session.id),
    "dismissed": lambda house, amy, boss: house.staff.dismiss(boss, amy.member.user),
    "another role": lambda house, amy, boss: house.staff.change(boss, amy.member.user, Fields(role="supervisor")),
}


@pytest.mark.parametrize("how", ENDS)
async def test_what_ends_a_session_closes_its_sockets_on_both_nodes(pair: Bench, how: str):
    amy, boss = await hired(pair), await hired(pair, "admin", "boss")
    devices = [await device(pair, amy, at=at) for at in (0, 1)]
    other = await device(pair, boss, at=1)
    await ENDS[how](pair.node.machine.house.workspace, amy.seated, boss.seated)
    await pair.quiet()
    assert [each.closed.code for each in devices] == [4401, 4401]
    assert other.closed is None
    again = pair.device("s_amy", at=1)
    welcome = await again.ask("hello", token=token(pair, amy))
    assert welcome["t"] == ("welcome" if how == "another role" else "error")


async def test_where_the_word_is_lost_the_store_is_asked_within_the_promised_time(pair: Bench, monkeypatch):
    amy, boss = await hired(pair), await hired(pair, "admin", "boss")
    there = await device(pair, amy, at=1)
    deaf = pair.nodes[1].hub
    await deaf.passes.look(pair.clock.monotonic() - 1)
    monkeypatch.setattr(deaf.passes, "heard", lambda said: isinstance(said, gossip.Shut))
    await pair.node.machine.house.workspace.staff.sign_out(boss.seated, "s_amy", amy.seated.session.id)
    await pair.quiet()
    assert there.closed is None, "nothing was heard"
    for passed in range(0, PROMISED_MS, BEAT_MS):
        await deaf.passes.look(pair.clock.monotonic() + passed)
        await pair.quiet()
    assert there.closed.code == 4401


async def test_one_browser_is_signed_out_and_the_other_stays(bench: Bench):
    amy = await hired(bench)
    seats = bench.node.machine.house.workspace.seats
    second = await bench.node.parts.journal.write(lambda c: seats.begin(c, amy.seated.member, "another browser"))
    here, there = await device(bench, amy), await device(bench, second)
    await seats.end(second.seated, amy.seated.session.id, "revoked")
    await bench.quiet()
    assert (here.closed.code, there.closed) == (4401, None)


async def test_a_token_is_renewed_for_its_own_session_alone(bench: Bench):
    amy = await hired(bench)
    seats = bench.node.machine.house.workspace.seats
    second = await bench.node.parts.journal.write(lambda c: seats.begin(c, amy.seated.member, "another browser"))
    here = await device(bench, amy)
    assert (await here.ask("auth", token=token(bench, amy)))["t"] == "authed"
    assert (await here.ask("auth", token=token(bench, second)))["code"] == "forbidden"


async def test_a_session_that_nobody_used_for_a_week_is_over(bench: Bench):
    amy = await hired(bench)
    seats = bench.node.machine.house.workspace.seats
    bench.clock.passed(6 * 86_400_000)
    assert (await seats.present(amy.cookie)).member.user == "s_amy"
    bench.clock.passed(6 * 86_400_000)
    assert (await seats.present(amy.cookie)).member.user == "s_amy", "it was used in between"
    bench.clock.passed(7 * 86_400_000)
    with pytest.raises(Exception, match="unauthenticated"):
        await seats.present(amy.cookie)
