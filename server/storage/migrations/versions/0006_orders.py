"""Where an order stands, what came of a request, until when an announcement is shown, how busy a shop is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add columns; none of them needs a look at the rows that are there."""
    zero = sa.text("0")
    op.add_column("rooms", sa.Column("stage", sa.String(64)))
    op.add_column("participants", sa.Column("joined_at", sa.BigInteger, nullable=False, server_default=zero))
    op.add_column("entries", sa.Column("answer", sa.Text))
    op.add_column("entries", sa.Column("expires_at", sa.BigInteger))
    op.add_column("users", sa.Column("busy", sa.Integer, nullable=False, server_default=zero))
    op.add_column("users", sa.Column("busy_until", sa.BigInteger, nullable=False, server_default=zero))
