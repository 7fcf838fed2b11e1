"""Files through real servers: bodies that lie about themselves, memory that stays small, two nodes over one folder."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.rig.parley import Host, Parley
from tests.rig.wait import until
from tests.rig.wire import open_socket
from tests.uploads import made

pytestmark = pytest.mark.anyio

ROOM = "order-files"
PEOPLE = {"ann": "customer", "ken": "driver", "mia": "merchant"}
MIB = 1024 * 1024
LARGE = 24 * MIB
AT_ONCE = 3


class Sender:
    """One person, over HTTP."""

    def __init__(self, node: Parley, token: str) -> None:
        self.node = node
        self.bearer = {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.node.http, timeout=30) as client:
            return await client.request(method, path, headers=self.bearer, **more)

    async def up(self, content: Any, name: str = "file.bin", room: str = ROOM) -> httpx.Response:
        return await self.ask("POST", "/v1/uploads", params={"room": room, "name": name}, content=content)

    async def send(self, file: str) -> int:
        answer = await self.ask("POST", f"/v1/rooms/{ROOM}/messages", json={"body": {"type": "file", "file": file}})
        assert answer.status_code == 201, answer.text
        return answer.json()["seq"]

    async def status(self, file: str) -> int:
        return (await self.ask("GET", f"/v1/files/{file}")).status_code

    def half_a_request(self, head: str, body: bytes = b"") -> socket.socket:
        """Begin to send something up, and leave the rest to the test."""
        connection = socket.create_connection(("127.0.0.1", self.node.port), timeout=10)
        bearer = self.bearer["Authorization"]
        asked = f"POST /v1/uploads?room={ROOM} HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer}\r\n{head}\r\n\r\n"
        connection.sendall(asked.encode() + body)
        return connection


async def people(node: Parley, *users: str) -> list[Sender]:
    host = Host(node)
    return [Sender(node, (await host.account(user, PEOPLE[user])).token) for user in users]


@pytest.fixture
async def node(parley) -> Parley:
    running = parley()
    await running.up()
    await Host(running).room(ROOM, PEOPLE)
    return running


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_lengths_that_lie_are_answered_at_once_and_nothing_is_left(node):
    """4 GB announced and nothing sent; pieces without end; a sender who goes away in the middle."""
    (ann,) = await people(node, "ann")
    uploads = node.data / "uploads"
    with ann.half_a_request(f"Content-Length: {4 * 1024**3}") as connection:
        answer = await asyncio.to_thread(connection.recv, 4096)
    assert answer.startswith(b"HTTP/1.1 413 ")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * MIB

    told = await ann.up(endless())
    assert (told.status_code, told.json()["code"]) == (413, "too_large")
    with ann.half_a_request("Content-Length: 9000000", b"x" * 2_000_000):
        await until(lambda: lying(uploads) != [], 10, "it began to arrive")
    await until(lambda: lying(uploads) == [], 10, "nothing is left of it")
    refused = await ann.up(b"x" * MIB, room="order-other")
    assert refused.status_code == 404
    assert (await node.readiness())["status"] == "ok"


def peak(node: Parley) -> int:
    """Return the most memory that the server ever held, in bytes."""
    assert node.process is not None
    status = Path(f"/proc/{node.process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


async def test_large_files_never_lie_in_memory(node):
    """Three at once come and go: the server's peak grows by far less than one of them."""
    ann, ken, mia = await people(node, "ann", "ken", "mia")
    first = (await ann.up(b"\0" * MIB)).json()["file"]
    await ann.send(first)
    assert await ken.status(first) == 200
    before = peak(node)
    answers = await asyncio.gather(*(who.up(b"\0" * LARGE) for who in (ann, ken, mia)))
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    await asyncio.gather(
        *(who.send(answer.json()["file"]) for who, answer in zip((ann, ken, mia), answers, strict=True))
    )
    read = await asyncio.gather(*(ann.ask("GET", f"/v1/files/{answer.json()['file']}") for answer in answers))
    assert [len(answer.content) for answer in read] == [LARGE] * AT_ONCE
    grown = peak(node) - before
    print(f"peak grew by {grown / MIB:.1f} MiB for {AT_ONCE} x {LARGE / MIB:.0f} MiB in and out")
    assert grown < LARGE / 2


async def test_two_nodes_share_a_folder(parley, database, redis, tmp_path):
    """Sent up at one, sent from the other, read at both; erased at one, it is gone at both and from the disk."""
    shared = tmp_path / "shared"
    settings = {
        "PARLEY_DATABASE_URL": database,
        "PARLEY_REDIS_URL": redis.url,
        "PARLEY_UPLOADS_DIR": str(shared),
    }
    first, second = parley("first", **settings), parley("second", **settings)
    await first.up()
    await second.up()
    await Host(first).room(ROOM, PEOPLE)
    (ann,), (ann_there, ken) = await people(first, "ann"), await people(second, "ann", "ken")
    photo = made.photo(orientation=6, width=900, height=700)
    told = (await ann.up(photo, "IMG_0001.HEIC")).json()
    assert (told["name"], told["width"], told["height"]) == ("IMG_0001.jpg", 700, 900)
    seq = await ann_there.send(told["file"])
    shown = await ken.ask("GET", f"/v1/files/{told['file']}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert made.CAMERA.encode() not in shown.content
    assert made.LATITUDE not in shown.content
    assert await ann.status(told["file"]) == 200
    host = Host(second)
    await host.call("DELETE", f"/v1/rooms/{ROOM}/participants/ken")
    assert await ken.status(told["file"]) == 404
    assert len(lying(shared)) == 2
    await erase(first, (await Host(first).account("ann", "customer")).token, seq)
    assert (await ann.status(told["file"]), await ann_there.status(told["file"])) == (404, 404)
    await until(lambda: lying(shared) == [], 10, "no byte is left")


def test_a_folder_that_cannot_be_is_said_at_the_start(parley):
    said = parley(PARLEY_UPLOADS_DIR="/dev/null/uploads").refuses()
    assert "the folder for uploads, /dev/null/uploads, cannot be used" in said


async def erase(node: Parley, token: str, seq: int) -> None:
    """Redact over the socket."""
    async with open_socket(node.ws) as speaker:
        await speaker.greet(token)
        await speaker.say({"t": "redact", "room": ROOM, "cid": "cid-erase-1", "target": seq, "ref": 7})
        await speaker.expect("ack", ref=7)
