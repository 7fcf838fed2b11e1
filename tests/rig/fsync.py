"""A disk on which every fsync takes 300 ms, and how late each acknowledgement is on it."""

import asyncio
import shutil
from pathlib import Path

from tests.rig.wire import Socket

DELAY_SECONDS = 0.3


def slow_disk(log: Path) -> tuple[str, ...]:
    """Give what to start a program under, so that each fsync and fdatasync begins 300 ms late."""
    strace = shutil.which("strace")
    assert strace is not None, "strace is not installed"
    delay = f"inject=fsync,fdatasync:delay_enter={int(DELAY_SECONDS * 1_000_000)}"
    return (strace, "-f", "-qq", "--seccomp-bpf", "-o", str(log), "-e", "trace=fsync,fdatasync", "-e", delay)


async def lateness(sockets: list[Socket], room: str, sends: int) -> list[float]:
    """Send from every socket, one after the other on each; give how long each acknowledgement took."""
    told = await asyncio.gather(
        *(_lateness(socket, room, f"late-{number}", sends) for number, socket in enumerate(sockets))
    )
    return [seconds for each in told for seconds in each]


async def _lateness(socket: Socket, room: str, name: str, sends: int) -> list[float]:
    loop = asyncio.get_running_loop()
    took = []
    for number in range(sends):
        start = loop.time()
        answer = await socket.send(room, f"{name}-{number:05}", f"late {number}")
        took.append(loop.time() - start)
        assert answer["t"] == "ack", answer
    return took
