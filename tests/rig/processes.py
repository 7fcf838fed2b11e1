"""Child processes that are broken on purpose: each known by its pid, its log kept, its end awaited."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
STOP_SECONDS = 10.0
LOG_TAIL = 4000


def free_port() -> int:
    """Find a port that nobody has, below those which the kernel hands to clients.

    A client that reconnects to a dead server's port must never be given that very port as its own.
    """
    ceiling = int(EPHEMERAL.read_text().split()[0]) if EPHEMERAL.exists() else 32768
    for _ in range(200):
        port = random.SystemRandom().randrange(ceiling // 2, ceiling)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


def die_with_us() -> list[str]:
    """Give what to start a child under, so that it does not outlive a test run that was itself killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []


def listens(port: int) -> bool:
    """Tell whether somebody accepts connections on a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
    except OSError:
        return False
    return True


class Running(Protocol):
    """What is needed of a process: `subprocess.Popen` is one."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None:
        """Return its exit code, None while it lives."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, in seconds."""


@dataclass
class Child:
    """A program that can be started, frozen, killed and started again; its log grows over all its lives."""

    command: list[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    user: str | None = None
    process: Running | None = None
    polite: signal.Signals = signal.SIGTERM

    def start(self) -> None:
        """Start it; it must not be running."""
        assert not self.running, f"{self.command[0]} runs already"
        with self.log.open("ab") as log:
            self.process = self._spawn(log, {**clean_environment(), **self.env})

    def _spawn(self, log: IO[bytes], env: Mapping[str, str]) -> Running:
        """Make the process."""
        other = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        return subprocess.Popen(
            [*die_with_us(), *self.command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=self.cwd,
            start_new_session=True,
            **other,
        )

    @property
    def running(self) -> bool:
        """Whether it lives, frozen or not."""
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process is not None
        return self.process.pid

    @property
    def descriptors(self) -> int:
        """How many files and sockets it holds open."""
        return len(self._held())

    @property
    def sockets(self) -> int:
        """How many sockets it holds open."""
        return sum(held.startswith("socket:") for held in self._held())

    def _held(self) -> list[str]:
        """What every descriptor of it stands for; one that is closed while we look is left out."""
        held = []
        for link in Path(f"/proc/{self.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                held.append(str(link.readlink()))
        return held

    @property
    def memory(self) -> int:
        """How many bytes of it are in memory (RSS)."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def kill(self) -> None:
        """End it in the middle of whatever it does (SIGKILL), and wait until it is gone."""
        self.signal(signal.SIGKILL)
        self.wait()

    def terminate(self) -> int:
        """Ask it to end, wait, and give its exit code."""
        self.signal(self.polite)
        return self.wait()

    def freeze(self) -> None:
        """Stop it where it stands (SIGSTOP)."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        self.signal(signal.SIGCONT)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for its end and give its exit code."""
        assert self.process is not None
        return self.process.wait(timeout=seconds)

    def end(self) -> None:
        """Make sure that it is gone, at the end of a test."""
        if not self.running:
            return
        self.thaw()
        try:
            self.terminate()
        except subprocess.TimeoutExpired:
            self.kill()

    def await_port(self, port: int, seconds: float = 15.0) -> None:
        """Block until it accepts connections; fail at once, with its log, if it ended."""
        end = time.monotonic() + seconds
        while not listens(port):
            assert self.running, f"{self.command[0]} ended\n{self.tail()}"
            assert time.monotonic() < end, f"{self.command[0]} does not listen\n{self.tail()}"
            time.sleep(0.02)

    def tail(self) -> str:
        """Give the end of its log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return text[-LOG_TAIL:]

    def signal(self, number: signal.Signals) -> None:
        """Signal its whole session: a tracer around it, or workers below it, share its fate."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def clean_environment() -> dict[str, str]:
    """Give the environment without anything that would configure a Parley or its stores."""
    ours = ("PARLEY_", "DATABASE_URL", "REDIS_URL", "PG", "COVERAGE_")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}
