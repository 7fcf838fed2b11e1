"""JSON Schema of typed structs; the body of a message, which is one of several or empty, is spelt out."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from server.core import entry_shapes

REF: Final = "#/components/schemas/{name}"
BODY: Final = "MessageBody"


def components(types: Iterable[Any]) -> dict[str, Any]:
    """Return the schemas of all these types and of what they hold, by name."""
    wanted = [*types, *entry_shapes.BODIES]
    _, found = msgspec.json.schema_components(wanted, ref_template=REF)
    refs = [{"$ref": REF.format(name=body.__name__)} for body in entry_shapes.BODIES]
    named = {name: _spelt(schema) for name, schema in found.items()}
    return dict(sorted({**named, BODY: {"anyOf": refs}}.items()))


def schema_of(annotated: object) -> dict[str, Any]:
    """Return one type's schema, which names its parts by reference."""
    (schema,), _ = msgspec.json.schema_components([annotated], ref_template=REF)
    return _spelt_map(schema)


def _spelt(schema: object) -> object:
    if isinstance(schema, list):
        return [_spelt(each) for each in schema]
    return _spelt_map(schema) if isinstance(schema, dict) else schema


def _spelt_map(schema: dict[str, Any]) -> dict[str, Any]:
    """Put a reference wherever a message's body stands."""
    if schema.get("title") == BODY:
        return {"$ref": REF.format(name=BODY)}
    return {name: _spelt(value) for name, value in schema.items()}
