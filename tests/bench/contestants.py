"""The servers that are measured, each started afresh on the servers' core: Parley in its forms, and its peers."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench import cpu
from tests.rig.parley import SECRET, Parley
from tests.rig.postgres import Postgres
from tests.rig.processes import Child, free_port
from tests.rig.redis_server import RedisServer

PEERS: Final = Path(__file__).parent / "peers"


@dataclass(frozen=True, slots=True)
class Contestant:
    """What is started under a name."""

    name: str
    title: str
    dialect: str
    script: str = ""
    nodes: int = 1
    redis: bool = False
    postgres: bool = False
    settings: dict[str, str] = field(default_factory=dict)
    lacks: str = ""
    """What it does not do that Parley does."""


NOTHING_KEPT: Final = "no storing, no acknowledgement, no numbering, no receipts, no resume"

CONTESTANTS: Final = {
    each.name: each
    for each in (
        Contestant("parley", "Parley", "parley"),
        Contestant("portable", "Parley, portable driver", "parley", settings={"PARLEY_DRIVER": "portable"}),
        Contestant("parley-pg", "Parley + PostgreSQL", "parley", postgres=True),
        Contestant("parley-2", "Parley × 2 + Redis + PostgreSQL", "parley", nodes=2, redis=True, postgres=True),
        Contestant(
            "sio-redis", "Socket.IO + Redis adapter", "socketio", "socketio.mjs", redis=True, lacks=NOTHING_KEPT
        ),
        Contestant("sio", "Socket.IO", "socketio", "socketio.mjs", lacks=NOTHING_KEPT + ", one process only"),
        Contestant("ws", "ws, plain loop", "plain", "ws.mjs", lacks=NOTHING_KEPT + ", no slow-reader limit"),
        Contestant("uws", "raw uWebSockets (C++)", "plain", "uws.mjs", lacks=NOTHING_KEPT),
    )
}


@dataclass(slots=True)
class Running:
    """A contestant that listens: its ports, and the processes of each column."""

    contestant: Contestant
    ports: list[int]
    watch: dict[str, list[int]]
    nodes: list[Parley]
    secret: str = SECRET


@contextmanager
def running(contestant: Contestant) -> Iterator[Running]:
    """Start it on the servers' core, with all it needs; end it and them."""
    core = cpu.cores()[0]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-bench-")))
        watch: dict[str, list[int]] = {}
        settings = dict(contestant.settings)
        if contestant.redis:
            redis = RedisServer(folder)
            _started(stack, redis, core)
            redis.await_port(redis.port)
            watch["redis"] = [redis.pid]
            settings["PARLEY_REDIS_URL" if not contestant.script else "REDIS_URL"] = redis.url
        if contestant.postgres:
            postgres = Postgres()
            stack.callback(postgres.down)
            postgres.command = pinned(postgres.command, core)
            postgres.up()
            watch["postgres"] = [postgres.pid]
            settings["PARLEY_DATABASE_URL"] = postgres.url(postgres.fresh())
        servers = [_server(contestant, folder, number, settings) for number in range(contestant.nodes)]
        for server, port in servers:
            _started(stack, server, core)
            server.await_port(port)
        watch["server"] = [server.pid for server, _ in servers]
        nodes = [server for server, _ in servers if isinstance(server, Parley)]
        yield Running(contestant, [port for _, port in servers], watch, nodes)


def _server(contestant: Contestant, folder: Path, number: int, settings: dict[str, str]) -> tuple[Child, int]:
    if not contestant.script:
        node = Parley(folder, f"node-{number}", **settings)
        return node, node.port
    port = free_port()
    command = ["node", str(PEERS / contestant.script)]
    env = {"PORT": str(port), "NODE_ENV": "production", **settings}
    return Child(command, folder / f"peer-{number}.log", env, cwd=PEERS), port


def _started(stack: ExitStack, child: Child, core: int) -> None:
    child.command = pinned(child.command, core)
    child.start()
    stack.callback(child.end)


def pinned(command: list[str], core: int) -> list[str]:
    """Return a command that runs on one core."""
    return ["taskset", "-c", str(core), *command]
