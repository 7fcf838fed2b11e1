"""Which files are ours to judge."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
FOREIGN: Final = frozenset({"node_modules", "__pycache__", "_static"})


def _files(folder: str, *endings: str) -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in endings and path.is_file() and FOREIGN.isdisjoint(path.parts):
            yield path


def python(*folders: str) -> list[Path]:
    """Return every Python file of ours in these folders (default: server and tests)."""
    return [path for folder in folders or ("server", "tests") for path in _files(folder, ".py")]


def typescript() -> list[Path]:
    """Return every TypeScript file of ours."""
    return list(_files("widget", ".ts", ".tsx", ".mts"))


def pages() -> list[Path]:
    """Return every page of documentation: top level, docs/ and the packages' READMEs."""
    return [
        *sorted(ROOT.glob("*.md")),
        *_files("docs", ".md"),
        *_files("server", ".md"),
        *_files("tests", ".md"),
    ]


def place(path: Path) -> str:
    """Return the path as it is named in findings: from the top of the tree, with slashes."""
    return path.relative_to(ROOT).as_posix()
