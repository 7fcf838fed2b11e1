"""Short words for what people do with files on a bench."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.core import commands, ids
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.users import User
from server.uploads.uploads import Uploads, Wish
from tests.chat.bench import ORDER, Bench


async def actor(bench: Bench, user: str, role: str = "customer", verified: str = "host") -> Actor:
    return (await bench.node.machine.house.directory.ensure(User(user, role, user.title(), verified))).actor()


def uploads(bench: Bench, at: int = 0) -> Uploads:
    return bench.nodes[at].machine.house.uploads


async def body(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def up(bench: Bench, who: Actor, room: str = ORDER, *, said: bytes = b"hello", **more: Any) -> str:
    """Send a file up; give its id."""
    wish = Wish(room=room, name=more.pop("name", "note.txt"), length=more.pop("length", len(said)))
    return (await uploads(bench, more.pop("at", 0)).accept(who, wish, more.pop("chunks", None) or body(said)))["file"]


async def send(bench: Bench, who: Actor, file: str, room: str = ORDER) -> int:
    """Send a message with it; give its seq."""
    said = commands.Send(room=room, cid=ids.fresh("c"), body=commands.File(file=file))
    return (await bench.node.machine.house.messages.post(who, said))[0]["seq"]


async def sent(bench: Bench, who: Actor, room: str = ORDER, **more: Any) -> str:
    file = await up(bench, who, room, **more)
    await send(bench, who, file, room)
    return file


async def redact(bench: Bench, who: Actor, seq: int, room: str = ORDER) -> None:
    said = commands.Redact(room=room, cid=ids.fresh("c"), target=seq)
    await bench.node.machine.house.messages._writing.write(said, who)


async def reads(bench: Bench, who: Actor, file: str, at: int = 0) -> bytes:
    opened = await uploads(bench, at).open(who, file)
    content = b"".join([chunk async for chunk in opened.held.chunks])
    await opened.held.chunks.aclose()
    return content


async def code(wished: Any) -> str:
    """Return the code with which it is refused."""
    with pytest.raises(Refusal) as caught:
        await wished
    return caught.value.code


def lying(folder: Path) -> list[Path]:
    """Return every file that lies anywhere among the uploads."""
    return sorted(path for path in (folder / "uploads").rglob("*") if path.is_file())
