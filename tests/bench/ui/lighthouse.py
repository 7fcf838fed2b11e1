"""Lighthouse, installed into a folder of its own, over the room page: its scores and times of one round."""

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.bench.ui.goals import FIGURES, Round

PINNED: Final = "lighthouse@12.8.2"
FOLDER: Final = Path(__file__).parents[3] / "build" / "lighthouse"
CATEGORIES: Final = ("performance", "accessibility", "best-practices")
QUIET: Final = ("--no-save", "--no-audit", "--no-fund", "--loglevel=error")


def install() -> None:
    """Install it, when it is not there in this version."""
    stamp = FOLDER / f".{PINNED}"
    if not stamp.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        print(f"installing {PINNED}", flush=True)
        subprocess.run(["npm", "install", "--prefix", str(FOLDER), *QUIET, PINNED], check=True)
        stamp.touch()


async def judged(url: str) -> Round:
    """Run it once: a phone with a processor four times slower, on a slow mobile network (its own default)."""
    command = [
        *("node", str(FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json"),
        *("--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(CATEGORIES)}"),
    ]
    browser = shutil.which("chromium") or shutil.which("google-chrome") or ""
    environment = {**os.environ, "CHROME_PATH": browser}
    ended = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode != 0:
        raise RuntimeError(f"lighthouse ended with {ended.returncode}: {ended.stderr[-500:]}")
    return read(json.loads(ended.stdout))


def read(report: dict[str, Any]) -> Round:
    """Take scores, of a hundred, and times, in milliseconds, from its report."""
    scores = {name: 100 * report["categories"][name]["score"] for name in CATEGORIES}
    wanted = {figure.name for figure in FIGURES if figure.family == "lighthouse"} - set(CATEGORIES)
    return scores | {name: report["audits"][name]["numericValue"] for name in wanted}
