"""Sign-in, API tokens and dialogs."""

from sqlalchemy import JSON, BigInteger, Column, String, Table, Text

from bot.storage.tables.metadata import metadata
from bot.storage.types import Moment

# Sign-in of staff and admins: only hashes of the secrets are kept.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

# aiogram's state machine: where each person stands in a dialog.
dialogs = Table(
    "dialogs",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("state", String(128)),
    Column("data", JSON, nullable=False),
)
