"""What is made from server/core is committed as it would be made now."""

import json

import pytest

from tests.house.sources import ROOT
from tests.wire import made, yaml


@pytest.mark.parametrize("place", made.MADE)
def test_the_committed_file_is_fresh(place: str):
    assert (ROOT / place).read_text() == made.MADE[place](), "run `make wire` and read what changed"


def test_yaml_says_what_was_meant():
    value = {
        "a": 1, "b": [1, {"c": True, "d": []}, ["x", "y"]], "on": None, "$ref": "#/x", "/v1/ws": {"e": {}},
        "text": "ja: 日本\nsecond - line # no comment", "4403": 0.5,
    }  # fmt: skip
    assert yaml.text(value).splitlines() == [
        "a: 1", "b:", "  - 1", "  - c: true", "    d: []", '  - - "x"', '    - "y"', '"on": null', '$ref: "#/x"',
        '"/v1/ws":', "  e: {}", 'text: "ja: 日本\\nsecond - line # no comment"', '"4403": 0.5',
    ]  # fmt: skip


def test_golden_frames_are_one_a_line():
    text = (ROOT / "tests/wire/golden.json").read_text()
    frames = json.loads(text)
    assert set(frames) == {"client", "server"}
    assert text.count("\n") == sum(map(len, frames.values())) + 6
