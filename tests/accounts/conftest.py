"""Benches for tests, and guests who come to them: one node, two nodes."""

import pytest

from tests.accounts.guest import Guest
from tests.chat.bench import Bench, opened


@pytest.fixture
async def bench(tmp_path):
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture
async def pair(tmp_path) -> Bench:
    async with opened(tmp_path, nodes=2) as two:
        yield two


@pytest.fixture
async def guest(bench) -> Guest:
    return await Guest.comes(bench)
