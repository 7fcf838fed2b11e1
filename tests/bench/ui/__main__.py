"""`make bench-ui`: measures the pages in Chromium, prints the table, writes docs/bench/ui.json and docs/pages.md."""

import argparse
import asyncio
import os
import platform
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser

from tests.bench.ui import inbox, lighthouse, page, phones, surfaces
from tests.bench.ui.goals import FAMILIES, HEAD, Round, rows
from tests.rig.browser import chromium
from tests.rig.firstopen import ordered
from tests.rig.longroom import lengthened
from tests.rig.stall import stalled

ROUNDS: Final = 5
Measure = Callable[[], Awaitable[Round]]


def ask(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.ui", description=__doc__)
    parser.add_argument("--only", default="", help=f"some of {','.join(FAMILIES)}; prints, and writes nothing")
    parser.add_argument("--keep", action="store_true", help="with --only: the page takes these, and keeps the rest")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds (default {ROUNDS})")
    return parser.parse_args(argv)


@asynccontextmanager
async def measures(browser: Browser, folder: Path) -> AsyncIterator[dict[str, Measure]]:
    """Start what is measured: a website with the tag, and a server with a long room and an order."""
    (folder / "long").mkdir()
    long = lengthened(folder / "long", surfaces.LONG_ROOM, surfaces.MESSAGES)
    async with stalled(folder, browser) as stall, long as host:
        shop = await ordered(browser, host)
        url = f"{host.node.http}/r/#t={shop.ann.token}&room={surfaces.LONG_ROOM}"
        yield {
            "launcher": lambda: surfaces.launcher(browser, stall),
            "room": lambda: surfaces.room(browser, host),
            "tap": lambda: surfaces.tap(shop),
            "bytes": lambda: surfaces.weighed(shop),
            "till": lambda: phones.till(browser, host),
            "inbox": lambda: inbox.inbox(browser),
            "shell": lambda: phones.shell(browser, host),
            "lighthouse": lambda: lighthouse.judged(url),
        }


async def measured(wanted: Sequence[str], count: int) -> tuple[list[Round], dict[str, Any]]:
    """Take every wanted measure once a round; give the rounds, and what they were measured on."""
    rounds: list[Round] = []
    loads: list[float] = []
    with tempfile.TemporaryDirectory(prefix="parley-bench-ui-") as folder:
        async with chromium(whole=True) as browser, measures(browser, Path(folder)) as every:
            for number in range(count):
                found: Round = {}
                for name in wanted:
                    print(f"round {number + 1} of {count}: {name}", flush=True)
                    found |= await every[name]()
                    loads.append(os.getloadavg()[0])
                rounds.append(found)
            return rounds, {"browser": f"Chromium {browser.version}", "load": [min(loads), max(loads)]}


def printed(found: list[tuple[str, ...]]) -> str:
    """Return the table for a terminal."""
    wide = [max(len(row[at]) for row in (HEAD, *found)) for at in range(len(HEAD))]
    return "\n".join("  ".join(map(str.ljust, row, wide)).rstrip() for row in (HEAD, *found))


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, print; after a whole run, write."""
    asked = ask(argv)
    only = list(filter(None, asked.only.split(",")))
    wanted = only or list(FAMILIES)
    if "lighthouse" in wanted:
        lighthouse.install()
    rounds, seen = asyncio.run(measured(wanted, asked.rounds))
    print(printed(list(rows(rounds))))
    if only and not asked.keep:
        return
    machine = {"cores": os.cpu_count(), "kernel": platform.release(), "rounds": asked.rounds}
    said = {"made": machine | seen, "rounds": rounds}
    page.write(page.kept(said) if only else said)


if __name__ == "__main__":
    main()
