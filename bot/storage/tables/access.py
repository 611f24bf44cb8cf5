"""Sign-in, API tokens and what programs are told; dialogs."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from bot.storage.tables.metadata import metadata, partial_index
from bot.storage.types import BigId, Moment

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
Index("ix_sessions_person_id_began_at", sessions.c.person_id, sessions.c.began_at)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

# What was answered to a call that made something, so that the same call makes it once.
idempotent_calls = Table(
    "idempotent_calls",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    # Of the request: the same key with another one is refused.
    Column("digest", String(64), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
)

# Programs of the company that are called when something happens. Their secrets are derived, not stored.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("url", Text, nullable=False),
    Column("events", JSON, nullable=False),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("ended_at", Moment),
    # The newest ticket whose opening it was told of, or that was there before it.
    Column("told_ticket_id", BigInteger, nullable=False),
)

# What happened, for those programs: a ticket opened, accepted, answered, ...
events = Table(
    "events",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("about", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)

# One event for one of those programs.
webhook_calls = Table(
    "webhook_calls",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("webhook_id", ForeignKey("webhooks.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(8), nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("error", Text),
)
partial_index("ix_webhook_calls_waiting", webhook_calls.c.due_at, where="state = 'waiting'")

# aiogram's state machine: where each person stands in a dialog.
dialogs = Table(
    "dialogs",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("state", String(128)),
    Column("data", JSON, nullable=False),
)
