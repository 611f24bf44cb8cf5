"""Broadcasts and deliveries."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.storage.tables.metadata import metadata
from bot.storage.types import BigId, Moment

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("slot", String(32), unique=True),
    Column("texts", JSON, nullable=False),
    Column("audience", String(32), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("created_by", BigInteger),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("origin", String(64), unique=True),
)
Index(
    "ix_broadcasts_due_at",
    broadcasts.c.due_at,
    sqlite_where=text("started_at IS NULL"),
    postgresql_where=text("started_at IS NULL"),
)

# One row is one message to one chat. `text` is null where the broadcast's own text is sent.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("occasion", String(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("broadcast_id", ForeignKey("broadcasts.id")),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("text", Text),
    Column("buttons", JSON),
    Column("reply_to", BigInteger),
    Column("thread_id", BigInteger),
    Column("state", String(16), nullable=False, server_default="planned"),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("planned_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("message_id", BigInteger),
    # A card whose ticket changed while it was being sent: to be shown anew at once.
    Column("stale", Boolean, nullable=False, server_default=false()),
    # Never twice for one (slot, chat): the slot is the occasion of an announcement.
    UniqueConstraint("occasion", "chat_id"),
)
Index(
    "ix_deliveries_planned",
    deliveries.c.priority,
    deliveries.c.due_at,
    deliveries.c.id,
    sqlite_where=text("state = 'planned'"),
    postgresql_where=text("state = 'planned'"),
)
Index(
    "ix_deliveries_sending",
    deliveries.c.id,
    sqlite_where=text("state = 'sending'"),
    postgresql_where=text("state = 'sending'"),
)
Index("ix_deliveries_broadcast_id_state", deliveries.c.broadcast_id, deliveries.c.state)
Index("ix_deliveries_chat_id_message_id", deliveries.c.chat_id, deliveries.c.message_id)
