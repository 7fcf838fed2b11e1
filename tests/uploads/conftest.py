"""Benches for tests of files: one node, two nodes over one store and one folder of files."""

import pytest

from tests.chat.bench import opened


@pytest.fixture
async def bench(tmp_path):
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture
async def pair(tmp_path):
    async with opened(tmp_path, nodes=2) as two:
        yield two
