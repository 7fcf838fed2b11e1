"""The whole bench: rounds in which the contestants take turns, each with a fresh server."""

import sys
from dataclasses import dataclass
from typing import Final

from tests.bench import bench_inbox, bench_routing, figures, journal_runs
from tests.bench.figures import Results, Run
from tests.bench.loads import Load, everything, quick
from tests.bench.run import run

QUIET: Final = 0.08
"""Others' share of the servers' core up to which a run counts as undisturbed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    only: frozenset[str]
    rounds: int
    quick: bool
    attempts: int = 1
    """How often a run that was disturbed is made, at most."""
    also: tuple[str, ...] = ()
    """Contestants that are not measured by default."""


def chosen(wish: Wish) -> list[Load]:
    """Return the loads to play."""
    loads = [load for load in everything() if not wish.only or wish.only & {load.name, load.family}]
    return [quick(load) for load in loads] if wish.quick else loads


def play(wish: Wish, results: Results) -> None:
    """Play every round of every load."""
    for number in range(wish.rounds):
        for load in chosen(wish):
            if number < load.rounds:
                _round(load, wish, number, results)
        if not wish.only or "B6" in wish.only:
            journal_runs.play(results, quick=wish.quick)
        if not wish.only or "B11" in wish.only:
            bench_routing.play(results)
        if not wish.only or "B12" in wish.only:
            bench_inbox.play(results, quick=wish.quick)


def _round(load: Load, wish: Wish, number: int, results: Results) -> None:
    """Let each contestant run once; another one begins each round."""
    who = list(load.who) + [name for name in wish.also if load.family in {"B1", "B2", "B3"}]
    turned = who[number % len(who) :] + who[: number % len(who)]
    for name in turned:
        runs = results.setdefault(load.name, {}).setdefault(name, [])
        say(f"{load.name:10} round {number + 1}  {name:10} ", end="")
        told = _attempt(name, load, wish)
        runs.append(told)
        say(_line(told) if told else "failed")


def _attempt(name: str, load: Load, wish: Wish) -> Run | None:
    """Run, and run again when others used the servers' core meanwhile; keep the least disturbed."""
    best: Run | None = None
    for _ in range(wish.attempts):
        try:
            told = run(name, load.asked)
        except (RuntimeError, AssertionError, TimeoutError) as error:
            print(f"\n{error}", file=sys.stderr)
            continue
        if best is None or told["disturbed"] < best["disturbed"]:
            best = told
        if told["disturbed"] <= QUIET:
            break
    return best


def _line(told: Run) -> str:
    if told.get("connections"):
        return (
            f"{figures.per_connection(told):8.0f} µs each, {figures.memory(told) if 'resident' in told else 0:.1f} KiB"
        )
    wrong = figures.faults(told)
    late = told["latency_ms"]
    return (
        f"{figures.per_delivery(told):8.2f} µs a delivery, {told['deliveries']:,} of {told['messages']:,} messages,"
        f" p50 {late.get('p50')} p99 {late.get('p99')} ms, {told['disturbed']:.0%} disturbed"
        f"{'; WRONG: ' + wrong if wrong else ''}"
    )


def say(text: str, end: str = "\n") -> None:
    """Tell the terminal, at once."""
    print(text, end=end, flush=True)
