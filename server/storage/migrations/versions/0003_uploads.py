"""Files that people send up: whose, for which room, carried by which message."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _id() -> sa.types.TypeEngine[str]:
    return sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table of uploads."""
    op.create_table(
        "uploads",
        sa.Column("id", _id(), primary_key=True),
        sa.Column("room", _id(), nullable=False),
        sa.Column("user", _id(), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mime", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("preview", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("seq", sa.BigInteger),
        sa.Column("state", sa.String(32), nullable=False),
    )
    op.create_index("ix_uploads_room_seq", "uploads", ["room", "seq"])
    op.create_index("ix_uploads_room_at", "uploads", ["room", "at"])
    op.create_index("ix_uploads_user_at", "uploads", ["user", "at"])
    op.create_index("ix_uploads_at", "uploads", ["at"])
    unsettled = sa.text("seq IS NULL OR state != 'ready'")
    op.create_index(
        "ix_uploads_unsettled", "uploads", ["state", "at"], sqlite_where=unsettled, postgresql_where=unsettled
    )
