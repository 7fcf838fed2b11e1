"""What docs/pages.md says of the pages is what was measured, and every figure is judged as its goal says."""

import json

import pytest

from tests.bench.ui import goals, page


def test_the_page_says_what_was_measured():
    text = page.PAGE.read_text()
    assert page.renewed(text, json.loads(page.RESULTS.read_text())) == text


def test_every_figure_was_measured_in_every_round():
    wanted = {figure.name for figure in goals.FIGURES}
    assert all(wanted == each.keys() for each in json.loads(page.RESULTS.read_text())["rounds"])


@pytest.mark.parametrize(
    ("most", "least", "value", "verdict"),
    [
        (5, None, 5, "met"),
        (5, None, 5.1, "**missed**"),
        (None, 95, 95, "met"),
        (None, 95, 94.9, "**missed**"),
        (None, None, 1, "–"),
    ],
)
def test_a_median_is_judged_by_its_goal(most: float | None, least: float | None, value: float, verdict: str):
    assert goals.Figure("family", "name", "what", most=most, least=least).verdict(value) == verdict


def test_the_middle_of_the_rounds_counts():
    [row] = goals.rows([{"tap_trips": trips} for trips in (9, 4, 5)])
    assert row[1:] == ("5", "4 … 9", "≤ 5", "met")
