"""What is born in a nursery is a server as any other: its own folder, settings and end; gone with the nursery."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.rig.nursery import Born
from tests.rig.parley import Parley
from tests.rig.wait import until

ORPHAN = """
import asyncio, sys
from pathlib import Path
from tests.rig.parley import Parley
node = Parley(Path(sys.argv[1]))
asyncio.run(node.up())
print(node.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def two(tmp_path: Path):
    nodes = [Parley(tmp_path, name) for name in ("one", "two")]
    yield nodes
    for node in nodes:
        node.end()


def folder_of(pid: int) -> Path:
    return Path(f"/proc/{pid}/cwd").readlink()


@pytest.mark.anyio
async def test_two_live_beside_each_other_and_end_each_by_itself(two):
    one, other = two
    await one.up()
    await other.up()
    assert isinstance(one.process, Born)
    assert os.getsid(one.pid) == one.pid != os.getsid(other.pid) == other.pid
    assert folder_of(one.pid) == one.cwd
    one.kill()
    assert (one.process.returncode, other.running) == (-signal.SIGKILL, True)
    assert other.terminate() == 0
    assert "node.draining" in other.tail()
    await one.up()
    assert one.terminate() == 0


@pytest.mark.anyio
async def test_a_frozen_one_is_still_running(two):
    one, _ = two
    await one.up()
    one.freeze()
    with pytest.raises(subprocess.TimeoutExpired):
        one.wait(0)
    one.thaw()
    assert one.terminate() == 0


def test_settings_are_its_own_and_what_they_lack_is_said(tmp_path):
    assert "PARLEY_SECRET" in Parley(tmp_path, "bad", PARLEY_SECRET="short").refuses()
    assert "nowhere" in Parley(tmp_path, "worse", PARLEY_DRIVER="nowhere").refuses()


def test_a_test_run_that_is_killed_leaves_nobody_behind(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(ORPHAN), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        born = int(run.stdout.readline())
        run.kill()
    asyncio.run(until(lambda: not Path(f"/proc/{born}").exists(), 30, "the server of a dead test run ends"))
