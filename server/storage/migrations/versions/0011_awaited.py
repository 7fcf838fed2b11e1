"""Who asked to be told when somebody of staff is there again."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _id() -> sa.types.TypeEngine[str]:
    return sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table of those who wait for somebody to be back."""
    op.create_table(
        "awaited",
        sa.Column("room", _id(), nullable=False),
        sa.Column("user", _id(), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("here", sa.Boolean, nullable=False),
        sa.Column("turned_at", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("room", "user"),
    )
