"""Every package has a README of about ten lines: its law, and a caption for each file."""

import re
from pathlib import Path
from typing import Final

from tests.house import sources

MAX_LINES: Final = 16
"""Lines besides the captions: a heading, the law, the table's head."""
# Folders whose files need no caption, and why.
UNCAPTIONED: Final = {"versions": "a migration's own docstring says what it does"}

_NAMED: Final = re.compile(r"`(?:\w+/)*(\w+\.py)`")


def findings(folder: Path) -> list[str]:
    """Return what is wrong with one package's README."""
    page = folder / "README.md"
    if not page.exists():
        return [f"{folder.name}: no README.md"]
    text = page.read_text()
    files = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
    named = set(_NAMED.findall(text))
    found = [f"{folder.name}: {name} has no caption" for name in sorted(files - named)]
    below = {path.name for path in folder.rglob("*.py")}
    found += [f"{folder.name}: {name} is not there" for name in sorted(named - below)]
    if text.count("\n") > MAX_LINES + len(files):
        found.append(f"{folder.name}: a page of {text.count(chr(10))} lines; about ten and the captions are meant")
    return found


def packages() -> list[Path]:
    return sorted({path.parent for path in sources.python("server")} - {Path()})


def test_every_package_says_its_law_and_captions_its_files():
    found = [finding for folder in packages() if folder.name not in UNCAPTIONED for finding in findings(folder)]
    assert not found, "\n".join(found)


def test_a_planted_breach_is_found(tmp_path: Path):
    (tmp_path / "rooms.py").touch()
    assert findings(tmp_path) == [f"{tmp_path.name}: no README.md"]
    page = tmp_path / "README.md"
    page.write_text("# x\n\n`gone.py` was here\n" + "\n" * MAX_LINES)
    found = findings(tmp_path)
    assert [line.partition(": ")[2][:12] for line in found] == [
        "rooms.py has",
        "gone.py is n",
        "a page of 19",
    ]
    page.write_text("# x\n\n`rooms.py` what a room is\n")
    assert findings(tmp_path) == []
