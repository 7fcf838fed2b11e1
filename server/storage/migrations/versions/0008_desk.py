"""How staff stand to each room, and the agents at work."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_Id = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    """Add tables, and an index of the rooms in which somebody waits."""
    op.create_table(
        "desk",
        sa.Column("room", _Id, primary_key=True),
        sa.Column("agent", _Id),
        sa.Column("state", sa.String(16)),
        sa.Column("since", sa.BigInteger),
        sa.Column("until", sa.BigInteger),
        sa.Column("sender", _Id),
        sa.Column("team", _Id),
        sa.Column("back_at", sa.BigInteger),
        sa.Column("last", _Id),
        sa.Column("priority", sa.String(16)),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("needs", sa.Text, nullable=False),
        sa.Column("hold", sa.String(16)),
        sa.Column("wake_at", sa.BigInteger),
    )
    for name in ("agent", "team", "hold"):
        where = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_desk_{name}", "desk", [name], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "agents",
        sa.Column("user", _Id, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("has", sa.Text, nullable=False),
    )
    called = sa.text("waiting_since IS NOT NULL")
    op.create_index("ix_rooms_waiting", "rooms", ["waiting_since"], sqlite_where=called, postgresql_where=called)
