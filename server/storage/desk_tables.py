"""The tables of the desk: how staff stand to each room, and the agents at work; rows to values and back."""

from typing import Any, Final

import orjson
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, false, text

from server.core.tending import LISTS, Tending
from server.storage.driver import Row
from server.storage.tables import Id, Json, metadata

desk: Final = Table(
    "desk",
    metadata,
    Column("room", Id, primary_key=True),
    Column("agent", Id),
    Column("state", String(16)),
    Column("since", BigInteger),
    Column("until", BigInteger),
    Column("sender", Id),
    Column("team", Id),
    Column("back_at", BigInteger),
    Column("last", Id),
    Column("priority", String(16)),
    Column("labels", Json, nullable=False),
    Column("needs", Json, nullable=False),
    Column("hold", String(16)),
    Column("wake_at", BigInteger),
    Column("due_at", BigInteger),
    Column("spam", Boolean, nullable=False, server_default=false()),
    Column("silenced", Json, nullable=False, server_default=text("'[]'")),
)
for _name in ("agent", "team", "hold"):
    _column = desk.c[_name]
    Index(f"ix_desk_{_name}", _column, sqlite_where=_column.is_not(None), postgresql_where=_column.is_not(None))

agents: Final = Table(
    "agents",
    metadata,
    Column("user", Id, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("has", Json, nullable=False),
)


def tended(row: Row) -> Tending:
    """Read how staff stand to a room (statements.DESK)."""
    _, *values = row
    fields: dict[str, Any] = dict(zip(Tending.__struct_fields__, values, strict=True))
    lists = {name: tuple(orjson.loads(fields[name])) for name in LISTS}
    return Tending(**{**fields, **lists, "spam": bool(fields["spam"])})


def tended_row(room: str, tending: Tending) -> list[object]:
    """Write it as statements.DESK."""
    fields = {name: getattr(tending, name) for name in Tending.__struct_fields__}
    lists = {name: orjson.dumps(fields[name]).decode() for name in LISTS}
    return [room, *{**fields, **lists}.values()]
