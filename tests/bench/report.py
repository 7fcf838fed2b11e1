"""The table that `make bench` prints: every figure with its spread, every goal with what it came to."""

from collections.abc import Callable, Iterator
from typing import Final

from tests.bench import figures, goals
from tests.bench.contestants import CONTESTANTS
from tests.bench.figures import Results, Run, each, figure

Row = tuple[str, ...]

TITLES: Final = {"sqlite": "Parley's journal, SQLite", "sqlite-bare": "bare insert, SQLite",
                 "postgres": "Parley's journal, PostgreSQL", "postgres-bare": "bare insert, PostgreSQL",
                 "routing": "Parley's routing", "inbox": "Parley's inbox"}  # fmt: skip


def title(name: str) -> str:
    """Return what a contestant is called."""
    return TITLES.get(name) or CONTESTANTS[name].title


def number(value: float) -> str:
    """Return a value with about three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def told(runs: list[Run], value: Callable[[Run], float], unit: str = "") -> str:
    """Return median and spread; a dash where there is none."""
    found = figure(each(runs, value))
    return "–" if found is None else f"{number(found.value)}{unit} ±{found.spread / 2:.0%}"


def rows(results: Results) -> Iterator[Row]:
    """Give one row for each load and contestant: load, who, CPU by column, figure, latency."""
    for load in sorted(results, key=order):
        for name, runs in results[load].items():
            good = [run for run in runs if run]
            if good:
                yield (load, title(name), *cells(load, good))


def order(load: str) -> tuple[int, int, str]:
    """Sort B2 before B10, and B9-50 before B9-250."""
    family, _, part = load.partition("-")
    return int(family[1:]), int(part) if part.isdigit() else 0, part


def cells(load: str, runs: list[Run]) -> Row:
    """Return the figures of one contestant under one load, as words."""
    if load == "B6":
        late = figure([run["p99_ms"] for run in runs if "p99_ms" in run])
        return "–", told(runs, lambda run: run["rate"], " messages/s"), f"p99 {number(late.value)} ms" if late else "–"
    if load == "B11":
        nothing = told(runs, lambda run: run["from_nothing_ms"], " ms from nothing")
        return "–", f"{nothing}, {told(runs, lambda run: run['change_ms'], ' ms a change')}", "–"
    if load == "B12":
        live = told(runs, lambda run: run["update_ms"], " ms an update")
        return "–", f"{told(runs, lambda run: run['first_s'], ' s at first')}, {live}", "–"
    if load in {"B4", "B8"}:
        each_one = told(runs, figures.per_connection, " µs a connection")
        return "–", told(runs, figures.memory, " KiB each") if load == "B4" else each_one, "–"
    parts = [column for column in figures.COLUMNS if column in runs[0]["cpu_us"]]
    columns = " + ".join(told(runs, lambda run, column=column: figures.per_delivery(run, column)) for column in parts)
    return columns, figure_of(load, runs), latency(runs)


def figure_of(load: str, runs: list[Run]) -> str:
    """Return the figure that a load is about."""
    family = load.partition("-")[0]
    if family == "B2":
        return told(runs, figures.per_core, " deliveries/s a core")
    if family in {"B5", "B9"}:
        return f"{told(runs, figures.per_message, ' µs a message')}, {told(runs, figures.frames_per_message)} frames"
    if load == "B10":
        last = runs[-1]
        gone = (
            f"{last['stalled_gone']} of {last['stalled']} stalled and {last['slow_gone']} of {last['slow']} slow gone"
        )
        return f"{gone}, +{number(figures.growth(last))} MiB"
    return told(runs, figures.per_delivery, " µs a delivery")


def latency(runs: list[Run]) -> str:
    """Return medians of the percentiles."""
    found = [figure([run["latency_ms"][part] for run in runs if run["latency_ms"]]) for part in ("p50", "p99")]
    return " / ".join(number(one.value) if one else "–" for one in found) + " ms"


def judged(results: Results) -> Iterator[Row]:
    """Give one row for each goal: load, what, figure, bound, word."""
    for outcome in goals.outcomes(results):
        goal, found = outcome.goal, outcome.figure
        bound = f"{'≤' if goal.most else '≥'} {number(goal.bound)}"
        stretch = f" ({number(goal.stretch)})" if goal.stretch is not None else ""
        yield goal.load, goal.says, f"{number(found.value)} ±{found.spread / 2:.0%}", bound + stretch, outcome.word


def wrong(results: Results) -> Iterator[str]:
    """Say which runs lost, doubled, leaked or disordered something."""
    for load, by_name in results.items():
        for name, runs in by_name.items():
            for run in filter(None, runs):
                if faults := figures.faults(run):
                    yield f"{load} {title(name)}: {faults}"


HEAD: Final = ("load", "who", "CPU µs a delivery: server + redis + postgres", "figure", "p50 / p99")
GOALS_HEAD: Final = ("load", "figure", "found", "goal (stretch)", "")


def plain(head: Row, lines: list[Row]) -> str:
    """Return a table for the terminal."""
    widths = [max(len(row[at]) for row in (head, *lines)) for at in range(len(head))]
    shown = [head, tuple("-" * width for width in widths), *lines]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in shown)


def markdown(head: Row, lines: list[Row]) -> str:
    """Return a table for a page."""
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, tuple("---" for _ in head), *lines))


def everything(results: Results) -> str:
    """Return all that is printed at the end."""
    parts = [plain(HEAD, list(rows(results))), plain(GOALS_HEAD, list(judged(results)))]
    lacking = [f"{each.title}: {each.lacks}" for each in CONTESTANTS.values() if each.lacks]
    parts.append("What the peers do not do —\n" + "\n".join(lacking))
    parts += [f"WRONG {line}" for line in wrong(results)]
    return "\n\n".join(parts)
