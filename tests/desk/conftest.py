"""A server in this process with its desk, on a clock that tests move."""

import pytest

from tests.chat.bench import opened
from tests.desk.house import House


@pytest.fixture
async def house(tmp_path):
    async with opened(tmp_path) as bench:
        yield await House(bench).alone()


@pytest.fixture
async def houses(tmp_path):
    """The same with two nodes over one store."""
    async with opened(tmp_path, nodes=2) as bench:
        yield await House(bench).alone()
