"""The limits and habits that hold for every source of ours."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from tests.house import rules, sources

Rule = Callable[[str], list[str]]

# A source that may break a rule, and why. Empty is best.
EXCEPTIONS: Final[dict[tuple[str, str], str]] = {}

PYTHON_RULES: Final[list[Rule]] = [
    rules.long_file,
    rules.long_functions,
    rules.undescribed,
    rules.inner_imports,
    rules.module_state,
]


def broken(rule: Rule, paths: Iterable[Path]) -> list[str]:
    return [
        f"{sources.place(path)}: {finding}"
        for path in paths
        if (sources.place(path), rule.__name__) not in EXCEPTIONS
        for finding in rule(path.read_text())
    ]


@pytest.mark.parametrize("rule", PYTHON_RULES, ids=lambda rule: rule.__name__)
def test_every_python_source_keeps(rule: Rule):
    found = broken(rule, sources.python())
    assert not found, "\n".join(found)


def test_every_typescript_source_is_short_enough():
    found = broken(rules.long_file, sources.typescript())
    assert not found, "\n".join(found)


def test_no_file_or_class_has_a_name_that_tells_nothing():
    found = []
    for paths, classes in ((sources.python(), rules.classes), (sources.typescript(), rules.ts_classes)):
        for path in paths:
            names = [path.stem, *classes(path.read_text())]
            found += [f"{sources.place(path)}: {word}" for name in names for word in rules.avoided_words(name)]
    assert not found, "\n".join(found)


def test_exceptions_are_still_needed():
    by_name = {rule.__name__: rule for rule in PYTHON_RULES}
    stale = [
        (place, name)
        for place, name in EXCEPTIONS
        if not (sources.ROOT / place).exists() or not by_name[name]((sources.ROOT / place).read_text())
    ]
    assert stale == []


LONG: Final = "def long():\n" + "    pass\n" * rules.MAX_FUNCTION
PLANTED: Final[list[tuple[Rule, str]]] = [
    (rules.long_file, "x = 1\n" * (rules.MAX_FILE + 1)),
    (rules.long_functions, LONG),
    (rules.long_functions, "class A:\n" + "".join(f"    {line}\n" for line in f"async {LONG}".splitlines())),
    (rules.undescribed, "x = 1\n"),
    (rules.undescribed, '"""Begins a line\nand goes on."""\n'),
    (rules.avoided_words, "RoomManager"),
    (rules.avoided_words, "http_helpers"),
    (rules.avoided_words, "processHTTPData"),
    (rules.inner_imports, "def f():\n    if True:\n        from os import path\n"),
    (rules.module_state, "rooms = {}\n"),
    (rules.module_state, "_rooms: dict = collections.defaultdict(list)\n"),
    (rules.module_state, "def f():\n    global N\n"),
]
INNOCENT: Final[list[tuple[Rule, str]]] = [
    (rules.long_file, "x = 1\n" * rules.MAX_FILE),
    (rules.long_functions, LONG.removesuffix("    pass\n")),
    (rules.undescribed, '"""Knows one thing.\n\nAnd tells more."""\n'),
    (rules.avoided_words, "database_metadata"),
    (rules.avoided_words, "information"),
    (rules.inner_imports, "import os\n\ndef f():\n    return os\n"),
    (rules.module_state, "ROOMS = {}\n_KINDS: Final = {}\n__all__ = ['a']\nrooms = frozenset()\n"),
]


@pytest.mark.parametrize(("rule", "sample"), PLANTED)
def test_a_planted_breach_is_found(rule: Rule, sample: str):
    assert rule(sample)


@pytest.mark.parametrize(("rule", "sample"), INNOCENT)
def test_an_innocent_sample_is_left_alone(rule: Rule, sample: str):
    assert rule(sample) == []


def test_names_of_classes_are_seen_in_both_languages():
    assert rules.classes("class Outer:\n    class Inner: ...\n") == ["Outer", "Inner"]
    assert rules.ts_classes("export abstract class A {}\n  interface B {}\nclass C {}\n") == ["A", "B", "C"]
