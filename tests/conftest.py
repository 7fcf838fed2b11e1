"""What holds for every test: asyncio under anyio's plugin, and hypothesis without a stopwatch."""

import hypothesis
import pytest


def pytest_configure() -> None:
    # A deadline would fail a slow machine, not a wrong program.
    hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
