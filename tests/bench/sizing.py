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
SPLIT: Final = 8
"""Nodes up to which all of them hear everything; beyond, topics must follow rooms."""


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
    """What so many people need, and what gives way."""

    people: int
    messages: float
    nodes: int
    memory_gib: float
    redis: float
    postgres: float
    shares: tuple[tuple[str, float], ...]
    """How full each part would be as it is built, the fullest first; 1 is full."""

    @property
    def tight(self) -> tuple[tuple[str, float], ...]:
        """Return all that is more than full, or, when nothing is, the fullest."""
        return tuple(part for part in self.shares if part[1] > 1) or self.shares[:1]


PARTS: Final = {
    "node": "a node's core",
    "bus": "every node hearing every message",
    "redis": "one Redis thread",
    "postgres": "one PostgreSQL primary",
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
    """Return what so many people need.

    Up to SPLIT nodes every node hears every message; beyond, the hardware is that of topics by room, where only nodes
    that hold a message's room hear it. The shares are those of today's topics, whatever the number of nodes.
    """
    messages = people / EVERY_S
    own = messages * unit.message + people / AWAY_S * unit.come
    nodes = _nodes(own, messages * unit.heard)
    heard_by = nodes if nodes <= SPLIT else ROOM
    postgres = messages * unit.postgres / 1e6
    shares = {
        "node": own / nodes / 1e6 / LOAD,
        "bus": messages * unit.heard / 1e6 / LOAD if nodes > 1 else 0.0,
        "redis": messages * unit.redis * nodes / 1e6 / LOAD if nodes > 1 else 0.0,
        "postgres": postgres / BIG_DATABASE / LOAD,
    }
    return Need(
        people=people,
        messages=messages,
        nodes=nodes,
        memory_gib=people * unit.memory / 1024 / 1024,
        redis=messages * unit.redis * heard_by / 1e6 if nodes > 1 else 0.0,
        postgres=postgres,
        shares=tuple(sorted(shares.items(), key=lambda part: -part[1])),
    )


def _nodes(own: float, heard: float) -> int:
    """Share the work out: what is heard of others costs every node the same, until topics follow rooms."""
    budget = LOAD * 1e6
    if own <= budget:
        return 1
    few = math.ceil(own / max(1.0, budget - heard))
    return few if few <= SPLIT else math.ceil((own + heard * (ROOM - 1)) / budget)
