"""What the bench prints at the end: whatever it plays has a title and a row."""

import json

import pytest

from tests.bench import __main__ as command
from tests.bench import bench_inbox, bench_routing, report
from tests.bench.contestants import CONTESTANTS
from tests.bench.figures import Results
from tests.bench.loads import everything
from tests.bench.ui import page as pages


def test_the_parts_measured_alone_have_their_rows():
    results: Results = {}
    bench_routing.play(results)
    bench_inbox.play(results, quick=True)
    told = report.everything(results)
    assert "Parley's routing" in told
    assert "Parley's inbox" in told


def test_every_contestant_of_a_load_has_a_title():
    assert {name for load in everything() for name in load.who} <= CONTESTANTS.keys()


def made(**more: object) -> dict[str, object]:
    return json.loads((command.FOLDER / "results.json").read_text())["made"] | more


def test_a_load_measured_alone_takes_the_place_of_its_own():
    before = json.loads((command.FOLDER / "results.json").read_text())
    said = command.kept({"made": made(), "loads": {"B4": {"parley": []}}})
    assert said["loads"]["B4"] == {"parley": []}
    assert said["loads"]["B1"] == before["loads"]["B1"]


def test_figures_of_two_machines_do_not_stand_side_by_side():
    with pytest.raises(SystemExit, match="cores"):
        command.kept({"made": made(cores=64), "loads": {}})
    before = json.loads(pages.RESULTS.read_text())
    with pytest.raises(SystemExit, match="browser"):
        pages.kept({"made": before["made"] | {"browser": "another"}, "rounds": before["rounds"]})


def test_a_figure_of_the_pages_measured_alone_takes_the_place_of_its_own():
    before = json.loads(pages.RESULTS.read_text())
    said = pages.kept({"made": before["made"], "rounds": [{"till_rate": 1.0} for _ in before["rounds"]]})
    assert [one["till_rate"] for one in said["rounds"]] == [1.0] * len(before["rounds"])
    assert [one["tap_trips"] for one in said["rounds"]] == [one["tap_trips"] for one in before["rounds"]]
