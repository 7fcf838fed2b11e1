"""The people of the house: who they are, their one-time links, their sessions, what they did."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def _id() -> sa.types.TypeEngine[str]:
    return sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables of staff, their links and sessions, and the audit log."""
    op.create_table(
        "staff",
        sa.Column("user", _id(), primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.UniqueConstraint("email", name="uq_staff_email"),
    )
    _make_links()
    _make_sessions()
    op.create_table(
        "audit",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", _id()),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("on", _id()),
        sa.Column("more", sa.Text, nullable=False),
    )


def _make_links() -> None:
    op.create_table(
        "staff_links",
        sa.Column("id", _id(), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("user", _id()),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", _id()),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_index("ix_staff_links_email", "staff_links", ["email"])
    op.create_index("ix_staff_links_expires_at", "staff_links", ["expires_at"])


def _make_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", _id(), primary_key=True),
        sa.Column("user", _id(), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("ended_why", sa.String(32)),
    )
    op.create_index("ix_staff_sessions_user", "staff_sessions", ["user", "made_at"])
    op.create_index("ix_staff_sessions_expires_at", "staff_sessions", ["expires_at"])
