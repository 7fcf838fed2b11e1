"""Two nodes follow the journal in turn: whichever is killed, who is away is told of once, and nobody is left out."""

import asyncio
import random
from collections import Counter

import psycopg
import pytest

from server.core.retries import ATTEMPTS
from tests.rig.parley import Host
from tests.rig.receiver import Receiver, troubled
from tests.rig.wait import until, until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ROOMS = 20
SECONDS = 60.0
TEXT = {"type": "text", "text": "Where are you?"}


def asked(database: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database, autocommit=True, connect_timeout=10) as connection:
        return connection.execute(query).fetchall()


async def owner(database: str, *, but: str = "") -> str:
    """Wait until a node follows, another than this one."""
    found: list[str] = []

    async def known() -> bool:
        query = "SELECT owner FROM leases WHERE name = 'away' AND until > extract(epoch FROM now()) * 1000"
        found[:] = [str(row[0]) for row in await asyncio.to_thread(asked, database, query)]
        return bool(found) and found[0] != but

    await until_true(known, SECONDS, "a node follows")
    return found[0]


async def say(hosts: list[Host], rooms: list[str], draw: random.Random) -> int:
    """Say one to three things in each of these rooms, here and there."""
    words = [room for room in rooms for _ in range(draw.randint(1, 3))]
    draw.shuffle(words)
    for room in words:
        await draw.choice(hosts).call("POST", f"/v1/rooms/{room}/messages", {"body": TEXT, "by": "ann"})
    return len(words)


def names(receiver: Receiver) -> dict[str, str]:
    """Return the rooms that were told of, by the ids of the events."""
    return {got.headers["webhook-id"]: got.json["data"]["room"] for got in receiver.got}


async def all_told(receiver: Receiver, rooms: list[str]) -> None:
    """Wait until each of these rooms was told of."""
    await until(lambda: {*names(receiver).values()} >= {*rooms}, SECONDS, "everybody is told of")


async def test_each_is_told_of_once_whichever_node_is_killed(parley, redis, database, length):
    draw, said, rooms, kills = random.Random(length.seed), 0, [], max(1, length.faults // 3)
    async with Receiver(troubled(draw)) as receiver:
        settings = {
            "PARLEY_DATABASE_URL": database, "PARLEY_REDIS_URL": redis.url, "PARLEY_WEBHOOK_URL": receiver.url,
            "PARLEY_WEBHOOK_SECRET": SECRET, "PARLEY_OUTBOUND_ALLOW": receiver.place, "PARLEY_UNREAD_DRIVER_S": "1",
        }  # fmt: skip
        follows, stands_by = parley("first", **settings), parley("second", **settings)
        await follows.up()
        leader = await owner(database)
        for turn in range(kills):
            await stands_by.up()
            here = [f"order-{turn}-{number}" for number in range(ROOMS)]
            for room in here:
                await Host(stands_by).room(room, {"ann": "customer", "ken": "driver"})
            said += await say([Host(follows), Host(stands_by)], here[: ROOMS // 2], draw)
            follows.kill()
            said += await say([Host(stands_by)], here[ROOMS // 2 :], draw)
            rooms += here
            leader = await owner(database, but=leader)
            await all_told(receiver, rooms)
            follows, stands_by = stands_by, follows
        events = await settled(database)
    attempts = Counter(got.headers["webhook-id"] for got in receiver.got)
    told = Counter(names(receiver).values())
    print(
        f"kills={kills} said={said} rooms={len(rooms)} told={len(told)} events={len(attempts)} tries={attempts.total()}"
    )
    assert dict(told) == dict.fromkeys(rooms, 1), "each room once, under one id"
    assert events == [("done", len(rooms))], "nothing waits, nothing was given up, nothing else was put down"
    assert attempts.total() > len(rooms), "the receiver's vices were met"
    assert max(attempts.values()) < ATTEMPTS


async def settled(database: str) -> list[tuple[object, ...]]:
    """Wait until no event waits; count what became of all."""
    query = "SELECT state, count(*) FROM deliveries GROUP BY state ORDER BY state"

    async def quiet() -> bool:
        return "waiting" not in dict(await asyncio.to_thread(asked, database, query))

    await until_true(quiet, SECONDS, "all that was put down is delivered")
    return await asyncio.to_thread(asked, database, query)
