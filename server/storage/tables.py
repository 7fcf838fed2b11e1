"""Every table, column and index; times are integer milliseconds since 1970."""

from typing import Any, Final

import orjson
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)


class Json(TypeDecorator[Any]):
    """A JSON value kept as the text it was written as, alike in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002, ANN401
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any | None:  # noqa: ARG002, ANN401
        return None if value is None else orjson.loads(value)


metadata: Final = MetaData()
_Id = String(64).with_variant(String(64, collation="C"), "postgresql")
Id: Final = _Id
"""For tables that stand in a file of their own."""
_ZERO: Final = text("0")

meta: Final = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

users: Final = Table(
    "users",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("role", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("verified", String(32), nullable=False),
    Column("busy", Integer, nullable=False, server_default=_ZERO),
    Column("busy_until", BigInteger, nullable=False, server_default=_ZERO),
    Column("banned_at", BigInteger),
)
Index(
    "ix_users_banned_at",
    users.c.banned_at,
    sqlite_where=users.c.banned_at.is_not(None),
    postgresql_where=users.c.banned_at.is_not(None),
)

rooms: Final = Table(
    "rooms",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("parent", _Id),
    Column("audience", String(32)),
    Column("subject", Text, nullable=False),
    Column("status", String(32), nullable=False),
    Column("locked", Boolean, nullable=False, server_default=false()),
    Column("locks_at", BigInteger),
    Column("waiting_since", BigInteger),
    Column("waiting_reason", Text),
    Column("waiting_by", _Id),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("cursor_rev", BigInteger, nullable=False, server_default=_ZERO),
    Column("facts", Json, nullable=False),
    Column("metadata", Json, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("stage", String(64)),
    Column("silenced", Json),
    Index("ix_rooms_parent", "parent"),
    Index("ix_rooms_last_at", "last_at", "id"),
    Index("ix_rooms_locks_at", "locks_at"),
)

participants: Final = Table(
    "participants",
    metadata,
    Column("room", _Id, nullable=False),
    Column("user", _Id, nullable=False),
    Column("role", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("verified", String(32), nullable=False),
    Column("joined_seq", BigInteger, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("left_seq", BigInteger),
    Column("left_reason", String(32)),
    Column("delivered", BigInteger, nullable=False, server_default=_ZERO),
    Column("read", BigInteger, nullable=False, server_default=_ZERO),
    Column("was", Json),
    Column("joined_at", BigInteger, nullable=False, server_default=_ZERO),
    PrimaryKeyConstraint("room", "user"),
    Index("ix_participants_user", "user"),
)

entries: Final = Table(
    "entries",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("txid", BigInteger, nullable=False, server_default=_ZERO),
    Column("room", _Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("author", _Id, nullable=False),
    Column("author_name", Text),
    Column("author_role", String(32)),
    Column("at", BigInteger, nullable=False),
    Column("cid", _Id),
    Column("digest", Text),
    Column("target", BigInteger),
    Column("reply_to", BigInteger),
    Column("body", Json, nullable=False),
    Column("current", Json),
    Column("rev", BigInteger),
    Column("redacted_by", _Id),
    Column("redacted_at", BigInteger),
    Column("reactions", Json),
    Column("answer", Json),
    Column("expires_at", BigInteger),
    UniqueConstraint("room", "seq", name="uq_entries_room_seq"),
    UniqueConstraint("room", "author", "cid", name="uq_entries_room_author_cid"),
)
Index(
    "ix_entries_target",
    entries.c.room,
    entries.c.target,
    sqlite_where=entries.c.target.is_not(None),
    postgresql_where=entries.c.target.is_not(None),
)
Index(
    "ix_rooms_waiting",
    rooms.c.waiting_since,
    sqlite_where=rooms.c.waiting_since.is_not(None),
    postgresql_where=rooms.c.waiting_since.is_not(None),
)
Index("ix_entries_place", entries.c.txid, entries.c.position).ddl_if(dialect="postgresql")

uploads: Final = Table(
    "uploads",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("room", _Id, nullable=False),
    Column("user", _Id, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mime", String(128), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("preview", Boolean, nullable=False, server_default=false()),
    Column("seq", BigInteger),
    Column("state", String(32), nullable=False),
    Index("ix_uploads_room_seq", "room", "seq"),
    Index("ix_uploads_room_at", "room", "at"),
    Index("ix_uploads_user_at", "user", "at"),
    Index("ix_uploads_at", "at"),
)
Index(
    "ix_uploads_unsettled",
    uploads.c.state,
    uploads.c.at,
    sqlite_where=uploads.c.seq.is_(None) | (uploads.c.state != "ready"),
    postgresql_where=uploads.c.seq.is_(None) | (uploads.c.state != "ready"),
)

marks: Final = Table(
    "marks",
    metadata,
    Column("room", _Id, nullable=False),
    Column("user", _Id, nullable=False),
    Column("read", BigInteger, nullable=False),
    PrimaryKeyConstraint("room", "user"),
)

visitors: Final = Table(
    "visitors",
    metadata,
    Column("user", _Id, primary_key=True),
    Column("current", String(64), nullable=False),
    Column("previous", String(64)),
    Column("salt", String(64), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("rotated_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_why", String(32)),
    Column("merged_into", _Id),
    Column("merged_at", BigInteger),
    Index("ix_visitors_merged_into", "merged_into"),
)

openings: Final = Table(
    "openings",
    metadata,
    Column("user", _Id, primary_key=True),
    Column("room", _Id, nullable=False),
)

mutes: Final = Table(
    "mutes",
    metadata,
    Column("user", _Id, nullable=False),
    Column("muted", _Id, nullable=False),
    PrimaryKeyConstraint("user", "muted"),
)

invites: Final = Table(
    "invites",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("user", _Id, nullable=False),
    Column("room", _Id),
    Column("joined_seq", BigInteger),
    Column("secret", String(64), nullable=False),
    Column("devices", Integer, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", _Id),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("asked_at", BigInteger),
    Index("ix_invites_room", "room", "made_at"),
    Index("ix_invites_user", "user", "made_at"),
    Index("ix_invites_expires_at", "expires_at"),
)

devices: Final = Table(
    "devices",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("invite", _Id, nullable=False),
    Column("key", String(64)),
    Column("label", Text, nullable=False),
    Column("current", String(64), nullable=False),
    Column("previous", String(64)),
    Column("salt", String(64), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("rotated_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_why", String(32)),
    Index("ix_devices_invite", "invite", "made_at"),
)

leases: Final = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)

places: Final = Table(
    "places",
    metadata,
    Column("follower", String(64), primary_key=True),
    Column("txid", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
