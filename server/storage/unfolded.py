"""Any number of keys bound as one JSON document: a statement whose text never changes, and is compiled once."""

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
    return select(cast(value, String()).label(column)).cte("who")


def pairs(dialect: str, second: str, kind: TypeEngine[Any] | None = None) -> CTE:
    """Return the rows (room, `second`) of the JSON list of pairs that is bound as `pairs`."""
    document = bindparam("pairs", type_=String)
    items: list[ColumnElement[Any]]
    if dialect == "sqlite":
        value = func.json_each(document).table_valued("value").c.value
        items = [func.json_extract(value, "$[0]"), func.json_extract(value, "$[1]")]
    else:
        value = func.jsonb_array_elements(cast(document, JSONB)).column_valued("value")
        items = [value.op("->>")(0), value.op("->>")(1)]
    return select(items[0].label("room"), cast(items[1], kind or String()).label(second)).cte("who")
