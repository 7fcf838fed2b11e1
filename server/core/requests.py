"""What a customer may ask to be changed of an order: things added, taken away, replaced, or in their own words."""

from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core import values
from server.core.entries import Body
from server.core.refusals import Refusal

MOST_ITEMS: Final = 20
NAME: Final = 200
NOTE: Final = 1_000
Wish = Literal["add", "remove", "replace", "note"]


class OrderItem(Struct, frozen=True, omit_defaults=True):
    """A thing of the order; `instead` is what takes its place."""

    name: Annotated[str, Meta(min_length=1, max_length=NAME)]
    count: Annotated[int, Meta(ge=1, le=999)] | UnsetType = UNSET
    instead: Annotated[str, Meta(min_length=1, max_length=NAME)] | UnsetType = UNSET


class Request(Struct, frozen=True, tag_field="type", tag="request", omit_defaults=True):
    """A change of the order that somebody else accepts or declines: `items`, a `note`, or both."""

    change: Wish
    items: Annotated[list[OrderItem], Meta(max_length=MOST_ITEMS)] = []
    note: str | UnsetType = UNSET


def stored(asked: Request) -> Body:
    """Return the body as it is stored, or refuse what says nothing or does not fit."""
    if asked.change == "note":
        if asked.items:
            raise Refusal("bad_field", "a note names no items", field="body.items")
        if asked.note is UNSET:
            raise Refusal("bad_field", "a note has words", field="body.note")
    elif not asked.items:
        raise Refusal("bad_field", "what is it about?", field="body.items")
    body: Body = {"type": "request", "change": asked.change}
    if asked.items:
        body["items"] = [_item(item, asked.change, f"body.items[{place}]") for place, item in enumerate(asked.items)]
    if asked.note is not UNSET:
        body["note"] = values.clean_text(asked.note, "body.note", NOTE)
    return body


def _item(item: OrderItem, change: Wish, place: str) -> Body:
    if (item.instead is UNSET) == (change == "replace"):
        said = "with what?" if change == "replace" else "only what is replaced has something instead"
        raise Refusal("bad_field", said, field=f"{place}.instead")
    told: Body = {"name": values.clean_text(item.name, f"{place}.name", NAME)}
    if item.count is not UNSET:
        told["count"] = item.count
    if item.instead is not UNSET:
        told["instead"] = values.clean_text(item.instead, f"{place}.instead", NAME)
    return told


def glance(body: Body) -> str:
    """Return a request in one line, without a word of ours: for lists of rooms."""
    items = body.get("items", ())
    named = [f"{item['name']} → {item['instead']}" if "instead" in item else item["name"] for item in items]
    return ", ".join(named) or str(body.get("note", ""))
