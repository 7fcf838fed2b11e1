"""The tables of what people who are away are told: reminders, what leaves the house, browsers, who is awaited."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text, text

from server.storage.tables import Id, Json, metadata

reminders: Final = Table(
    "reminders",
    metadata,
    Column("way", String(16), nullable=False),
    Column("room", Id, nullable=False),
    Column("user", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("told_at", BigInteger),
    PrimaryKeyConstraint("way", "room", "user"),
    Index("ix_reminders_room", "room"),
)
Index(
    "ix_reminders_due",
    reminders.c.due_at,
    sqlite_where=reminders.c.told_at.is_(None),
    postgresql_where=reminders.c.told_at.is_(None),
)
Index(
    "ix_reminders_told",
    reminders.c.told_at,
    sqlite_where=reminders.c.told_at.is_not(None),
    postgresql_where=reminders.c.told_at.is_not(None),
)

awaited: Final = Table(
    "awaited",
    metadata,
    Column("room", Id, nullable=False),
    Column("user", Id, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("here", Boolean, nullable=False),
    Column("turned_at", BigInteger, nullable=False),
    Column("told_at", BigInteger),
    PrimaryKeyConstraint("room", "user"),
)

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("way", String(16), nullable=False),
    Column("event", String(64), nullable=False),
    Column("target", Id),
    Column("room", Id),
    Column("user", Id),
    Column("seq", BigInteger),
    Column("body", Json, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_at", BigInteger, nullable=False),
    Column("status", Integer),
    Column("reason", Text),
    Column("done_at", BigInteger),
    Index("ix_deliveries_made_at", "made_at"),
)
Index(
    "ix_deliveries_waiting",
    deliveries.c.way,
    deliveries.c.next_at,
    sqlite_where=deliveries.c.state == "waiting",
    postgresql_where=deliveries.c.state == "waiting",
)

subscriptions: Final = Table(
    "subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user", Id, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("p256dh", String(128), nullable=False),
    Column("auth", String(64), nullable=False),
    Column("key", String(128), nullable=False),
    Column("lang", String(16), nullable=False),
    Column("device", Id),
    Column("room", Id),
    Column("made_at", BigInteger, nullable=False),
    Index("ix_subscriptions_user", "user", "made_at"),
    Index("ix_subscriptions_device", "device"),
)
