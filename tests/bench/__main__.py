"""`make bench`: measures Parley beside its peers, prints the table, writes docs/bench and docs/performance.md."""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.bench import page, picture, report, suite
from tests.bench.contestants import PEERS
from tests.bench.figures import Results
from tests.bench.loads import everything

FOLDER: Final = Path(__file__).parents[2] / "docs" / "bench"
ROUNDS: Final = 5


def ask(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    names = sorted({load.family for load in everything()} | {"B6", "B11", "B12"}, key=lambda name: int(name[1:]))
    parser.add_argument("--only", default="", help=f"loads, as B1,B3 (of {' '.join(names)})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds (default {ROUNDS})")
    parser.add_argument("--quick", action="store_true", help="short and small: shows that it works, measures little")
    parser.add_argument("--patience", type=int, default=3, help="attempts at a run that others disturb (default 3)")
    parser.add_argument("--also", default="", help="more contestants for B1, B2, B3: portable")
    parser.add_argument("--keep", action="store_true", help="with --only: docs/bench takes these, and keeps the rest")
    parser.add_argument("--out", type=Path, help="where JSON and picture go; a whole run without --quick: docs/bench")
    return parser.parse_args(argv)


def install() -> None:
    """Install the peers' packages, when they are not there as the lock wants them."""
    lock, stamp = PEERS / "package-lock.json", PEERS / "node_modules" / ".installed"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        print("installing the peers", flush=True)
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "ci", *quiet], cwd=PEERS, check=True)
        stamp.touch()


def machine(wish: suite.Wish) -> dict[str, Any]:
    """Return what the figures were measured on."""
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return {
        "kernel": platform.release(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "node": node,
        "rounds": wish.rounds,
    }


def wish_of(asked: argparse.Namespace) -> suite.Wish:
    only = frozenset(filter(None, asked.only.split(",")))
    rounds = 1 if asked.quick else asked.rounds
    attempts = 1 if asked.quick else asked.patience
    return suite.Wish(only, rounds, asked.quick, attempts, tuple(filter(None, asked.also.split(","))))


def kept(said: dict[str, Any]) -> dict[str, Any]:
    """Put loads measured now in the place of the same of an earlier run, made on the same machine."""
    before: dict[str, Any] = json.loads((FOLDER / "results.json").read_text())
    if differs := [name for name, value in said["made"].items() if before["made"][name] != value]:
        sys.exit(f"the kept figures are of another machine or length: {', '.join(differs)}")
    return before | {"loads": before["loads"] | said["loads"]}


def main(argv: Sequence[str] | None = None) -> None:
    asked = ask(argv)
    wish = wish_of(asked)
    whole = (asked.keep or not wish.only) and not wish.quick
    folder = asked.out or (FOLDER if whole else None)
    install()
    results: Results = {}
    made = machine(wish)
    suite.play(wish, results)
    print("\n" + report.everything(results))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        said = kept({"made": made, "loads": results}) if asked.keep else {"made": made, "loads": results}
        (folder / "results.json").write_text(json.dumps(said, indent=1) + "\n")
        (folder / "costs.svg").write_text(picture.draw(said["loads"]))
    if folder == FOLDER:
        page.write()
    sys.exit(any(report.wrong(results)))


if __name__ == "__main__":
    main()
