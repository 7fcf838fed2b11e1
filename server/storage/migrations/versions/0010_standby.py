"""Follow-ups, spam, who may only read; who is banned."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add columns to `desk`, `rooms` and `users`."""
    op.add_column("desk", sa.Column("due_at", sa.BigInteger))
    op.add_column("desk", sa.Column("spam", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("desk", sa.Column("silenced", sa.Text, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("rooms", sa.Column("silenced", sa.Text))
    op.add_column("users", sa.Column("banned_at", sa.BigInteger))
    banned = sa.text("banned_at IS NOT NULL")
    op.create_index("ix_users_banned_at", "users", ["banned_at"], sqlite_where=banned, postgresql_where=banned)
