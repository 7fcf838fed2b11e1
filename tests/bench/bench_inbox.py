"""B12, the inbox alone: 5,000 open rooms, 200 updates a second, 50 agents of one node, in CPU time; beside nobody.

    python -m tests.bench.bench_inbox [rooms] [agents] [seconds]

Sockets are replaced by a counter of bytes: what is measured is reading, judging, making and encoding rows.
"""

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert

from server.core import ids
from server.core.changes import Actor, Post
from server.core.users import User
from server.live.connection import Connection
from server.storage.tables import entries, participants, rooms
from tests.bench.figures import Results, Run
from tests.chat.bench import opened
from tests.chat.clock import pause

WHOLE: Final = (5_000, 50, 10)
QUICK: Final = (500, 5, 2)
"""Rooms, agents, seconds."""
AT_ONCE: Final = 50
"""Updates in a quarter of a second: 200 a second."""
SAID: Final = 20
"""Messages in each room before it begins."""


def filled(c: Any, number: int) -> None:
    """Write rooms with a customer, a driver, a staff lane and some words, without the journal."""
    names = [f"r-{place:05}" for place in range(number)]
    lanes = [f"l-{place:05}" for place in range(number)]
    common: dict[str, Any] = {
        "kind": "order",
        "created_at": 1,
        "subject": "Order",
        "status": "open",
        "last_at": 1,
        "version": 1,
        "facts": [],
        "metadata": {},
    }
    c.execute(insert(rooms), [
        *({"id": name, "parent": None, "audience": None, "last_seq": SAID + 3, **common}
          for name in names),
        *({"id": lane, "parent": name, "audience": "staff", "last_seq": 1, **common}
          for name, lane in zip(names, lanes, strict=True)),
    ])  # fmt: skip
    people = (("ann", "customer", 2), ("ken", "driver", 3))
    c.execute(insert(participants), [
        {"room": name, "user": f"{user}-{name}", "role": role, "name": user.title(), "verified": "host",
         "joined_seq": seq, "first_seq": 1} for name in names for user, role, seq in people
    ])  # fmt: skip
    c.execute(insert(entries), [
        {"room": name, "seq": seq + 4, "kind": "message", "author": f"{people[seq % 2][0]}-{name}", "at": 1,
         "body": {"type": "text", "text": "Where are you? I am at the door."}} for name in names for seq in range(SAID)
    ])  # fmt: skip


class Sink:
    """An agent's socket that counts."""

    def __init__(self, bench: Any, user: str) -> None:
        self.frames = self.bytes = 0
        machine = bench.node.machine
        self.connection = Connection(ids.fresh(), "json", machine.socket._terms, lambda: None)
        self.connection.actor = Actor(user, user.title(), "agent", staff=True)
        machine.handle.opened(self.connection)
        self.connection.clear(self.wrote)
        bench.hub.inbox.on(self.connection, None)

    def wrote(self, frame: bytes) -> None:
        self.frames += 1
        self.bytes += len(frame)


async def settled(bench: Any) -> None:
    """Wait until all that moved is told."""
    inbox = bench.hub.inbox
    while inbox._task is not None and inbox._is_due():
        bench.clock.passed(250)
        await pause()


async def played(number: int, agents: int, seconds: int) -> Run:
    """Fill a store, let agents come, let rooms move; return what that took."""
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder)) as bench:
            await bench.node.machine.dispatch.close()
            await bench.node.machine.beat.close()
            await bench.node.parts.journal.write(lambda c: filled(c, number))
            for agent in range(agents):
                await bench.node.machine.house.directory.ensure(User(f"agent-{agent}", "agent", "Agent"))
            began = time.process_time()
            sinks = [Sink(bench, f"agent-{agent}") for agent in range(agents)]
            await settled(bench)
            first = time.process_time() - began
            frames, size = sum(sink.frames for sink in sinks), sum(sink.bytes for sink in sinks)
            told = {"rooms": number, "agents": agents, "first_s": first, "first_frames": frames, "first_bytes": size}
            return told | await moved(bench, draw, sinks, (number, seconds))


async def moved(bench: Any, draw: random.Random, sinks: list[Sink], size: tuple[int, int]) -> Run:
    """Let rooms move, 50 in a quarter of a second; return what telling of it took, beside what writing took."""
    number, seconds = size
    plain = spent = 0.0
    before = sum(sink.bytes for sink in sinks), sum(sink.frames for sink in sinks)
    for _ in range(seconds * 4):
        names = [f"r-{draw.randrange(number):05}" for _ in range(AT_ONCE)]
        began = time.process_time()
        await asyncio.gather(*(bench.node.parts.journal.append(said(name)) for name in names))
        plain += time.process_time() - began
        began = time.process_time()
        bench.clock.passed(250)
        await settled(bench)
        spent += time.process_time() - began
    updates = seconds * 4 * AT_ONCE
    told = sum(sink.bytes for sink in sinks) - before[0], sum(sink.frames for sink in sinks) - before[1]
    return {
        "update_ms": spent / updates * 1e3,
        "core": spent / seconds,
        "writing_core": plain / seconds,
        "frames": told[1],
        "bytes_each": told[0] / updates / len(sinks),
    }


def play(results: Results, *, quick: bool) -> None:
    """Measure one round and tell it."""
    told = asyncio.run(played(*(QUICK if quick else WHOLE)))
    results.setdefault("B12", {}).setdefault("inbox", []).append(told)
    print(f"{'B12':10} {'inbox':15} {line(told)}", flush=True)


def line(told: Run) -> str:
    """Return the figures of a run, as words."""
    return (
        f"{told['rooms']} rooms to {told['agents']} agents: {told['first_s']:.2f} s CPU at first,"
        f" {told['first_frames']} frames, {told['first_bytes'] / 1e6:.0f} MB;"
        f" {told['update_ms']:.3f} ms CPU an update ({told['core']:.0%} of a core; writing took"
        f" {told['writing_core']:.0%}), {told['frames']} frames, {told['bytes_each']:.0f} bytes an update and agent"
    )


def said(room: str) -> Post:
    """Give a message of the room's customer."""
    actor = Actor(f"ann-{room}", "Ann", "customer")
    return Post(room=room, actor=actor, cid=ids.fresh("c"), digest="d", body={"type": "text", "text": "And now?"})


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]] + [*WHOLE][len(sys.argv) - 1 :]
    print(line(asyncio.run(played(*given))))
