"""The tables of the people of the house: who they are, their one-time links, their sessions, what they did."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from server.storage.tables import Id, Json, metadata

staff: Final = Table(
    "staff",
    metadata,
    Column("user", Id, primary_key=True),
    Column("email", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    UniqueConstraint("email", name="uq_staff_email"),
)

staff_links: Final = Table(
    "staff_links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("email", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("user", Id),
    Column("secret", String(64), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Id),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("revoked_at", BigInteger),
    Index("ix_staff_links_email", "email"),
    Index("ix_staff_links_expires_at", "expires_at"),
)

staff_sessions: Final = Table(
    "staff_sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user", Id, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("label", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_why", String(32)),
    Index("ix_staff_sessions_user", "user", "made_at"),
    Index("ix_staff_sessions_expires_at", "expires_at"),
)

audit: Final = Table(
    "audit",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Id),
    Column("act", String(32), nullable=False),
    Column("on", Id),
    Column("more", Json, nullable=False),
)
