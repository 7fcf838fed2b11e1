"""An admin at the settings, over both databases: puts, gets, and waits for what another node has to notice."""

from collections.abc import Callable, Iterator
from typing import Any

import anyio

from tests.rig.postgres import Postgres
from tests.web.workspace import Browser

DEADLINE_S = 30.0
OURS = {"zone": "Asia/Tokyo", "week": [[[540, 1080]]] * 5 + [[], []]}


def cluster() -> Iterator[Postgres]:
    """A PostgreSQL for as long as it is wanted."""
    running = Postgres()
    running.up()
    yield running
    running.kill()
    running.down()


async def good(browser: Browser, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    """Ask, and expect it to be done."""
    answer = await browser(method, path, body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def refused(browser: Browser, method: str, path: str, body: Any = None) -> tuple[int, str, str]:
    """Ask, and expect a no: status, code, field."""
    answer = await browser(method, path, body)
    told = answer.json()
    return answer.status_code, told.get("code", ""), told.get("field", "")


async def becomes(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    with anyio.fail_after(DEADLINE_S):
        while not true():  # noqa: ASYNC110 - another node's word, which no event brings
            await anyio.sleep(0.02)
