"""The migrations make exactly the tables that the code speaks of."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from server.storage import away_tables, choice_tables, desk_tables, staff_tables
from server.storage.database import open_database
from server.storage.tables import metadata

EVERYWHERE = (away_tables.metadata, choice_tables.choices, desk_tables.desk, staff_tables.metadata)
"""Files of tables of their own: known to the list once they are imported."""


def test_the_migrated_tables_are_the_tables(url):
    database = open_database(url)
    with database.engine.connect() as connection:
        options = {"include_object": lambda *item: belongs(database.kind, *item)}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        inspector = inspect(connection)
        for table in metadata.sorted_tables:
            found = inspector.get_columns(table.name)
            assert [column["name"] for column in found] == [column.name for column in table.columns]
            assert [column["nullable"] for column in found] == [column.nullable for column in table.columns]
    database.close()


def belongs(kind, _item, name, *_) -> bool:
    """One index is PostgreSQL's alone."""
    return kind == "postgresql" or name != "ix_entries_place"


def test_migrating_again_changes_nothing(url):
    for _ in range(2):
        open_database(url).close()
