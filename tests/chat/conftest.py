"""Benches for tests: one node, two nodes."""

import pytest

from tests.chat.bench import Bench, opened


@pytest.fixture
async def bench(tmp_path):
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture
async def rated(tmp_path):
    """A node that holds users to the default rate."""
    async with opened(tmp_path, send_rate="5/s burst 20") as one:
        yield one


@pytest.fixture
async def pair(tmp_path) -> Bench:
    async with opened(tmp_path, nodes=2) as two:
        yield two
