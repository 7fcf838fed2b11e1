"""Anything that a client may say: hypothesis strategies built from the structs themselves."""

import string
from collections.abc import Callable
from typing import Any, Final

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from server.core import commands, ids
from server.core.values import MAX_INT

# Whole code points only, and no U+0000: what the wire takes.
CHARACTERS: Final = st.characters(codec="utf-8", exclude_characters="\x00")

_SIGNS: Final = string.ascii_letters + string.digits + "_-"
_NAMES: Final = {
    ids.ID: st.text(_SIGNS + ".:@", min_size=1, max_size=64),
    ids.CID: st.text(_SIGNS, min_size=8, max_size=64),
}


def of_type(kind: inspect.Type) -> st.SearchStrategy[Any]:
    """Return plain values of a type, as they stand in a decoded frame."""
    return _MAKERS[type(kind)](kind)


def _text(kind: inspect.StrType) -> st.SearchStrategy[str]:
    if kind.pattern is not None:
        return _NAMES[kind.pattern]
    return st.text(CHARACTERS, min_size=kind.min_length or 0, max_size=min(kind.max_length or 20, 40))


def _whole(kind: inspect.IntType) -> st.SearchStrategy[int]:
    low = -MAX_INT if kind.ge is None else kind.ge
    return st.integers(low, MAX_INT if kind.le is None else kind.le)


def _struct(kind: inspect.StructType) -> st.SearchStrategy[dict[str, Any]]:
    tag = {} if kind.tag_field is None else {kind.tag_field: st.just(kind.tag)}
    must = {field.encode_name: of_type(field.type) for field in kind.fields if field.required}
    may = {field.encode_name: of_type(field.type) for field in kind.fields if not field.required}
    return st.fixed_dictionaries(tag | must, optional=may)


_MAKERS: Final[dict[type, Callable[[Any], st.SearchStrategy[Any]]]] = {
    inspect.StrType: _text,
    inspect.IntType: _whole,
    inspect.BoolType: lambda _: st.booleans(),
    inspect.NoneType: lambda _: st.none(),
    inspect.LiteralType: lambda kind: st.sampled_from(sorted(kind.values)),
    inspect.UnionType: lambda kind: st.one_of([of_type(one) for one in kind.types]),
    inspect.ListType: lambda kind: st.lists(of_type(kind.item_type), max_size=4),
    inspect.DictType: lambda kind: st.dictionaries(of_type(kind.key_type), of_type(kind.value_type), max_size=4),
    inspect.StructType: _struct,
}

COMMANDS: Final = {
    command.__struct_config__.tag: of_type(msgspec.inspect.type_info(command)) for command in commands.ALL
}
COMMAND: Final = st.one_of(list(COMMANDS.values()))
SCALARS: Final = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INT, MAX_INT)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(CHARACTERS, max_size=10)
)
KEYS: Final = st.text(CHARACTERS, max_size=10)
PLAIN: Final = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)
