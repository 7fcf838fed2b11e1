"""Servers born quickly: a process that has read Parley's code once, and forks a node of it for whoever asks.

Reading the code costs a second of processor for each start; a fork costs a hundredth of that. What is born is a process
of its own as any other: its environment, folder, log and session are its own, and it runs the command from its first
line. What is about the start itself (the wheel, the README, workers, a tracer around it) starts the real command.
"""

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from tests.rig.processes import clean_environment

REPO = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
READ_LATER = (
    "alembic.ddl.postgresql",
    "alembic.ddl.sqlite",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)
"""What a server reads only once it runs."""
LONGEST = 1 << 20


class Born:
    """A process born in a nursery, as far as `subprocess.Popen` is needed of it."""

    def __init__(self, pid: int, nursery: "Nursery") -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery
        self._handle: int = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return its exit code, None while it lives."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, in seconds. Raises `subprocess.TimeoutExpired`."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(["parley"], timeout or 0)
        return code

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._handle], [], [], seconds)[0]:
            self.returncode = self._nursery.ask({"reap": self.pid})
            os.close(self._handle)
        return self.returncode


class Nursery:
    """Its end in the test's process."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.rig.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=REPO,
                env=clean_environment(),
                start_new_session=True,
            )
        self._line = ours

    def bear(self, arguments: list[str], log: IO[bytes], env: Mapping[str, str], cwd: Path | None) -> Born:
        """Start `parley` with these arguments; what it prints goes to the log."""
        wish = {"arguments": arguments, "env": dict(env), "cwd": str(cwd or Path.cwd())}
        return Born(self.ask(wish, log.fileno()), self)

    def ask(self, wish: dict[str, Any], *descriptors: int) -> int:
        """Ask one thing of it."""
        socket.send_fds(self._line, [json.dumps(wish).encode()], descriptors)
        answer = self._line.recv(64)
        assert answer, f"the nursery ended with {self._process.wait()}"
        return int(answer)


@cache
def nursery() -> Nursery:
    """Return the one of this process, which ends with it."""
    return Nursery()


def run(line: socket.socket) -> None:
    """Read everything, then fork for whoever asks; ends with the other end of the line. A child ends as `main` does."""
    _die_with(os.getppid())
    command = importlib.import_module("server.cli")
    for name in READ_LATER:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()
    while True:
        said, descriptors, _, _ = socket.recv_fds(line, LONGEST, 1)
        if not said:
            return
        wish = json.loads(said)
        if "reap" in wish:
            _, status = os.waitpid(wish["reap"], 0)
            line.send(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        pid = os.fork()
        if not pid:
            line.close()
            _become(wish, descriptors[0])
            command.main(wish["arguments"])
            return
        os.close(descriptors[0])
        line.send(str(pid).encode())


def _become(wish: dict[str, Any], log: int) -> None:
    """Have nothing of the nursery's but its code."""
    os.setsid()
    _die_with(os.getppid())
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.chdir(wish["cwd"])
    os.environ.clear()
    os.environ.update(wish["env"])
    sys.argv = ["parley", *wish["arguments"]]


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])))
