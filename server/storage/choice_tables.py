"""The tables of what admins choose: each choice by its noun, API keys, and where widgets were seen."""

from typing import Final

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint

from server.storage.tables import Id, Json, metadata

choices: Final = Table(
    "choices",
    metadata,
    Column("noun", String(16), nullable=False),
    Column("id", Id, nullable=False),
    Column("value", Json, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("noun", "id"),
)

api_keys: Final = Table(
    "api_keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("tail", String(8), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Id),
    Column("used_at", BigInteger),
    Column("revoked_at", BigInteger),
    UniqueConstraint("secret", name="uq_api_keys_secret"),
)

sightings: Final = Table(
    "sightings",
    metadata,
    Column("widget", Id, nullable=False),
    Column("origin", String(256), nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("widget", "origin"),
)
