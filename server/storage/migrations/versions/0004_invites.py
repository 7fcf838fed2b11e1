"""Invitations, by the hash of their secret, and the devices that were let in by them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _id() -> sa.types.TypeEngine[str]:
    return sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables of invitations and devices."""
    op.create_table(
        "invites",
        sa.Column("id", _id(), primary_key=True),
        sa.Column("user", _id(), nullable=False),
        sa.Column("room", _id()),
        sa.Column("joined_seq", sa.BigInteger),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("devices", sa.Integer, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", _id()),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.Column("asked_at", sa.BigInteger),
    )
    op.create_index("ix_invites_room", "invites", ["room", "made_at"])
    op.create_index("ix_invites_user", "invites", ["user", "made_at"])
    op.create_index("ix_invites_expires_at", "invites", ["expires_at"])
    op.create_table(
        "devices",
        sa.Column("id", _id(), primary_key=True),
        sa.Column("invite", _id(), nullable=False),
        sa.Column("key", sa.String(64)),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("current", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64)),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("rotated_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("ended_why", sa.String(32)),
    )
    op.create_index("ix_devices_invite", "devices", ["invite", "made_at"])
