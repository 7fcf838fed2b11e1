"""The goals of each load, and whether a run of the bench reached them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.bench import figures
from tests.bench.figures import Figure, Results, Run, each, ratios


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on one figure; `stretch` is what we would be proud of."""

    load: str
    says: str
    bound: float
    value: Callable[[Results], list[float]]
    stretch: float | None = None
    most: bool = True
    """The figure may be at most this; False: at least."""


def against(load: str, other: str, value: Any, ours: str = "parley") -> Callable[[Results], list[float]]:
    """Compare two contestants of one load."""
    return lambda results: ratios(_runs(results, load, ours), _runs(results, load, other), value)


def of(load: str, value: Any, who: str = "parley") -> Callable[[Results], list[float]]:
    """Look at one contestant."""
    return lambda results: each(_runs(results, load, who), value)


def between(load: str, other: str, value: Any) -> Callable[[Results], list[float]]:
    """Compare one contestant under two loads."""
    return lambda results: ratios(_runs(results, load, "parley"), _runs(results, other, "parley"), value)


def _runs(results: Results, load: str, who: str) -> list[Run]:
    return results.get(load, {}).get(who, [])


def _per_member(members: int) -> Callable[[Run], float]:
    return lambda run: figures.per_message(run) / members


def _linear(results: Results) -> list[float]:
    """Return what a member costs in the largest room of B9, over what one costs among 250."""
    sizes = sorted(int(load.partition("-")[2]) for load in results if load.startswith("B9-"))
    if len(sizes) < 2:
        return []
    most, some = sizes[-1], next((size for size in sizes if size >= 250), sizes[0])
    top, low = (each(_runs(results, f"B9-{size}", "parley"), _per_member(size)) for size in (most, some))
    return [one / other for one, other in zip(top, low, strict=False)]


def _p99(run: Run) -> float:
    return float(run["latency_ms"]["p99"])


GOALS: Final = (
    Goal("B1", "× Socket.IO + Redis adapter", 0.65, against("B1", "sio-redis", figures.per_delivery), 0.60),
    Goal("B1", "× raw uWebSockets", 1.50, against("B1", "uws", figures.per_delivery), 1.30),
    Goal("B2", "× Socket.IO + Redis, a core", 2.5, against("B2", "sio-redis", figures.per_core), most=False),
    Goal("B3", "× Socket.IO + Redis adapter", 0.85, against("B3", "sio-redis", figures.per_delivery), 0.65),
    Goal("B4", "KiB a connection", 10, of("B4", figures.memory), 8),
    Goal("B5", "× B3's CPU a message", 3, between("B5", "B3", figures.per_message), 2),
    Goal("B6", "durable messages/s, SQLite", 12_000, of("B6", lambda run: run["rate"], "sqlite"), 20_000, most=False),
    Goal("B6", "ms p99 ack, SQLite", 30, of("B6", lambda run: run["p99_ms"], "sqlite")),
    Goal("B7", "× one node, B1's load", 1.15, against("B7-big", "parley-pg", figures.per_delivery, "parley-2")),
    Goal("B8", "× Socket.IO's connect + join", 1.0, against("B8", "sio", figures.per_connection)),
    Goal("B9", "× cost a member, largest room to 250", 1.25, _linear),
    Goal("B10", "× p99 of the same readers alone", 2, between("B10", "B10-alone", _p99)),
    Goal("B10", "MiB of memory growth", 256, of("B10", figures.growth)),
    Goal("B11", "ms CPU, 10,000 rooms × 1,000 agents", 50, of("B11", lambda run: run["from_nothing_ms"], "routing")),
    Goal("B11", "ms CPU p99, one change", 1, of("B11", lambda run: run["change_p99_ms"], "routing")),
    Goal(
        "B10", "of the stalled are gone", 1.0, of("B10", lambda run: run["stalled_gone"] / run["stalled"]), most=False
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a goal came to."""

    goal: Goal
    figure: Figure
    word: str
    """`stretch`, `reached`, `draw` or `missed`."""


def judge(goal: Goal, found: Figure) -> Outcome:
    """Compare; a goal missed by less than the spread is a draw."""
    sign = 1 if goal.most else -1
    over = sign * (found.value - goal.bound)
    if goal.stretch is not None and sign * (found.value - goal.stretch) <= 0:
        return Outcome(goal, found, "stretch")
    if over <= 0:
        return Outcome(goal, found, "reached")
    return Outcome(goal, found, "draw" if over < found.spread * found.value else "missed")


def outcomes(results: Results) -> list[Outcome]:
    """Return what each goal came to, as far as it was measured."""
    found = [(goal, figures.figure(goal.value(results))) for goal in GOALS]
    return [judge(goal, seen) for goal, seen in found if seen is not None]
