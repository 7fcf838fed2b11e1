"""What is wrong with one source, by the rules of the house: functions from text to findings."""

import ast
import re
from collections.abc import Iterator
from typing import Final

MAX_FILE: Final = 300
MAX_FUNCTION: Final = 40
AVOIDED: Final = frozenset({"manager", "service", "handler", "helper", "util", "base", "data", "info", "process"})

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_TS_CLASS: Final = re.compile(r"^\s*(?:export\s+)?(?:abstract\s+)?(?:class|interface|enum)\s+(\w+)", re.MULTILINE)
_MUTABLE_CALLS: Final = frozenset({"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict"})
_MUTABLE: Final = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
# Names that Python and pytest look for; they are constants by another spelling.
_CONVENTIONS: Final = frozenset({"__all__", "pytestmark"})
_FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def long_file(text: str) -> list[str]:
    """Find a file above the limit."""
    lines = text.count("\n")
    return [f"{lines} lines, more than {MAX_FILE}"] if lines > MAX_FILE else []


def long_functions(text: str) -> list[str]:
    """Find functions above the limit, from `def` to the last line, docstring included."""
    return [
        f"{node.name} has {size} lines, more than {MAX_FUNCTION}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, _FUNCTION) and (size := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION
    ]


def undescribed(text: str) -> list[str]:
    """Find a module whose docstring is missing or does not begin with one full line."""
    said = ast.get_docstring(ast.parse(text))
    if not said:
        return ["no module docstring"]
    first, _, rest = said.partition("\n")
    whole = first.endswith((".", ":")) and not rest.partition("\n")[0].strip()
    return [] if whole else ["the docstring's first line is not a sentence of its own"]


def avoided_words(name: str) -> list[str]:
    """Find words in a file or class name that tell nothing (also in the plural)."""
    words = [word.lower() for word in _WORD.findall(name)]
    return [f"{name} says {word!r}" for word in words if word in AVOIDED or word.removesuffix("s") in AVOIDED]


def classes(text: str) -> list[str]:
    """Return the names of a Python module's classes."""
    return [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]


def ts_classes(text: str) -> list[str]:
    """Return the names of a TypeScript module's classes, interfaces and enums."""
    return _TS_CLASS.findall(text)


def inner_imports(text: str) -> list[str]:
    """Find imports inside functions."""
    return [
        f"{function.name} imports on line {node.lineno}"
        for function in ast.walk(ast.parse(text))
        if isinstance(function, _FUNCTION)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def module_state(text: str) -> list[str]:
    """Find state that belongs to a module: `global`, or a mutable value under a name that is no constant."""
    tree = ast.parse(text)
    found = [f"global on line {node.lineno}" for node in ast.walk(tree) if isinstance(node, ast.Global)]
    return found + [
        f"{name} is mutable (line {node.lineno})"
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_mutable(node.value)
        for name in _bound(node)
        if name.strip("_") != name.strip("_").upper() and name not in _CONVENTIONS
    ]


def _is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        name = getattr(value.func, "id", getattr(value.func, "attr", ""))
        return name in _MUTABLE_CALLS
    return isinstance(value, _MUTABLE)


def _bound(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
