"""The load generator: a process of its own on a core of its own. Reads a load (JSON), prints what it measured."""

import gc
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from tests.bench import cpu, marks
from tests.bench.crowd import Client, Crowd, now_us
from tests.bench.dialects import Who, find
from tests.bench.pace import DRAIN_US, Closed, Pen, Steady
from tests.bench.people import People
from tests.bench.stalls import SECOND_US, Slow

SAMPLED: Final = 100_000
"""Latencies that are looked at, at most."""


class Meter:
    """CPU of the watched processes, deliveries and frames between two moments."""

    def __init__(self, crowd: Crowd, load: dict[str, Any]) -> None:
        self._crowd = crowd
        self._watch: dict[str, list[int]] = load["watch"]
        self._core: int = load["servers_core"]
        self.begin()

    def begin(self) -> None:
        """From now on it counts."""
        self._from, self._cpu = now_us(), {name: cpu.used(pids) for name, pids in self._watch.items()}
        self._delivered, self._kinds = self._crowd.delivered, self._crowd.kinds.copy()
        self._own, self._busy = os.times(), cpu.core_time(self._core)

    def end(self) -> dict[str, Any]:
        """Return what was used and received since."""
        used = {name: cpu.used(pids) for name, pids in self._watch.items()}
        own, kinds = os.times(), self._crowd.kinds - self._kinds
        busy, total = (now - then for now, then in zip(cpu.core_time(self._core), self._busy, strict=True))
        ours = sum(now - then for name in used for now, then in zip(used[name], self._cpu[name], strict=True))
        return {
            "from": self._from,
            "seconds": (now_us() - self._from) / 1e6,
            "cpu_us": {
                name: [now - then for now, then in zip(used[name], self._cpu[name], strict=True)] for name in used
            },
            "deliveries": self._crowd.delivered - self._delivered,
            "frames": kinds.total(),
            "kinds": {kind.decode(errors="replace"): many for kind, many in kinds.items()},
            "disturbed": round(max(0, busy - ours) / max(1, total), 3),
            "generator_cpu_us": int((own.user + own.system - self._own.user - self._own.system) * 1e6),
        }


def everybody(load: dict[str, Any], since: int | None = None) -> list[tuple[Who, int, int]]:
    """Return who connects: (who, room's number, index), rooms filled one after the other."""
    size, roles = load["members"], load["roles"]
    return [
        (Who(f"u{room:04}-{seat:04}", roles[seat % len(roles)], f"room-{room:04}", since), room, room * size + seat)
        for room in range(load["rooms"])
        for seat in range(size)
    ]


class Memory:
    """The server's resident bytes, looked at each second."""

    def __init__(self, crowd: Crowd, pids: list[int]) -> None:
        self._crowd = crowd
        self._pids = pids
        self.first = self.most = cpu.resident(pids)
        self._look()

    def _look(self) -> None:
        self.most = max(self.most, cpu.resident(self._pids))
        self._crowd.at(now_us() + SECOND_US, self._look)


def measure(crowd: Crowd, load: dict[str, Any], clients: list[Client]) -> dict[str, Any]:
    """Warm up, measure, drain, judge."""
    pen = Pen(crowd, clients, load["size"])
    people = People(crowd) if load.get("receipts") else None
    typists = people if load.get("typing") else None
    pace = Closed(crowd, pen, load["in_flight"]) if "in_flight" in load else Steady(crowd, pen, load["rate"], typists)
    began = now_us()
    warm, end = (began + int(load[key] * 1e6) for key in ("warm_s", "until_s"))
    pace.start(end)
    crowd.run(warm)
    if "begun" in load:
        Path(load["begun"]).touch()  # for a profiler that waits for the part that is measured
    meter, said, memory = Meter(crowd, load), _said(people), Memory(crowd, load["watch"]["server"])
    sent = sum(pen.sent.numbers.values())
    crowd.run(end)
    crowd.run(now_us() + DRAIN_US, pen.drained)
    told = meter.end()
    told["messages"] = sum(pen.sent.numbers.values()) - sent
    told["said"] = {key: now - said[key] for key, now in _said(people).items()}
    told["resident_before"], told["resident"] = memory.first, memory.most
    told["late_ms"] = round(getattr(pace, "latest", 0) / 1000, 1)
    told["latency_ms"] = latency(clients, told["from"])
    told["verdict"] = asdict(marks.judge(pen.sent, [(client.room, client.marks) for client in clients]))
    return told


def _said(people: People | None) -> dict[str, int]:
    return {"reports": people.reports, "typings": people.typings} if people else {}


def latency(clients: list[Client], since: int) -> dict[str, float]:
    """Return percentiles of the time from a send to each of its deliveries, in milliseconds."""
    every = max(1, sum(len(client.marks) for client in clients) // SAMPLED)
    found: list[int] = []
    for client in clients[::every]:
        at = 0
        for when, many in client.times:
            if when >= since:
                found += [when - int(mark[-13:]) for mark in client.marks[at : at + many]]
            at += many
    found.sort()
    return {f"p{part}": round(found[len(found) * part // 100] / 1000, 2) for part in (50, 99)} if found else {}


def steady(crowd: Crowd, load: dict[str, Any]) -> dict[str, Any]:
    """Everybody connects, then messages flow."""
    return measure(crowd, load, crowd.connect(everybody(load), load["ports"]))


def idle(crowd: Crowd, load: dict[str, Any]) -> dict[str, Any]:
    """Everybody connects and is silent: what each keeps in memory, and what coming cost."""
    before, meter = cpu.resident(load["watch"]["server"]), Meter(crowd, load)
    clients = crowd.connect(everybody(load), load["ports"])
    came = meter.end()
    crowd.run(now_us() + int(load["settle_s"] * 1e6))
    after = cpu.resident(load["watch"]["server"])
    return came | {"connections": len(clients), "resident_before": before, "resident": after}


def again(crowd: Crowd, load: dict[str, Any]) -> dict[str, Any]:
    """Everybody is cut off at once and comes again, holding all there is."""
    clients = crowd.connect(everybody(load), load["ports"])
    crowd.run(now_us() + int(load["settle_s"] * 1e6))
    for client in clients:
        crowd.close(client)
    crowd.run(now_us() + int(load["settle_s"] * 1e6))
    meter = Meter(crowd, load)
    back = crowd.connect(everybody(load, load["last_seq"]), load["ports"])
    return meter.end() | {"connections": len(back)}


def stalls(crowd: Crowd, load: dict[str, Any]) -> dict[str, Any]:
    """Some of the room never read, some a kilobyte a second; the others are measured."""
    clients = crowd.connect(everybody(load), load["ports"])
    bad = load["stalled"] + load["slow"]
    slow = Slow(crowd, clients[: load["stalled"]], clients[load["stalled"] : bad])
    slow.start()
    return measure(crowd, load, clients[bad:]) | slow.told()


PLAYS: Final = {"steady": steady, "idle": idle, "again": again, "stalls": stalls}


def main() -> None:
    load = json.load(sys.stdin)
    gc.disable()
    os.sched_setaffinity(0, {load["core"]})
    crowd = Crowd(find(load["dialect"], load["secret"]))
    print(json.dumps(PLAYS[load["play"]](crowd, load)))


if __name__ == "__main__":
    main()
