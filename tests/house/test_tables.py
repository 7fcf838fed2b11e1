"""Every setting, command, reply, entry kind, refusal, route and permission is documented, none stale."""

import pytest

from tests.house import sources, tables


def test_no_page_is_stale():
    texts = {sources.place(page): page.read_text() for page in tables.pages()}
    stale = [place for place, text in texts.items() if tables.renewed(text) != text]
    assert not stale, f"run `make docs` and read what changed: {stale}"


def test_every_table_stands_in_exactly_one_page():
    placed = [name for page in tables.pages() for name in tables.made_parts(page.read_text())]
    assert sorted(placed) == sorted(tables.MADE)


def test_what_has_no_meaning_is_refused():
    with pytest.raises(ValueError, match="does not say"):
        tables.table(["code", "meaning"], [["`x`", " "]])


def test_a_planted_stale_table_is_renewed():
    page = "before\n<!-- made: closes -->\nold\n<!-- end -->\nafter\n"
    fresh = tables.renewed(page)
    assert fresh != page
    assert "| 4508 | reconnect |" in fresh
    assert fresh.startswith("before\n")
    assert fresh.endswith("after\n")
    assert tables.renewed(fresh) == fresh


def test_an_unknown_table_is_an_error():
    with pytest.raises(KeyError):
        tables.renewed("<!-- made: nonsense -->\n<!-- end -->")
