"""A support room of one's own: one open at a time, on whatever node it is asked for."""

import asyncio

import pytest

from server.core import ids
from server.core.refusals import Refusal
from server.core.users import User
from tests.chat.bench import Bench


def no_limit() -> None:
    """Admit any number of rooms."""


async def stored(bench: Bench, user: str = "ann", role: str = "customer", verified: str = "host") -> User:
    return await bench.node.machine.house.directory.ensure(User(user, role, user.title(), verified))


async def opened(bench: Bench, user: User, at: int = 0, admit=no_limit):
    support = bench.nodes[at].machine.house.support
    return await support.open(user.actor(), "Where is it?", ids.fresh("c"), admit)


async def test_the_room_is_ones_own_and_staffs(bench):
    user = await stored(bench)
    room, created = await opened(bench, user)
    assert (created, room["kind"], room["subject"]) == (True, "support", "Where is it?")
    assert [(one["user"], one["role"], one["verified"]) for one in room["participants"]] == [
        ("ann", "customer", "host")
    ]
    assert room["lanes"] == []
    assert "send" in room["you"]["can"]
    assert "people" not in room["you"]["can"]
    await bench.staff()
    amy = await bench.person("amy", "agent", room["id"], observe=True)
    assert amy.told("joined")[0]["lanes"]


async def test_it_waits_for_staff_from_the_first_word(bench):
    user = await stored(bench)
    room, _ = await opened(bench, user)
    ann = await bench.person("ann", "customer", room["id"])
    assert "waiting" not in ann.told("joined")[0]
    await ann.sent(room["id"], "Hello?")
    again, _ = await opened(bench, user)
    assert again["waiting"]["by"] == "ann"


async def test_there_is_one_until_it_is_over(bench):
    user = await stored(bench)
    first, _ = await opened(bench, user)
    again, created = await opened(bench, user)
    assert (again["id"], created) == (first["id"], False)
    await bench.patch(first["id"], status="resolved")
    second, created = await opened(bench, user)
    assert (second["id"] != first["id"], created) == (True, True)
    await bench.patch(second["id"], locked=True)
    third, _ = await opened(bench, user)
    await bench.remove("ann", third["id"])
    fourth, _ = await opened(bench, user)
    assert len({room["id"] for room in (first, second, third, fourth)}) == 4


async def test_asked_for_on_two_nodes_at_once_it_is_one(pair):
    user = await stored(pair)
    found = await asyncio.gather(*(opened(pair, user, at) for at in (0, 1, 0, 1)))
    assert len({room["id"] for room, _ in found}) == 1
    assert [created for _, created in found].count(True) == 1


async def test_only_a_new_room_counts_against_the_address(bench):
    def full() -> None:
        raise Refusal("rate_limited", retry_after_ms=1)

    user = await stored(bench)
    with pytest.raises(Refusal, match="rate_limited"):
        await opened(bench, user, admit=full)
    first, _ = await opened(bench, user)
    again, _ = await opened(bench, user, admit=full)
    assert again["id"] == first["id"]


@pytest.mark.parametrize("role", ["bot", "agent", "supervisor"])
async def test_bots_and_staff_have_other_ways(bench, role):
    user = await stored(bench, "b_eta", role)
    with pytest.raises(Refusal, match="forbidden"):
        await opened(bench, user)
