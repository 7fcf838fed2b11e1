"""Every feature is tested on every surface, or the matrix says why not; and what it names exists."""

import subprocess
import sys
import tomllib
from typing import Any, Final

import pytest

from tests.house import sources

Matrix = dict[str, Any]

# Each surface, and the keys of a row that speak for it.
SURFACES: Final = {
    "widget-desktop": ("widget-desktop", "widget", "desktop"),
    "widget-phone": ("widget-phone", "widget", "phone"),
    "page-desktop": ("page-desktop", "page", "desktop"),
    "page-phone": ("page-phone", "page", "phone"),
    "firefox": ("firefox",),
    "webkit": ("webkit",),
}
# What the widget and the SDK promise to those who see them.
FEATURES: Final = (
    *("messages", "typing by name", "receipts, a pip per person", "seen by, not yet", "reply", "edit", "delete"),
    *("reactions", "quick phrases", "images", "files", "links", "paste and drop", "progress and cancel of uploads"),
    *("room list", "group header", "facts of the order", "launcher and sheet", "script tag and global API"),
    *("theming, side and offset", "sound", "title and badge", "first minute", "empty and loading", "offline"),
    *("reconnecting", "failed send and retry", "locked room", "removed", "history lost", "rate-limited"),
    *("help and its end", "report", "mute", "visitor", "login", "logout", "languages", "composition", "keyboard"),
    *(
        "reload",
        "left before it was sent",
        "slow, stalled, cut and deaf networks",
        "offline in the middle of an upload",
    ),
    *("server killed while the outbox is full", "tab killed", "sleep", "back-forward cache", "hostile host page"),
    *("hostile content", "replaced", "resumed elsewhere", "outbox full", "no storage at all", "a clock hours off"),
    *("access ended while open", "a crowd", "inline mode", "keyboard on the screen", "isolated frame"),
    *("links that let in", "links that do not", "several orders", "driver swapped", "opened without a network"),
    *("told when away", "told when somebody is back", "deploy under an open page", "forty rooms at the till"),
    *("a change of the order", "lock announced, help after it, open again", "told to 200 drivers"),
)
SMOKE: Final = ("messages", "typing by name", "composition", "files", "offline", "reload")
NOT: Final = "not: "


def findings(matrix: Matrix, tests: set[str], features: tuple[str, ...] = FEATURES) -> list[str]:
    """Say what is wrong with a matrix, given every test that exists."""
    rows, reasons = matrix["features"], matrix["reasons"]
    found = [f"no row for {feature}" for feature in features if feature not in rows]
    found += [f"{feature} is on no list" for feature in rows if feature not in features]
    used = set()
    for feature, row in rows.items():
        found += [
            f"{feature}: no surface is called {key}" for key in row if not any(key in k for k in SURFACES.values())
        ]
        for surface, keys in SURFACES.items():
            cells = [row[key] for key in keys if row.get(key)]
            if len(cells) != 1:
                found.append(f"{feature} × {surface}: {len(cells)} cells instead of one")
                continue
            (cell,) = cells
            if cell.startswith(NOT):
                used.add(cell.removeprefix(NOT))
            elif whole(cell) not in tests:
                found.append(f"{feature} × {surface}: there is no {cell}")
        if feature in SMOKE and any(str(row.get(engine, NOT)).startswith(NOT) for engine in ("firefox", "webkit")):
            found.append(f"{feature} is part of the smoke journey, in both engines")
    return found + [f"the reason {reason!r} is not given, or not used" for reason in used ^ set(reasons)]


def whole(cell: str) -> str:
    """Name a test from the top of the tree."""
    return f"tests/{cell}" if "/" in cell.partition("::")[0] else f"tests/journeys/{cell}"


def collected() -> set[str]:
    """Every journey and every test of a state that `make test` runs, as pytest names them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "tests/journeys", "tests/states"], cwd=sources.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    return {line.strip() for line in done.stdout.splitlines() if "::" in line}


def read() -> Matrix:
    return tomllib.loads((sources.ROOT / "tests/journeys/matrix.toml").read_text())


def test_no_cell_is_empty_and_what_is_named_exists():
    found = findings(read(), collected())
    assert not found, "\n".join(found)


ROW: Final = {"desktop": "test_a.py::test_b", "phone": "not: why", "firefox": "not: why", "webkit": "not: why"}
TESTS: Final = {"tests/journeys/test_a.py::test_b"}
PLANTED: Final = [
    ({"a": {**ROW, "phone": ""}}, "a × widget-phone: 0 cells instead of one"),
    ({"a": {**ROW, "page": "not: why"}}, "a × page-desktop: 2 cells instead of one"),
    ({"a": {**ROW, "desktop": "test_a.py::test_c"}}, "a × widget-desktop: there is no test_a.py::test_c"),
    ({"a": {**ROW, "phone": "not: whim"}}, "the reason 'whim' is not given, or not used"),
    ({"a": {**ROW, "tablet": "not: why"}}, "a: no surface is called tablet"),
    ({"a": ROW, "b": ROW}, "b is on no list"),
    ({}, "no row for a"),
]


@pytest.mark.parametrize(("rows", "said"), PLANTED)
def test_a_planted_breach_is_found(rows: Matrix, said: str):
    good = {"reasons": {"why": "because"}, "features": {"a": ROW}}
    assert findings(good, TESTS, ("a",)) == []
    assert said in findings({**good, "features": rows}, TESTS, ("a",))


def test_the_smoke_journey_runs_in_both_engines():
    row = {**ROW, "firefox": "test_a.py::test_b"}
    good = {"reasons": {"why": "because"}, "features": {"reload": row}}
    assert findings(good, TESTS, ("reload",)) == ["reload is part of the smoke journey, in both engines"]
