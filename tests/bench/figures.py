"""From runs to figures: unit costs, medians, spreads, and ratios within one round."""

from dataclasses import dataclass
from statistics import median
from typing import Any, Final

Run = dict[str, Any]
Results = dict[str, dict[str, list[Run]]]
"""Load → contestant → one run a round; `null` for a round that failed."""

COLUMNS: Final = ("server", "redis", "postgres")
KIB: Final = 1024
SECOND_US: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A median over the rounds, and (max − min) / median."""

    value: float
    spread: float
    rounds: int = 1


def figure(values: list[float]) -> Figure | None:
    """Return the median and spread of one value a round; None when there is none."""
    if not values:
        return None
    middle = median(values)
    return Figure(middle, (max(values) - min(values)) / middle if middle else 0.0, len(values))


def cpu(run: Run, column: str | None = None) -> float:
    """Return CPU microseconds of a run: of one column, or of all."""
    columns = run["cpu_us"]
    return float(sum(columns.get(column, (0, 0))) if column else sum(map(sum, columns.values())))


def per_delivery(run: Run, column: str | None = None) -> float:
    """Return CPU microseconds a delivery."""
    return cpu(run, column) / run["deliveries"]


def per_message(run: Run) -> float:
    """Return CPU microseconds a message, with all that it brings about."""
    return cpu(run) / run["messages"]


def per_core(run: Run) -> float:
    """Return deliveries a second that one core would carry."""
    return SECOND_US / per_delivery(run)


def per_connection(run: Run) -> float:
    """Return CPU microseconds for one connection to come and join."""
    return cpu(run) / run["connections"]


def memory(run: Run) -> float:
    """Return KiB resident for each idle connection."""
    return float(run["resident"] - run["resident_before"]) / run["connections"] / KIB


def growth(run: Run) -> float:
    """Return MiB that the server grew by under load."""
    return float(run["resident"] - run["resident_before"]) / KIB / KIB


def frames_per_message(run: Run) -> float:
    """Return frames received by all clients, for each message."""
    return float(run["frames"]) / run["messages"]


def each(runs: list[Run], value: Any) -> list[float]:
    """Return a value of every round that went well."""
    return [value(run) for run in runs if run]


def ratios(ours: list[Run], theirs: list[Run], value: Any) -> list[float]:
    """Return ours over theirs, round by round."""
    return [value(one) / value(other) for one, other in zip(ours, theirs, strict=False) if one and other]


def faults(run: Run) -> str:
    """Say what was wrong with a run's deliveries; nothing when all came once, in order, where they belong."""
    verdict = run.get("verdict", {})
    return ", ".join(f"{many} {what}" for what, many in verdict.items() if many and what != "rooms_disagree")
