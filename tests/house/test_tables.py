"""Every setting, command, reply, entry kind, refusal, route and permission is documented, none stale."""

import json

import pytest

from server.core import audit
from tests.house import sources, tables


def test_no_page_is_stale():
    texts = {sources.place(page): page.read_text() for page in tables.pages()}
    stale = [place for place, text in texts.items() if tables.renewed(text) != text]
    assert not stale, f"run `make docs` and read what changed: {stale}"


def test_every_table_stands_in_exactly_one_page():
    placed = [name for page in tables.pages() for name in tables.made_parts(page.read_text())]
    assert sorted(placed) == sorted(tables.MADE)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_has_words_for_every_act_of_the_audit_log(language: str):
    words = json.loads((sources.ROOT / "widget" / "lang" / f"{language}.json").read_text())
    assert {name.removeprefix("set_act_") for name in words if name.startswith("set_act_")} == audit.ACTS.keys()


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
