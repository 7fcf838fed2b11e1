"""A real Parley server as a child process, and the few HTTP calls that a journey makes as its host system."""

import asyncio
import contextlib
import ssl
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx

from tests.rig.history import History
from tests.rig.holding import Account
from tests.rig.nursery import nursery
from tests.rig.processes import Child, Running, free_port
from tests.rig.wait import until, until_true

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # reading all roots of trust for each call costs more than the call
SECRET = "journeys-secret-0123456789abcdef0123456789abcdef"
API_KEY = "journeys-key-0123456789abcdef0123456789"
READY_SECONDS = 30.0
AGAIN_SECONDS = 0.2
CONNECTIONS = Path("/proc/net/tcp")
INODE = 6  # in a line of it, after the two addresses; 0 once no process has a descriptor


def find_command() -> list[str]:
    """Find `parley` beside this interpreter."""
    return [str(Path(sys.executable).with_name("parley"))]


class Parley(Child):
    """One node."""

    def __init__(
        self,
        folder: Path,
        name: str = "node",
        *,
        under: tuple[str, ...] = (),
        data: Path | None = None,
        **settings: str,
    ) -> None:
        self.port = free_port()
        self.data = data or folder / f"{name}-data"
        command = [*under, *find_command(), "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        env = {
            "PARLEY_SECRET": SECRET,
            "PARLEY_API_KEY": API_KEY,
            "PARLEY_HOST_AGENTS": "on",
            "PARLEY_SEND_RATE": "off",
            "PARLEY_CONNECTIONS_PER_ADDRESS": "off",
            **settings,
        }
        super().__init__([*command, "--data-dir", str(self.data)], folder / f"{name}.log", env, cwd=folder)

    def _spawn(self, log: IO[bytes], env: Mapping[str, str]) -> Running:
        """Fork it where that is the same: not under a tracer, from a wheel, or with a word to the interpreter."""
        plain = self.command[0] == find_command()[0] and not any(name.startswith("PYTHON") for name in self.env)
        return nursery().bear(self.command[1:], log, env, self.cwd) if plain else super()._spawn(log, env)

    @property
    def http(self) -> str:
        """Where its HTTP is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        """Where its socket is."""
        return f"ws://127.0.0.1:{self.port}/v1/ws"

    def holds(self, peers: Iterable[int]) -> set[int]:
        """Tell which of these peers, by their ports, it still has a descriptor for."""
        here, held = f"{self.port:04X}", set()
        for line in CONNECTIONS.read_text().splitlines()[1:]:
            _, local, remote, *rest = line.split()
            if local.endswith(here) and rest[INODE] != "0":
                held.add(int(remote.rpartition(":")[2], 16))
        return held & set(peers)

    async def lets_go(self, peers: Iterable[int], seconds: float) -> None:
        """Wait until it has no descriptor for any of these peers."""
        mine = set(peers)
        await until(lambda: not self.holds(mine), seconds, lambda: f"{len(self.holds(mine))} of {len(mine)} let go")

    def refuses(self, seconds: float = 20.0) -> str:
        """Start it where it must not start: give what it said before it ended, with an exit code of its own."""
        self.start()
        code = self.wait(seconds)
        said = self.tail()
        assert code not in {0, -9, -11}, f"ended with {code}\n{said}"
        assert "Traceback" not in said, said
        return said

    async def up(self, seconds: float = READY_SECONDS) -> None:
        """Start it and wait until it is ready."""
        self.start()
        await self.ready(seconds)

    async def ready(self, seconds: float = READY_SECONDS, status: str = "ok") -> None:
        """Wait until /readyz says this."""
        try:
            await until_true(lambda: self._says(status), seconds, f"/readyz of {self.log.stem} says {status}")
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.tail()}") from None

    async def readiness(self) -> dict[str, Any]:
        """Ask /readyz; an empty map while nobody answers."""
        async with httpx.AsyncClient(timeout=2, verify=NO_TLS) as client:
            try:
                return (await client.get(f"{self.http}/readyz")).json()
            except httpx.HTTPError:
                return {}

    async def _says(self, status: str) -> bool:
        assert self.running, f"parley ended with {self.process and self.process.returncode}"
        return (await self.readiness()).get("status") == status


@dataclass
class Host:
    """The host system: creates rooms and users, mints tokens, reads logs, all with the API key."""

    node: Parley
    timeout: float = 10.0
    answers: list[int] = field(default_factory=list)

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Make one call as the host."""
        bearer = {"Authorization": f"Bearer {API_KEY}", **headers}
        async with httpx.AsyncClient(timeout=self.timeout, base_url=self.node.http, verify=NO_TLS) as client:
            return await client.request(method, path, json=body, headers=bearer)

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """Make one call that must succeed; give what it answered."""
        answer = await self.ask(method, path, body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def account(self, user: str, role: str) -> Account:
        """Get a token for a user."""
        told = await self.call("POST", "/v1/tokens", {"user": user, "role": role, "name": user.title()})
        return Account(user, role, told["token"])

    async def room(self, room: str, people: dict[str, str], **more: Any) -> Any:
        """Create an order room for these people: user → role."""
        named = [{"user": user, "role": role, "name": user.title()} for user, role in people.items()]
        asked = {"id": room, "kind": "order", "subject": f"Order {room}", "participants": named, **more}
        return await self.call("POST", "/v1/rooms", asked)

    async def log(self, room: str) -> list[dict[str, Any]]:
        """Read a room's whole log, page by page."""
        entries: list[dict[str, Any]] = []
        while True:
            after = entries[-1]["seq"] if entries else 0
            page = await self.call("GET", f"/v1/rooms/{room}/entries?after={after}&limit=100")
            entries += page["entries"]
            if not page["more"]:
                return entries

    async def record(self, history: History, *rooms: str) -> None:
        """Put the rooms' logs into the history, for the checker."""
        for room in rooms:
            history.put("store", room=room, entries=await self.log(room))


async def insists(
    nodes: Iterable[str], method: str, path: str, body: Any, key: str, bearer: str = API_KEY
) -> httpx.Response:
    """Ask the nodes in turn, under one key, until one of them answers with more than that it cannot now."""
    headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": key}
    while True:
        for base in nodes:
            with contextlib.suppress(httpx.HTTPError):
                async with httpx.AsyncClient(timeout=10, base_url=base, verify=NO_TLS) as client:
                    answer = await client.request(method, path, json=body, headers=headers)
                if answer.status_code < 500 and answer.status_code != 429:
                    return answer
        await asyncio.sleep(AGAIN_SECONDS)
