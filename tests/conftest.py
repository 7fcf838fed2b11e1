"""What holds for every test: asyncio under anyio's plugin, and hypothesis without a stopwatch."""

import os

import hypothesis
import pytest

from tests.rig import counts


def pytest_configure() -> None:
    # A deadline would fail a slow machine, not a wrong program.
    hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the long form only when it is asked for."""
    if "torture" in config.option.markexpr or os.environ.get("TORTURE") == "1":
        return
    long = [item for item in items if item.get_closest_marker("torture")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = counts.lines(terminalreporter.stats.get("passed", []))
    if told:
        terminalreporter.section("faults made and messages checked")
        terminalreporter.write_line("\n".join(told))
