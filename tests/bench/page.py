"""The made parts of docs/performance.md: written from docs/bench/results.json, so that neither can go stale alone."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from tests.bench import figures, report, sizing
from tests.bench.contestants import CONTESTANTS
from tests.bench.figures import Results, each, figure
from tests.bench.report import markdown, number

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGE: Final = DOCS / "performance.md"
"""Stands in docs/ once a whole run has been made: there is no page without figures."""
WORDS: Final = Path(__file__).parent / "performance.tmpl"
RESULTS: Final = DOCS / "bench" / "results.json"
PART: Final = re.compile(r"(<!-- bench: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
BIG_ROOM: Final = 250
SMALL_ROOM: Final = 4


def machine(said: dict[str, Any]) -> str:
    """Say what it was measured on."""
    made = said["made"]
    return (
        f"{made['cores']} cores, Linux {made['kernel']}, CPython {made['python']}, Node {made['node'].lstrip('v')};"
        f" {made['rounds']} rounds.\n"
    )


def goals_table(said: dict[str, Any]) -> str:
    """Show what each goal came to."""
    return markdown(report.GOALS_HEAD, list(report.judged(said["loads"])))


def figures_table(said: dict[str, Any]) -> str:
    """Show every figure."""
    return markdown(report.HEAD, list(report.rows(said["loads"])))


def split_table(said: dict[str, Any]) -> str:
    """Split the cost of each contestant: by user and system time, by message and delivery."""
    head = ("who", "B1 user", "B1 system", "B3 user", "B3 system", "→ a message", "→ a delivery")
    return markdown(head, list(_split(said["loads"])))


def _split(results: Results) -> Iterator[tuple[str, ...]]:
    for name, contestant in CONTESTANTS.items():
        runs = [results.get(load, {}).get(name, []) for load in ("B1", "B3")]
        if all(any(several) for several in runs):
            parts = [_median(several, lambda run, at=at: _part(run, at)) for several in runs for at in (0, 1)]
            one, other = (_median(several, figures.per_delivery) for several in runs)
            delivery = (BIG_ROOM * one - SMALL_ROOM * other) / (BIG_ROOM - SMALL_ROOM)
            message = SMALL_ROOM * (other - delivery)
            yield (contestant.title, *(number(part) for part in parts), number(message), number(delivery))


def _part(run: figures.Run, at: int) -> float:
    return sum(used[at] for used in run["cpu_us"].values()) / run["deliveries"]


def _median(runs: list[figures.Run], value: Any) -> float:
    found = figure(each(runs, value))
    return found.value if found else 0.0


def lacks_list(_: dict[str, Any]) -> str:
    """Say what each peer does not do."""
    return "".join(f"- **{each.title}**: {each.lacks}\n" for each in CONTESTANTS.values() if each.lacks)


def units_table(said: dict[str, Any]) -> str:
    """Show the unit costs that the sizing rests on."""
    unit = sizing.units(said["loads"])
    rows = [
        ("a message among four, with receipts and typing", f"{number(unit.message)} µs", "B5"),
        ("a connection that comes again", f"{number(unit.come)} µs", "B8"),
        ("an idle connection", f"{number(unit.memory)} KiB", "B4"),
        ("a message heard from another node", f"{number(unit.heard)} µs", "B7, two nodes − one"),
        ("a message through Redis, for each node that hears it", f"{number(unit.redis)} µs", "B7"),
        ("a message in PostgreSQL", f"{number(unit.postgres)} µs", "B7"),
    ]
    return markdown(("one", "costs", "from"), rows)


def sizing_table(said: dict[str, Any]) -> str:
    """Show what so many people need."""
    head = (
        "people at once",
        "messages/s",
        "nodes",
        "memory, GiB",
        "PostgreSQL cores",
        "Redis cores",
        "fullest, as built",
    )
    unit = sizing.units(said["loads"])
    return markdown(head, [_sized(sizing.need(people, unit)) for people in sizing.STEPS])


def _sized(need: sizing.Need) -> tuple[str, ...]:
    tight = "; ".join(f"{sizing.PARTS[part]}: {share:,.0%}" for part, share in need.tight)
    return (
        f"{need.people:,}",
        f"{need.messages:,.0f}",
        f"{need.nodes:,}",
        number(need.memory_gib),
        number(need.postgres),
        number(need.redis),
        tight,
    )


MADE: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "machine": machine,
    "goals": goals_table,
    "figures": figures_table,
    "split": split_table,
    "lacks": lacks_list,
    "units": units_table,
    "sizing": sizing_table,
}


def renewed(text: str, said: dict[str, Any]) -> str:
    """Return the page with every made part as the results have it."""
    return PART.sub(lambda part: f"{part[1]}\n{MADE[part[2]](said)}\n{part[4]}", text)


def write() -> None:
    """Write the page from its words and the results of the last whole run."""
    PAGE.write_text(renewed(WORDS.read_text(), json.loads(RESULTS.read_text())))


if __name__ == "__main__":
    write()
