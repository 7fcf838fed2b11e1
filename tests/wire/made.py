"""Which files are made from server/core, and what each should hold."""

from collections.abc import Callable
from functools import partial
from typing import Final

from tests.house.sources import ROOT
from tests.wire import asyncapi, folds, golden, typescript, yaml

HEAD: Final = "# Made by `make wire` from server/core; a test fails when this is stale.\n"


def _module(name: str) -> str:
    return typescript.files()[name]


MADE: Final[dict[str, Callable[[], str]]] = {
    "docs/asyncapi.yaml": lambda: HEAD + yaml.text(asyncapi.document()),
    **{f"widget/src/core/{name}.ts": partial(_module, name) for name in typescript.files()},
    "tests/wire/golden.json": golden.text,
    "tests/wire/folds.json": folds.text,
}
"""Every made file, by its place in the tree."""


def write() -> None:
    """Write every file anew."""
    for place, text in MADE.items():
        path = ROOT / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text())
