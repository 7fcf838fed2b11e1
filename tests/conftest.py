"""What holds for every test: asyncio under anyio's plugin, and hypothesis without a stopwatch."""

import hypothesis
import pytest

from tests.rig import counts


def pytest_configure() -> None:
    # A deadline would fail a slow machine, not a wrong program.
    hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = counts.lines(terminalreporter.stats.get("passed", []))
    if told:
        terminalreporter.section("faults made and messages checked")
        terminalreporter.write_line("\n".join(told))
