"""The first tables: rooms, who takes part, the log, and what followers remember."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _id() -> sa.types.TypeEngine[str]:
    return sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _from_zero(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default=sa.text("0"))


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), nullable=False)


def upgrade() -> None:
    """Make every table."""
    _make_rooms()
    _make_participants()
    _make_entries()
    _make_sides()


def _make_rooms() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", _id(), primary_key=True),
        _word("kind"),
        sa.Column("parent", _id()),
        sa.Column("audience", sa.String(32)),
        _text("subject"),
        _word("status"),
        sa.Column("locked", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("locks_at", sa.BigInteger),
        sa.Column("waiting_since", sa.BigInteger),
        sa.Column("waiting_reason", sa.Text),
        sa.Column("waiting_by", _id()),
        _count("last_seq"),
        _count("last_at"),
        _count("version"),
        _from_zero("cursor_rev"),
        _text("facts"),
        _text("metadata"),
        _count("created_at"),
    )
    op.create_index("ix_rooms_parent", "rooms", ["parent"])
    op.create_index("ix_rooms_last_at", "rooms", ["last_at", "id"])
    op.create_index("ix_rooms_locks_at", "rooms", ["locks_at"])


def _make_participants() -> None:
    op.create_table(
        "users",
        sa.Column("id", _id(), primary_key=True),
        _word("role"),
        _text("name"),
        _word("verified"),
    )
    op.create_table(
        "participants",
        sa.Column("room", _id(), primary_key=True),
        sa.Column("user", _id(), primary_key=True),
        _word("role"),
        _text("name"),
        _word("verified"),
        _count("joined_seq"),
        _count("first_seq"),
        sa.Column("left_seq", sa.BigInteger),
        sa.Column("left_reason", sa.String(32)),
        _from_zero("delivered"),
        _from_zero("read"),
    )
    op.create_index("ix_participants_user", "participants", ["user"])
    op.create_table(
        "marks",
        sa.Column("room", _id(), primary_key=True),
        sa.Column("user", _id(), primary_key=True),
        _count("read"),
    )


def _make_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        _from_zero("txid"),
        sa.Column("room", _id(), nullable=False),
        _count("seq"),
        _word("kind"),
        sa.Column("author", _id(), nullable=False),
        sa.Column("author_name", sa.Text),
        sa.Column("author_role", sa.String(32)),
        _count("at"),
        sa.Column("cid", _id()),
        sa.Column("digest", sa.Text),
        sa.Column("target", sa.BigInteger),
        sa.Column("reply_to", sa.BigInteger),
        _text("body"),
        sa.Column("current", sa.Text),
        sa.Column("rev", sa.BigInteger),
        sa.Column("redacted_by", _id()),
        sa.Column("redacted_at", sa.BigInteger),
        sa.Column("reactions", sa.Text),
        sa.UniqueConstraint("room", "seq", name="uq_entries_room_seq"),
        sa.UniqueConstraint("room", "author", "cid", name="uq_entries_room_author_cid"),
    )
    aimed = sa.text("target IS NOT NULL")
    op.create_index("ix_entries_target", "entries", ["room", "target"], sqlite_where=aimed, postgresql_where=aimed)
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_entries_place", "entries", ["txid", "position"])


def _make_sides() -> None:
    op.create_table("meta", sa.Column("name", sa.String(64), primary_key=True), _text("value"))
    op.create_table(
        "leases",
        sa.Column("name", sa.String(64), primary_key=True),
        _text("owner"),
        _count("until"),
    )
    op.create_table(
        "places",
        sa.Column("follower", sa.String(64), primary_key=True),
        _count("txid"),
        _count("position"),
    )
