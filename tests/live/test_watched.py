"""Support is watching: said to the parties where the operator wants it, on every node, and to nobody otherwise."""

from contextlib import asynccontextmanager

import pytest

from tests.chat.bench import ORDER, opened
from tests.web.workspace import API_KEY
from tests.web.workspace import opened as workspace


@asynccontextmanager
async def shop(folder, *, told: bool):
    """An order with a customer on each of two nodes, and an agent who takes part nowhere."""
    async with opened(folder, nodes=2, support_is_watching=told) as bench:
        await bench.room()
        for agent in ("amy", "bob"):
            await bench.staff(agent)
        here, there = await bench.person("ann"), await bench.person("mia", "merchant", at=1)
        yield bench, here, there


async def watching(bench, *devices) -> list[list[bool]]:
    await bench.skip(300, 100)
    return [[frame["on"] for frame in device.told("watched")] for device in devices]


async def looks(bench, user: str, *, at: int = 0):
    device = bench.device(user, "agent", at=at)
    await device.hello()
    assert (await device.ask("join", room=ORDER, observe=True))["t"] == "joined"
    return device


@pytest.mark.parametrize("told", [False, True])
async def test_who_watches_learns_whether_the_parties_are_told(tmp_path, told):
    async with workspace(tmp_path, support_is_watching=told) as house:
        await house.hires("agent")
        token = (await house.browser("agent")("POST", "/v1/desk/token")).json()["token"]
        host, amy = house.browser(bearer=API_KEY), house.browser(bearer=token)
        assert (await host("POST", "/v1/rooms", {"id": ORDER, "kind": "order", "participants": []})).status_code == 201
        assert (await amy("GET", f"/v1/desk/rooms/{ORDER}")).json()["watching_told"] is told


async def test_the_parties_are_told_while_anybody_watches_and_not_who(tmp_path):
    async with shop(tmp_path, told=True) as (bench, here, there):
        assert await watching(bench, here, there) == [[], []]
        amy = await looks(bench, "amy")
        bob = await looks(bench, "bob", at=1)
        assert await watching(bench, here, there) == [[True], [True]]
        assert "amy" not in str(here.frames + there.frames)
        assert await watching(bench, amy, bob) == [[], []], "who watches knows"
        amy.gone()
        assert await watching(bench, here, there) == [[True], [True]]
        late = await bench.person("ken", "driver", at=1)
        assert await watching(bench, late) == [[True]]
        bob.gone()
        assert await watching(bench, here, there, late) == [[True, False], [True, False], [True, False]]


async def test_who_comes_to_take_part_is_seen_and_watches_no_more(tmp_path):
    async with shop(tmp_path, told=True) as (bench, here, there):
        await looks(bench, "amy")
        await watching(bench, here)
        await bench.add("amy", "agent")
        assert await watching(bench, here, there) == [[True, False], [True, False]]
        assert "amy" in str(here.told("entries"))
        await bench.remove("amy", by=await bench.staff("amy"))
        await watching(bench, here)
        await looks(bench, "amy")
        assert (await watching(bench, here))[0][-1] is True


async def test_otherwise_nobody_is_told(tmp_path):
    async with shop(tmp_path, told=False) as (bench, here, there):
        before = len(here.frames), len(there.frames)
        amy = await looks(bench, "amy")
        assert await watching(bench, here, there) == [[], []]
        amy.gone()
        await bench.skip(12_000, 1_000)
        assert (len(here.frames), len(there.frames)) == before
