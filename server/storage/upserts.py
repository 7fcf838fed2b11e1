"""Insert a row, or change the one of that key: the one statement whose spelling SQLAlchemy leaves to the databases."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, row: dict[str, Any], where: ColumnElement[bool] | None = None) -> bool:
    """Put the row in place of the one with its key, if that one meets `where`; tell whether it stands."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key]
    statement = dialect.insert(table).values(row)
    news = {name: statement.excluded[name] for name in row if name not in keys}
    told = statement.on_conflict_do_update(index_elements=keys, set_=news, where=where).returning(*table.primary_key)
    return connection.execute(told).first() is not None


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert the row unless its key is taken; tell whether it was inserted."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    told = dialect.insert(table).values(row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(told).first() is not None


def insert_all_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose keys are not taken, in one statement."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)
