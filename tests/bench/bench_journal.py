"""How many durable messages a second the journal takes: writers that wait for each ack, as people do.

python -m tests.bench.bench_journal [--writers 64] [--rooms 16] [--seconds 5] [--url URL] [--loop uvloop]
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from server.core.changes import Actor, Create, Person, Post
from server.storage.database import DatabaseOptions, open_database
from server.storage.journal import Journal, JournalLimits

SWITCH_S = 0.0005


@dataclass
class Count:
    """What was acknowledged, how late, and in how many batches."""

    waits: list[float] = field(default_factory=list)
    batches: int = 0

    def told(self, _) -> None:
        self.batches += 1


def ask() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=64)
    parser.add_argument("--rooms", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--url", help="default: a SQLite file in a temporary folder")
    parser.add_argument("--synchronous", default="FULL")
    parser.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


async def create(journal: Journal, rooms: int, writers: int) -> None:
    host = Actor(None, host=True)
    people = tuple(Person(user=f"user-{number}", role="member") for number in range(writers))
    for number in range(rooms):
        those = people[number::rooms]
        await journal.append(
            Create(room=f"order-{number}", actor=host, cid=f"create-{number:04d}", kind="group", people=those)
        )


async def send(journal: Journal, who: int, room: int, count: Count, until: float) -> None:
    """Send one message after the other, each when the one before is on disk."""
    actor, number = Actor(f"user-{who}", f"User {who}", "member"), 0
    said = "Where are you? I am waiting in front of the station, by the clock."
    while time.perf_counter() < until:
        began = time.perf_counter()
        await journal.append(
            Post(
                room=f"order-{room}",
                actor=actor,
                cid=f"cid-{who}-{began:.7f}".replace(".", "_"),
                digest="0123456789abcdef012345",
                body={"type": "text", "text": said},
            )
        )
        count.waits.append(time.perf_counter() - began)
        number += 1


async def run(asked: argparse.Namespace, url: str) -> None:
    database = open_database(url, options=DatabaseOptions(synchronous=asked.synchronous))
    journal, count = Journal(database, lambda: time.time_ns() // 1_000_000, limits=JournalLimits()), Count()
    journal.start(count.told, asyncio.get_running_loop())
    await create(journal, asked.rooms, asked.writers)
    began, cpu = time.perf_counter(), time.process_time()
    until, count.batches = began + asked.seconds, 0
    await asyncio.gather(*(send(journal, who, who % asked.rooms, count, until) for who in range(asked.writers)))
    took, used = time.perf_counter() - began, time.process_time() - cpu
    await journal.close()
    database.close()
    report(asked, count, took, used, database.kind)


def report(asked: argparse.Namespace, count: Count, took: float, used: float, kind: str) -> None:
    waits = sorted(count.waits)
    if asked.json:
        print(json.dumps(told(waits, count.batches, took, used)))
        return
    print(
        f"{kind} {asked.loop} writers={asked.writers} rooms={asked.rooms}: {len(waits) / took:,.0f} messages/s,"
        f" {len(waits) / max(1, count.batches):.0f} a batch, ack p50 {waits[len(waits) // 2] * 1e3:.1f} ms"
        f" p99 {waits[len(waits) * 99 // 100] * 1e3:.1f} ms, CPU {used / len(waits) * 1e6:.0f} µs a message"
    )


def told(waits: list[float], batches: int, took: float, used: float) -> dict[str, float]:
    """Return the figures; times in milliseconds, CPU in microseconds a message."""
    return {
        "rate": len(waits) / took,
        "batch": len(waits) / max(1, batches),
        "p50_ms": waits[len(waits) // 2] * 1e3,
        "p99_ms": waits[len(waits) * 99 // 100] * 1e3,
        "cpu_us": used / len(waits) * 1e6,
    }


def main() -> None:
    sys.setswitchinterval(SWITCH_S)
    asked = ask()
    runner = uvloop.new_event_loop if asked.loop == "uvloop" else asyncio.new_event_loop
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=runner) as loop:
        loop.run(run(asked, asked.url or f"sqlite:///{Path(folder)}/parley.sqlite3"))


if __name__ == "__main__":
    main()
