"""What is measured of the pages, in which unit, and what it should come to; and what it came to."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

Round = dict[str, float]
"""Figure → value, of one round."""
HEAD: Final = ("figure", "median", "least … most", "goal", "verdict")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `most` or `least`: the goal; neither: it is told, not judged."""

    family: str
    name: str
    what: str
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def goal(self) -> str:
        """In words."""
        if self.most is not None:
            return f"≤ {told(self.most, self.unit)}"
        return "–" if self.least is None else f"≥ {told(self.least, self.unit)}"

    def verdict(self, value: float) -> str:
        """Judge a median."""
        if self.most is None and self.least is None:
            return "–"
        met = (self.most is None or value <= self.most) and (self.least is None or value >= self.least)
        return "met" if met else "**missed**"


FIGURES: Final = (
    Figure("launcher", "launcher_tasks", "launcher, 4 × slower: long tasks from load to rest", most=0),
    Figure("launcher", "launcher_longest", "launcher, 4 × slower: the longest of them", "ms"),
    Figure("room", "open_rows", "10,000 messages: messages drawn when it has opened", most=100),
    Figure("room", "open_longest", "10,000 messages, 4 × slower: longest task while it opens", "ms"),
    Figure("room", "open_blocking", "10,000 messages, 4 × slower: total blocking time while it opens", "ms"),
    Figure("room", "back_nodes", "10,000 messages, back to the first: most elements at any time", most=2_500),
    Figure("room", "back_seen", "10,000 messages, back to the first: messages seen on the way", least=10_000),
    Figure("room", "back_longest", "10,000 messages, back to the first: longest task", "ms"),
    Figure("room", "back_blocking", "10,000 messages, back to the first: blocking time a page", "ms"),
    Figure("tap", "tap_trips", "tap to messages: round trips after TLS", most=5),
    Figure("tap", "tap_near", "tap to messages: time without a network between", "ms"),
    Figure("tap", "tap_slow", "tap to messages: the same, 4 × slower", "ms"),
    Figure("tap", "tap_far", "tap to messages: with 150 ms to the server and 150 ms back", "ms"),
    Figure("bytes", "bytes_load", "page load, before any click", "B", most=2_000),
    Figure("bytes", "bytes_open", "first open, with the API's answers", "B", most=30_000),
    Figure("bytes", "bytes_all", "every feature used once, with the API's answers", "B", most=50_000),
    Figure("till", "till_tasks", "till, 40 orders at 20 updates/s for 30 s, 4 × slower: long tasks", most=0),
    Figure("till", "till_longest", "till: the longest of them", "ms"),
    Figure("till", "till_blocking", "till: total blocking time", "ms"),
    Figure("till", "till_rate", "till: updates a second that came, to the last one shown", least=18),
    Figure("inbox", "inbox_tasks", "inbox, 5,000 rooms at 200 updates/s for 30 s, 4 × slower: long tasks", most=0),
    Figure("inbox", "inbox_longest", "inbox: the longest of them", "ms"),
    Figure("inbox", "inbox_busiest", "inbox: longest task by processor time alone", "ms", most=50),
    Figure("inbox", "inbox_blocking", "inbox: total blocking time", "ms", most=300),
    Figure("inbox", "inbox_nodes", "inbox: most elements on the page at any time", most=1_500),
    Figure("inbox", "inbox_rate", "inbox: updates a second that were sent", least=180),
    Figure("inbox", "inbox_opening", "inbox: longest task while 5,000 rooms come in", "ms"),
    Figure("shell", "shell_trips", "driver's page, shell kept: round trips after TLS to new messages", most=3),
    Figure("lighthouse", "performance", "Lighthouse, room page: performance", least=95),
    Figure("lighthouse", "accessibility", "Lighthouse, room page: accessibility", least=100),
    Figure("lighthouse", "best-practices", "Lighthouse, room page: best practices", least=100),
    Figure("lighthouse", "first-contentful-paint", "Lighthouse, room page: first contentful paint", "ms"),
    Figure("lighthouse", "largest-contentful-paint", "Lighthouse, room page: largest contentful paint", "ms"),
    Figure("lighthouse", "total-blocking-time", "Lighthouse, room page: total blocking time", "ms"),
)
FAMILIES: Final = tuple(dict.fromkeys(figure.family for figure in FIGURES))


def told(value: float, unit: str = "") -> str:
    """Return a value as people read it."""
    return f"{value:,.0f} {unit}".rstrip()


def rows(rounds: list[Round]) -> Iterator[tuple[str, ...]]:
    """Give a row for each figure that any round has."""
    for figure in FIGURES:
        values = [each[figure.name] for each in rounds if figure.name in each]
        if values:
            middle = median(values)
            spread = f"{told(min(values))} … {told(max(values))}"
            yield figure.what, told(middle, figure.unit), spread, figure.goal, figure.verdict(middle)
