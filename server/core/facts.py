"""What parties need to know of an order; each role sees its own."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from server.core.entries import Entry

FactKey = Annotated[str, Meta(min_length=1, max_length=64)]
ETA: Final = "eta"
"""The key of the fact that says when an order arrives."""
SHOWN: Final = ("key", "label", "value", "kind")


class Fact(Struct, frozen=True, kw_only=True):
    """One fact; `until` the room's lock, or for ever."""

    key: FactKey
    label: Annotated[str, Meta(min_length=1, max_length=128)]
    value: Annotated[str, Meta(max_length=1024)]
    kind: Literal["text", "phone", "address", "time", "link"] = "text"
    roles: list[Literal["customer", "driver", "merchant", "agent", "bot", "member"]] = []
    until: Literal["lock", "for ever"] = "lock"


def for_role(facts: Iterable[dict[str, Any]], role: str, *, locked: bool) -> list[dict[str, Any]]:
    """Return the snapshot for one role (`staff` sees all), without who else sees it."""
    return [
        {name: fact[name] for name in SHOWN if name in fact}
        for fact in facts
        if (role in {"staff", "agent"} or role in fact.get("roles", ()))
        and not (locked and fact.get("until", "lock") == "lock")
    ]


def moved_by(entry: Entry) -> bool:
    """Tell whether somebody may now see other facts: of another role, before or behind the lock."""
    return entry.kind == "role" or "locked" in entry.body or "reopened" in entry.body


def changed(held: Iterable[dict[str, Any]], put: Iterable[dict[str, Any]], drop: Iterable[str]) -> list[dict[str, Any]]:
    """Return the facts with these set, each in its old place or at the end, and those of these keys gone."""
    gone = {*drop}
    by_key = {fact["key"]: fact for fact in held if fact["key"] not in gone}
    for fact in put:
        key = fact["key"]
        by_key[key] = {**by_key.get(key, _ETA if key == ETA else {}), **fact}
    return list(by_key.values())


def with_value(given: Sequence[dict[str, Any]], key: str, value: str) -> list[dict[str, Any]]:
    """Return these facts with one value set; where it is not among them, the value alone: all else stays as held."""
    if any(fact["key"] == key for fact in given):
        return [{**fact, "value": value} if fact["key"] == key else fact for fact in given]
    return [*given, {"key": key, "value": value}]


_ETA: Final[dict[str, Any]] = {
    "key": ETA,
    "label": "ETA",
    "kind": "time",
    "roles": ["customer", "driver", "merchant"],
    "until": "lock",
}
"""The arrival time where the host has not said what it is called and whose it is."""
