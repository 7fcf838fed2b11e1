"""Plain values as YAML: keys in the order given, texts in double quotes, as JSON writes them."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z$][A-Za-z0-9_$./-]*")


def text(value: dict[str, Any]) -> str:
    """Return a whole document."""
    return "\n".join(_lines(value, "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _entry(f"{indent}{_key(key)}:", each, indent + "  ")
    else:
        for each in value:
            yield from _item(each, indent)


def _entry(head: str, value: Any, inside: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield head
        yield from _lines(value, inside)
    else:
        yield f"{head} {json.dumps(value, ensure_ascii=False)}"


def _item(value: Any, indent: str) -> Iterator[str]:
    """Write one item of a list: a map begins on the line of its dash."""
    if not isinstance(value, dict | list) or not value:
        yield f"{indent}- {json.dumps(value, ensure_ascii=False)}"
        return
    first, *others = _lines(value, indent + "  ")
    yield f"{indent}- {first.lstrip()}"
    yield from others


def _key(key: str) -> str:
    return (
        key
        if _BARE.fullmatch(key) and key not in {"on", "off", "yes", "no", "true", "false", "null"}
        else json.dumps(key)
    )
