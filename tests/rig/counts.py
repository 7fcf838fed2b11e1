"""What each journey says of itself, one line each: how many faults it made, how many messages it checked."""

import re
from collections.abc import Iterable

import pytest

JOURNEYS = "tests/journeys/"
_COUNTED = re.compile(r"\w=\S*\d")


def lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Give the last line with counts that each journey printed, under its name."""
    told = []
    for report in reports:
        if not report.nodeid.startswith(JOURNEYS) or report.when != "call":
            continue
        counted = [line for line in report.capstdout.splitlines() if _COUNTED.search(line)]
        if counted:
            told.append(f"{report.nodeid.removeprefix(JOURNEYS)} ({report.duration:.0f} s)\n    {counted[-1]}")
    return told
