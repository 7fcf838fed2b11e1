"""A website with Parley's script tag for one customer's order, the server behind it, and a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser

from tests.rig.hostpage import Site, Visit, website
from tests.rig.parley import Host, Parley

ROOM = "order-1042"
PEOPLE = {"ann": "customer", "ken": "driver", "mia": "merchant"}


@dataclass
class Stall:
    """The website, the server behind it, and what a page there needs to say."""

    site: Site
    host: Host
    token: str
    browser: Browser

    @property
    def script(self) -> str:
        """Where the loader is."""
        return f"{self.host.node.http}/widget.js"

    def tag(self, more: str = "", token: str | None = None) -> str:
        """The snippet of the README."""
        said = f'data-room="{ROOM}" data-token="{token or self.token}" {more}'
        return f'<script async src="{self.script}" {said}></script>'


@asynccontextmanager
async def stalled(folder: Path, browser: Browser) -> AsyncIterator[Stall]:
    """Open one for all tests of a file."""
    with website() as site:
        node = Parley(folder, PARLEY_ALLOWED_ORIGINS=site.origin)
        try:
            await node.up()
            host = Host(node)
            await host.room(ROOM, PEOPLE)
            account = await host.account("ann", "customer")
            yield Stall(site, host, account.token, browser)
        finally:
            node.end()


async def quiet(visit: Visit) -> None:
    """Nothing was thrown into the page, and nothing forbidden was tried."""
    assert not visit.errors, visit.errors
    violations = await visit.violations()
    assert not violations, violations
