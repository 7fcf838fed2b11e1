"""Any number of keys bound as one JSON document: a statement whose text never changes, and is compiled once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CTE, ColumnElement, String, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine


def strings(dialect: str, bound: str, column: str) -> CTE:
    """Return the rows (`column`) of the JSON list that is bound as `bound`."""
    document = bindparam(bound, type_=String)
    if dialect == "sqlite":
        value = func.json_each(document).table_valued("value").c.value
    else:
        value = func.jsonb_array_elements_text(cast(document, JSONB)).column_valued("value")
    return select(cast(value, String()).label(column)).cte(f"asked_{bound}")


def rows(dialect: str, bound: str, columns: Mapping[str, TypeEngine[Any]]) -> CTE:
    """Return the rows, with these columns, of the JSON list of lists that is bound as `bound`."""
    document = bindparam(bound, type_=String)
    items: list[ColumnElement[Any]]
    if dialect == "sqlite":
        value = func.json_each(document).table_valued("value").c.value
        items = [func.json_extract(value, f"$[{place}]") for place in range(len(columns))]
    else:
        value = func.jsonb_array_elements(cast(document, JSONB)).column_valued("value")
        items = [value.op("->>")(place) for place in range(len(columns))]
    named = zip(items, columns.items(), strict=True)
    return select(*(cast(item, kind).label(name) for item, (name, kind) in named)).cte(f"asked_{bound}")
