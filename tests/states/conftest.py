"""One gallery and one Chromium for all that looks at states."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser

from tests.rig.browser import chromium
from tests.states.gallery import build, served


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The gallery's address."""
    folder = tmp_path_factory.mktemp("gallery")
    build(folder)
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all."""
    async with chromium() as running:
        yield running
