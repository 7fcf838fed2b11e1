"""The picture of a run: bars for what a delivery costs, a curve for B9; an SVG that is legible on light and dark."""

import math
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from tests.bench import figures
from tests.bench.figures import COLUMNS, Results, each, figure
from tests.bench.report import number, title

WIDTH: Final = 860
LEFT: Final = 250
BAR: Final = 22
STEP: Final = 30
STYLE: Final = """
text { font: 13px system-ui, sans-serif; fill: #1f2937 } .head { font-weight: 600; font-size: 15px }
.soft { fill: #6b7280 }
.server { fill: #64748b } .ours { fill: #0f766e } .redis { fill: #dc2626 } .postgres { fill: #2563eb }
.line { fill: none; stroke: #0f766e; stroke-width: 2 } .axis { stroke: #9ca3af; stroke-width: 1 } .dot { fill: #0f766e }
.spread { stroke: #1f2937; stroke-width: 1.5 } .ground { fill: #ffffff }
@media (prefers-color-scheme: dark) { text { fill: #e5e7eb } .soft { fill: #9ca3af } .ground { fill: #111827 }
.server { fill: #94a3b8 } .ours, .dot { fill: #2dd4bf } .line { stroke: #2dd4bf }
.redis { fill: #f87171 } .postgres { fill: #60a5fa }
.spread { stroke: #e5e7eb } }
"""
SHOWN: Final = {
    "B1": "B1 · 4 rooms × 250, every message of Parley's on disk",
    "B2": "B2 · the same, closed loop",
    "B3": "B3 · 250 rooms × 4, every message of Parley's on disk",
}


def words(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    """Return one line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def box(x: float, y: float, width: float, kind: str) -> str:
    """Return a bar."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{BAR}" rx="2" class="{kind}"/>'


def bars(results: Results, load: str, top: float) -> tuple[list[str], float]:
    """Return one load's bars, sorted by cost, and where they end."""
    costs = {name: figure(each(runs, figures.per_delivery)) for name, runs in results[load].items()}
    known = sorted((cost.value, name) for name, cost in costs.items() if cost)
    scale = (WIDTH - LEFT - 150) / max(value for value, _ in known)
    drawn = [words(20, top, SHOWN[load], "head"), words(WIDTH - 20, top, "CPU µs a delivery", "soft", "end")]
    for at, (value, name) in enumerate(known):
        y = top + 14 + at * STEP
        drawn += [words(LEFT - 10, y + 16, title(name), anchor="end"), *_stack(results, load, name, (y, scale))]
        cost = costs[name]
        low, high = (LEFT + end(each(results[load][name], figures.per_delivery)) * scale for end in (min, max))
        line, middle = f'x1="{low:.1f}" x2="{high:.1f}"', y + BAR / 2
        drawn.append(f'<line {line} y1="{middle}" y2="{middle}" class="spread"/>')
        spread = f" ±{cost.spread / 2:.0%}" if cost else ""
        drawn.append(words(high + 8, y + 16, f"{number(value)}{spread}"))
    return drawn, top + 14 + len(known) * STEP + 34


def _stack(results: Results, load: str, name: str, place: tuple[float, float]) -> Iterator[str]:
    """Give the columns of one bar: server, Redis, PostgreSQL."""
    (y, scale), x = place, float(LEFT)
    for column in COLUMNS:
        part = figure(each(results[load][name], lambda run, column=column: figures.per_delivery(run, column)))
        if part and part.value:
            kind = "ours" if column == "server" and name.startswith(("parley", "portable")) else column
            yield box(x, y, part.value * scale, kind)
            x += part.value * scale


def curve(results: Results, top: float) -> tuple[list[str], float]:
    """Return B9's curve on two logarithmic axes: members against CPU a message; a straight line is linear."""
    points = []
    for load in results:
        found = load.startswith("B9-") and figure(each(results[load].get("parley", []), figures.per_message))
        if found:
            points.append((int(load.partition("-")[2]), found.value))
    points.sort()
    if len(points) < 2:
        return [], top
    height, width = 200, WIDTH - LEFT - 60
    (x0, x1), (y0, y1) = (
        (math.log(part[0]), math.log(part[-1])) for part in (sorted(s) for s in zip(*points, strict=True))
    )
    base = top + 40 + height

    def place(members: float, cost: float) -> tuple[float, float]:
        return LEFT + (math.log(members) - x0) / (x1 - x0) * width, base - (math.log(cost) - y0) / (y1 - y0) * height

    drawn = [words(20, top, "B9 · one room, receipts on: CPU µs a message, by members (both axes logarithmic)", "head")]
    drawn.append(f'<line x1="{LEFT}" x2="{LEFT + width}" y1="{base + 6}" y2="{base + 6}" class="axis"/>')
    placed = [place(*point) for point in points]
    drawn.append(f'<polyline class="line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in placed)}"/>')
    for (x, y), (members, cost) in zip(placed, points, strict=True):
        drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="dot"/>')
        drawn.append(words(x, y - 10, f"{number(cost)} µs", anchor="middle"))
        drawn.append(words(x, base + 24, f"{members:,}", "soft", "middle"))
    return drawn, base + 56


def legend(top: float) -> tuple[list[str], float]:
    """Return what the colours mean."""
    drawn, x = [], 20.0
    for kind, text in (("ours", "Parley"), ("server", "peer"), ("redis", "Redis"), ("postgres", "PostgreSQL")):
        drawn += [
            f'<rect x="{x}" y="{top - 11}" width="12" height="12" rx="2" class="{kind}"/>',
            words(x + 18, top, text),
        ]
        x += 110
    lacks = "The line in a bar spans all rounds. No peer here stores, acknowledges, numbers or resumes."
    return [*drawn, words(20, top + 24, lacks, "soft")], top + 64


def draw(results: Results) -> str:
    """Return the picture."""
    parts, top = legend(30)
    for load in SHOWN:
        if any(any(runs) for runs in results.get(load, {}).values()):
            more, top = bars(results, load, top)
            parts += more
    more, top = curve(results, top)
    ground = f'<rect width="{WIDTH}" height="{top:.0f}" class="ground"/>'
    size = f'width="{WIDTH}" height="{top:.0f}" viewBox="0 0 {WIDTH} {top:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="What a delivery costs">'
    return "\n".join([head, f"<style>{STYLE}</style>", ground, *parts, *more, "</svg>", ""])
