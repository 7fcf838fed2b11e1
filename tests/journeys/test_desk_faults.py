"""In mid-day a node is killed, Redis freezes, PostgreSQL goes: nothing is lost, and nothing is done twice.

No room is given to two; whoever follows the journal goes on from where they were: the desk, who tells those who are
away, every view, every inbox and every list of rooms.
"""

import asyncio
import random
import signal
from contextlib import AsyncExitStack

import pytest

from tests.rig.absent import ROOMS, Absent, settings
from tests.rig.agents import judged
from tests.rig.followers import Witness, followed
from tests.rig.receiver import Receiver, troubled
from tests.rig.shift import CUSTOMERS, Shift

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

FREEZE_SECONDS = 2.0


class Faults:
    """What can go wrong, one after the other."""

    def __init__(self, nodes, redis, postgres) -> None:
        self.nodes, self.redis, self.postgres = nodes, redis, postgres
        self.all = (self.kill, self.freeze, self.restart)

    async def kill(self, turn: int) -> None:
        node = self.nodes[turn % 2]
        node.kill()
        await node.up(30)

    async def freeze(self, _turn: int) -> None:
        self.redis.freeze()
        await asyncio.sleep(FREEZE_SECONDS)
        self.redis.thaw()

    async def restart(self, _turn: int) -> None:
        self.postgres.signal(signal.SIGINT)
        await asyncio.to_thread(self.postgres.wait)
        await asyncio.to_thread(self.postgres.revive)


async def test_a_day_of_faults_loses_no_room_and_skips_no_entry(parley, own_postgres, redis, history, length):
    url = own_postgres.url(own_postgres.fresh())
    async with AsyncExitStack() as stack:
        receiver = await stack.enter_async_context(Receiver(troubled(random.Random(length.seed))))
        store = {"PARLEY_REDIS_URL": redis.url, "PARLEY_DATABASE_URL": url}
        nodes = [parley(name, **store, **settings(receiver)) for name in ("first", "second")]
        for node in nodes:
            await node.up()
        witness, absent = Witness(url), Absent(nodes, receiver)
        await witness.begins()
        await absent.opens()
        shift = Shift(nodes, history, length.seed)
        await shift.opens(stack)
        faults = Faults(nodes, redis, own_postgres).all
        for turn in range(length.faults):
            fault = faults[turn % len(faults)]
            orders = await absent.orders()
            shift.asks(turn)
            history.put("fault", name=fault.__name__)
            await asyncio.gather(fault(turn // len(faults)), absent.says(orders))
            await shift.all_answered()
        lanes, verdict = await shift.lanes(), await shift.settle()
        rows = await shift.lists()
        seen = await witness.tells(absent.owed, absent.told)
    counts = judged(lanes, [promise for agent in shift.agents for promise in agent.promises]) | rows | followed(seen)
    verdict.insist("acked", "deliveries", "stored", "settled", "faults")
    answers = sum(agent.answers for agent in shift.agents)
    print(f"faults={length.faults} answers={answers} {counts} {verdict.summary()}")
    assert counts["promises"] >= CUSTOMERS * length.faults // 2
    assert answers >= CUSTOMERS * length.faults
    assert counts["owed"] == ROOMS * length.faults
