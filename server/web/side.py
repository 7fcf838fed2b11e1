"""Facts and metadata as a host may give them: bounded, links that lead to web pages, each key once."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from server.chat.rooms import fact as stored
from server.core.facts import Fact
from server.core.refusals import Refusal
from server.core.values import check_side


def checked_facts(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Return the facts as they are stored, or refuse."""
    seen: set[str] = set()
    for place, fact in enumerate(facts):
        if fact.key in seen:
            raise Refusal("bad_field", f"the key {fact.key!r} is given twice", field=f"facts[{place}].key")
        seen.add(fact.key)
        if fact.kind == "link" and not _is_web_link(fact.value):
            raise Refusal("bad_field", "a link begins with http:// or https://", field=f"facts[{place}].value")
    plain = [stored(fact) for fact in facts]
    check_side(plain, "facts")
    return plain


def checked_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata, or refuse what is too large."""
    check_side(metadata, "metadata")
    return dict(metadata)


def _is_web_link(value: str) -> bool:
    """Tell whether a browser would open a web page; control characters and spaces are refused, not repaired."""
    if not value.isprintable() or " " in value or "\\" in value:
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
