"""People who are away are told: reminders that are owed, what leaves the house, browsers that asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _id() -> sa.types.TypeEngine[str]:
    return sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def _index_where(name: str, table: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    """Make the tables of reminders, deliveries and subscriptions."""
    op.create_table(
        "reminders",
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("room", _id(), nullable=False),
        sa.Column("user", _id(), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("way", "room", "user"),
    )
    op.create_index("ix_reminders_room", "reminders", ["room"])
    _index_where("ix_reminders_due", "reminders", ["due_at"], "told_at IS NULL")
    _index_where("ix_reminders_told", "reminders", ["told_at"], "told_at IS NOT NULL")
    _make_deliveries()
    _make_subscriptions()


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", _id(), primary_key=True),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("target", _id()),
        sa.Column("room", _id()),
        sa.Column("user", _id()),
        sa.Column("seq", sa.BigInteger),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("reason", sa.Text),
        sa.Column("done_at", sa.BigInteger),
    )
    op.create_index("ix_deliveries_made_at", "deliveries", ["made_at"])
    _index_where("ix_deliveries_waiting", "deliveries", ["way", "next_at"], "state = 'waiting'")


def _make_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", _id(), primary_key=True),
        sa.Column("user", _id(), nullable=False),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("p256dh", sa.String(128), nullable=False),
        sa.Column("auth", sa.String(64), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("lang", sa.String(16), nullable=False),
        sa.Column("device", _id()),
        sa.Column("room", _id()),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_subscriptions_user", "subscriptions", ["user", "made_at"])
    op.create_index("ix_subscriptions_device", "subscriptions", ["device"])
