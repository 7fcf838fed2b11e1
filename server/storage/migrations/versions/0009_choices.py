"""What admins choose, API keys, and where widgets were seen."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_Id = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "choices",
        sa.Column("noun", sa.String(16), nullable=False),
        sa.Column("id", _Id, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("noun", "id"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("tail", sa.String(8), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", _Id),
        sa.Column("used_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.UniqueConstraint("secret", name="uq_api_keys_secret"),
    )
    op.create_table(
        "sightings",
        sa.Column("widget", _Id, nullable=False),
        sa.Column("origin", sa.String(256), nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("widget", "origin"),
    )
