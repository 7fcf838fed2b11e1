"""The performance page: every part of it that is made has its place among the words, and its maker."""

from tests.bench import page


def test_every_made_part_has_its_place_and_its_maker():
    assert {found[2] for found in page.PART.finditer(page.WORDS.read_text())} == set(page.MADE)


def test_the_words_hold_no_figures_of_their_own():
    assert all(found[3] == "" for found in page.PART.finditer(page.WORDS.read_text()))
