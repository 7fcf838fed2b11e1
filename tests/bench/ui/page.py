"""docs/pages.md: its tables are written from docs/bench/ui.json, and a test fails when they are not."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.bench.report import markdown
from tests.bench.ui.goals import HEAD, rows

DOCS: Final = Path(__file__).parents[3] / "docs"
PAGE: Final = DOCS / "pages.md"
RESULTS: Final = DOCS / "bench" / "ui.json"
PART: Final = re.compile(r"(<!-- bench-ui: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def machine(said: dict[str, Any]) -> str:
    """Say what it was measured on."""
    made = said["made"]
    what = f"{made['cores']} cores, Linux {made['kernel']}, {made['browser']}; {made['rounds']} rounds."
    low, high = made["load"]
    if high <= made["cores"]:
        return f"{what}\n"
    busy = f"**others used the machine** (load {low:.0f} to {high:.0f}): its times are too long, its counts hold"
    return f"{what} While it ran, {busy}.\n"


def figures(said: dict[str, Any]) -> str:
    """Show every figure, its goal and its verdict."""
    return markdown(HEAD, list(rows(said["rounds"])))


MADE: Final[dict[str, Callable[[dict[str, Any]], str]]] = {"machine": machine, "figures": figures}


def renewed(text: str, said: dict[str, Any]) -> str:
    """Return the page with every made part as the results have it."""
    return PART.sub(lambda part: f"{part[1]}\n{MADE[part[2]](said)}\n{part[4]}", text)


def kept(said: dict[str, Any]) -> dict[str, Any]:
    """Put figures measured now in the place of the same of an earlier run, made on the same machine."""
    before: dict[str, Any] = json.loads(RESULTS.read_text())
    mine, theirs = said["made"], before["made"]
    if differs := [name for name in mine if name != "load" and mine[name] != theirs[name]]:
        sys.exit(f"the kept figures are of another machine or length: {', '.join(differs)}")
    low, high = zip(mine["load"], theirs["load"], strict=True)
    rounds = [old | new for old, new in zip(before["rounds"], said["rounds"], strict=True)]
    return {"made": theirs | {"load": [min(low), max(high)]}, "rounds": rounds}


def write(said: dict[str, Any]) -> None:
    """Keep the results, and write the page anew."""
    RESULTS.write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")
    PAGE.write_text(renewed(PAGE.read_text(), said))
