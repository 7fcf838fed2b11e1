"""Several workers behind one port: one conversation, though a worker is killed and another takes its place."""

import asyncio
import os
import re
import signal

import pytest

from tests.rig.load import Load
from tests.rig.parley import Host
from tests.rig.stage import Stage
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOMS = 4
SENDS_PER_SECOND = 60
PATIENCE_S = 30.0


def workers(said: str) -> list[int]:
    """Read the pids of all workers ever started, in order, from the parent's log."""
    return [int(pid) for pid in re.findall(r"worker\.started.*?pid=(\d+)", said)]


async def test_workers_share_a_port_and_are_started_again(parley, database, redis, history, length):
    node = parley(PARLEY_DATABASE_URL=database, PARLEY_REDIS_URL=redis.url)
    node.command += ["--workers", "2"]
    await node.up()
    stage = Stage(Host(node), history, [node.ws], seed=length.seed)
    await stage.build(ROOMS)
    async with stage.on():
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
            for _ in range(length.faults):
                await stage.more_acks(length.sends // 2)
                pids = workers(node.log.read_text())
                os.kill(pids[-1], signal.SIGKILL)
                history.put("fault", name="kill -9 of a worker")
                await until(lambda had=pids: workers(node.log.read_text()) > had, PATIENCE_S, "another takes its place")
                await stage.connected()
        verdict = await stage.settle()
        pids = workers(node.log.read_text())
        code = await asyncio.to_thread(node.terminate)
    print(f"started={len(pids)} {verdict.summary()}")
    assert len(pids) > length.faults
    assert code == 0
    verdict.insist("acked", "deliveries", "stored", "settled", "faults")
    assert not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    """Whether a process of this id runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_several_workers_without_redis_are_refused_in_words(parley):
    node = parley()
    node.command += ["--workers", "2"]
    assert "PARLEY_REDIS_URL" in node.refuses()
