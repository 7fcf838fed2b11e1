"""B6: the journal alone, on both databases, and the bare insert beside it."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bench.figures import Results, Run
from tests.rig.postgres import Postgres

WRITERS: Final = 64


def play(results: Results, *, quick: bool) -> None:
    """Measure the journal and the bare insert, on SQLite and on PostgreSQL, once each."""
    seconds = "1" if quick else "5"
    postgres = Postgres()
    try:
        postgres.up()
        with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
            for kind, url in (
                ("sqlite", f"sqlite:///{Path(folder)}/journal.sqlite3"),
                ("postgres", postgres.url(postgres.fresh())),
            ):
                _keep(results, kind, _run("bench_journal", url, seconds, "--loop", "uvloop"))
                bare = f"sqlite:///{Path(folder)}/bare.sqlite3" if kind == "sqlite" else url
                _keep(results, f"{kind}-bare", _run("bare_insert", bare, seconds))
    finally:
        postgres.down()


def _keep(results: Results, kind: str, told: Run) -> None:
    results.setdefault("B6", {}).setdefault(kind, []).append(told)
    late = f", ack p99 {told['p99_ms']:.1f} ms" if "p99_ms" in told else ""
    print(f"{'B6':10} {kind:15} {told['rate']:10,.0f} durable messages/s{late}", flush=True)


def _run(module: str, url: str, seconds: str, *more: str) -> Run:
    command = [sys.executable, "-m", f"tests.bench.{module}", "--json", "--url", url, "--seconds", seconds, *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: Run = json.loads(done.stdout.strip().splitlines()[-1])
    return told
