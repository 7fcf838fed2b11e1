"""Visitors with their secrets, the support room one opened, whom one muted, and who a participant was before."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _id() -> sa.types.TypeEngine[str]:
    return sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    """Make what visitors need."""
    op.add_column("participants", sa.Column("was", sa.Text))
    op.create_table(
        "visitors",
        sa.Column("user", _id(), primary_key=True),
        sa.Column("current", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64)),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("rotated_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("ended_why", sa.String(32)),
        sa.Column("merged_into", _id()),
        sa.Column("merged_at", sa.BigInteger),
    )
    op.create_index("ix_visitors_merged_into", "visitors", ["merged_into"])
    op.create_table("openings", sa.Column("user", _id(), primary_key=True), sa.Column("room", _id(), nullable=False))
    op.create_table("mutes", sa.Column("user", _id(), primary_key=True), sa.Column("muted", _id(), primary_key=True))
