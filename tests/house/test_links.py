"""Links between the pages lead somewhere, and nothing refers to a document that is not here."""

from pathlib import Path

from tests.house import links, sources


def test_links_lead_somewhere():
    found = [f"{sources.place(page)}: {link}" for page in sources.pages() for link in links.dead(page)]
    assert not found, "\n".join(found)


def test_nothing_refers_to_a_document_that_is_not_here():
    paths = [*sources.python(), *sources.typescript(), *sources.pages()]
    found = [f"{sources.place(path)}: {said}" for path in paths for said in links.elsewhere(path.read_text())]
    assert not found, "\n".join(found)


def test_every_page_of_docs_is_reached_from_its_index():
    index = (sources.ROOT / "docs/README.md").read_text()
    pages = [page.relative_to(sources.ROOT / "docs").as_posix() for page in sources.pages() if "docs" in page.parts]
    assert [page for page in pages if page != "README.md" and f"({page})" not in index] == []


def test_a_planted_breach_is_found(tmp_path: Path):
    page = tmp_path / "a.md"
    page.write_text("# One thing\n\n[x](b.md) [y](#one-thing) [z](#two) [w](https://example.com)\n```\n[q](r)\n```\n")
    assert links.dead(page) == ["b.md leads nowhere", "#two: no such heading"]
    assert links.elsewhere("see PLAN" + " §3") == ["PLAN" + " §"]
    assert links.elsewhere("see docs/wire.md, and RFC 9457") == []
