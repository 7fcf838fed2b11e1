"""One run: a fresh server, its rooms, the generator beside it; gives what was measured."""

import json
import subprocess
import sys
from typing import Any, Final

from tests.bench import cpu, rooms
from tests.bench.contestants import CONTESTANTS, Running, running

MOST_S: Final = 600
RARE: Final = 100
"""A kind of frame that is less than one in so many is not written down."""


def run(name: str, load: dict[str, Any]) -> dict[str, Any]:
    """Measure one contestant under one load, once."""
    with running(CONTESTANTS[name]) as up:
        return drive(up, load)


def drive(up: Running, load: dict[str, Any]) -> dict[str, Any]:
    """Create the rooms and let the generator loose."""
    if up.nodes:
        rooms.create(up.nodes[0], load)
    asked = load | {
        "dialect": up.contestant.dialect,
        "secret": up.secret,
        "ports": up.ports,
        "watch": up.watch,
        "core": cpu.cores()[1],
        "servers_core": cpu.cores()[0],
    }
    command = [sys.executable, "-m", "tests.bench.generator"]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, timeout=MOST_S, check=False)
    if done.returncode:
        tails = "\n".join(node.tail() for node in up.nodes)
        raise RuntimeError(f"{up.contestant.name}: the generator failed\n{done.stderr}\n{tails}")
    told: dict[str, Any] = json.loads(done.stdout)
    often = {kind: many for kind, many in told["kinds"].items() if many * RARE > told["frames"]}
    return told | {"kinds": often}
