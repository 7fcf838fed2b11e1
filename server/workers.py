"""Several nodes behind one port: starts them, starts again those that end, and lets them all go together."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import Final

import structlog

PATIENCE_S: Final = 20.0
"""How long workers may take to leave in order; beyond it they are killed."""
LIVED_S: Final = 5.0
"""A worker that ends sooner is started again only after a pause."""
PAUSE_S: Final = 1.0

log = structlog.get_logger()


class Workers:
    """The parent of `count` equal processes; it serves nothing itself."""

    def __init__(self, command: Sequence[str], count: int, listening: int) -> None:
        """`listening`: the descriptor of the bound socket that every worker inherits."""
        self._command = [*command, "--listening", str(listening)]
        self._listening = listening
        self._count = count
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._born: dict[int, float] = {}
        self._asked = 0
        self._ending = threading.Event()

    def run(self) -> int:
        """Serve until told to stop; return the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)
        for place in range(self._count):
            self._start(place)
        while not self._ending.wait(0.2):
            self._look()
        return self._leave()

    def _start(self, place: int) -> None:
        worker = subprocess.Popen(self._command, pass_fds=[self._listening])  # noqa: S603 - this very program
        self._running[place] = worker
        self._born[place] = time.monotonic()
        log.info("worker.started", place=place, pid=worker.pid)

    def _look(self) -> None:
        """Start again who has ended; one that ends at once is given a pause."""
        for place, worker in self._running.items():
            if worker.poll() is None:
                continue
            log.warning("worker.ended", place=place, pid=worker.pid, status=worker.returncode)
            if time.monotonic() - self._born[place] < LIVED_S:
                self._ending.wait(PAUSE_S)
            if not self._ending.is_set():
                self._start(place)
            return

    def _told(self, _number: int, _frame: FrameType | None) -> None:
        """The first signal lets everybody drain, the second ends all at once."""
        self._asked += 1
        self._ending.set()
        for worker in self._running.values():
            worker.send_signal(signal.SIGTERM if self._asked == 1 else signal.SIGKILL)

    def _leave(self) -> int:
        deadline = time.monotonic() + PATIENCE_S
        for worker in self._running.values():
            try:
                worker.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        return 0 if self._asked == 1 else 1


def command(given: Sequence[str]) -> list[str]:
    """Return the command line of one worker: this very program, with what was given, alone."""
    return [sys.executable, "-m", "server", *given, "--workers", "1"]
