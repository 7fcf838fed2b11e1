"""How much hardware so many people need: computed from the unit costs of one run of the bench, nothing else."""

import math
from dataclasses import dataclass
from typing import Final

from tests.bench import figures
from tests.bench.figures import Results, each, figure

EVERY_S: Final = 60
"""Each connected person writes once a minute: a busy hour."""
AWAY_S: Final = 600
"""Each connection is lost, and comes again, once in ten minutes: phones."""
LOAD: Final = 0.5
"""A node is filled to half a core; the rest is for rushes and for a neighbour that died."""
STEPS: Final = (10_000, 100_000, 1_000_000, 10_000_000)
ROOM: Final = 4
BIG_DATABASE: Final = 16
"""Cores of the largest single PostgreSQL that we count on."""
MIB_A_KIB: Final = 1 / 1024


@dataclass(frozen=True, slots=True)
class Units:
    """What one of each costs, in CPU microseconds; memory in KiB."""

    message: float
    """One message among four people with receipts and typing (B5)."""
    come: float
    """One connection that comes again (B8)."""
    memory: float
    """One idle connection (B4)."""
    heard: float
    """One message of another node, on every node that hears it (B7: two nodes minus one)."""
    redis: float
    """One message, for each node that hears it (B7)."""
    postgres: float
    """One message (B7)."""


@dataclass(frozen=True, slots=True)
class Need:
    """What so many people need, and what gives way first beyond it."""

    people: int
    messages: float
    nodes: int
    memory_gib: float
    redis: float
    postgres: float
    tight: str
    used: float


TIGHT: Final = {
    "node": "a node's one core → one more process or machine",
    "bus": "every node hears every message → topics by room instead of 16 for all, so that a node hears only its own",
    "redis": "one Redis thread → Redis Cluster, one reader per shard",
    "postgres": "one PostgreSQL primary → rooms spread over several databases by their id",
}


def units(results: Results) -> Units:
    """Return the unit costs of a run. Raises KeyError where a load was not measured."""

    def cost(load: str, who: str, column: str | None = None) -> float:
        found = figure(each(results[load][who], lambda run: figures.cpu(run, column) / run["messages"]))
        return found.value if found else 0.0

    def connection(load: str, value: object) -> float:
        found = figure(each(results[load]["parley"], value))
        return found.value if found else 0.0

    return Units(
        message=cost("B5", "parley"),
        come=connection("B8", figures.per_connection),
        memory=connection("B4", figures.memory),
        heard=max(0.0, cost("B7-small", "parley-2", "server") - cost("B7-small", "parley-pg", "server")),
        redis=cost("B7-small", "parley-2", "redis") / 2,
        postgres=cost("B7-small", "parley-pg", "postgres"),
    )


def need(people: int, unit: Units) -> Need:
    """Return what so many people need. Nodes that hear one another cost more with each that is added."""
    messages = people / EVERY_S
    own = messages * unit.message + people / AWAY_S * unit.come
    heard = messages * unit.heard
    nodes = _nodes(own, heard)
    redis = messages * unit.redis * nodes / 1e6 if nodes > 1 else 0.0
    postgres = messages * unit.postgres / 1e6
    shares = {
        "node": own / nodes / 1e6 / LOAD,
        "bus": heard / 1e6 / LOAD if nodes > 1 else 0.0,
        "redis": redis / LOAD,
        "postgres": postgres / BIG_DATABASE / LOAD,
    }
    tight = max(shares, key=lambda name: shares[name])
    memory = people * unit.memory * MIB_A_KIB / 1024
    return Need(people, messages, nodes, memory, redis, postgres, TIGHT[tight], shares[tight])


def _nodes(own: float, heard: float) -> int:
    """Share the work out; a bus that takes more than a quarter of each node's budget is taken to be split by room."""
    budget = LOAD * 1e6
    room = budget - min(heard, budget / 4)
    return 1 if own <= budget else math.ceil(own / room)
