"""The end of a run tells what each journey counted, and nothing of other tests."""

import pytest

from tests.rig import counts


def report(nodeid: str, said: str, when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(
        nodeid, ("", 0, ""), {}, "passed", None, when, [("Captured stdout call", said)], duration=3.4
    )  # fmt: skip


def test_the_last_counts_of_each_journey_are_told():
    told = counts.lines(
        [
            report("tests/journeys/test_kill.py::test_a[long]", "a log line\nkills=2\nkills=3 acked=9\nbye\n"),
            report("tests/journeys/test_kill.py::test_a[long]", "kills=1", when="setup"),
            report("tests/journeys/test_kill.py::test_b", "nothing was counted = so"),
            report("tests/core/test_ids.py::test_c", "ids=3"),
        ]
    )
    assert told == ["test_kill.py::test_a[long] (3 s)\n    kills=3 acked=9"]
