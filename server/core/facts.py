"""What parties need to know of an order; each role sees its own."""

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

SHOWN: Final = ("key", "label", "value", "kind")


class Fact(Struct, frozen=True, kw_only=True):
    """One fact; `until` the room's lock, or for ever."""

    key: Annotated[str, Meta(min_length=1, max_length=64)]
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
