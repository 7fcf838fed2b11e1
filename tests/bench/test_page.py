"""The performance page and the picture are those of the committed figures."""

import json
import xml.etree.ElementTree as ET

from tests.bench import page, picture


def test_the_page_shows_the_committed_figures():
    text = page.PAGE.read_text()
    assert text == page.renewed(text, json.loads(page.RESULTS.read_text())), "run: python -m tests.bench.page"


def test_every_made_part_is_on_the_page():
    assert {found[2] for found in page.PART.finditer(page.PAGE.read_text())} == set(page.MADE)


def test_the_picture_shows_the_committed_figures():
    said = json.loads(page.RESULTS.read_text())
    drawn = picture.draw(said["loads"])
    assert (page.RESULTS.parent / "costs.svg").read_text() == drawn
    assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own
