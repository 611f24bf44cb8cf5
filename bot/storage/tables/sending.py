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
)

from bot.storage.tables.metadata import metadata, partial_index
from bot.storage.types import BigId, Moment

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("slot", String(32), unique=True),
    Column("texts", JSON, nullable=False),
    Column("attachments", JSON(none_as_null=True)),
    Column("buttons", JSON(none_as_null=True)),
    # How it is written: bot/storage/audiences.py.
    Column("audience", String(32), nullable=False),
    Column("state", String(16), nullable=False, server_default="scheduled"),
    Column("due_at", Moment, nullable=False),
    Column("created_by", BigInteger),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    # Since when what was sent of it is being deleted again.
    Column("withdrawn_at", Moment),
    Column("withdrawal_ended_at", Moment),
    Column("origin", String(64), unique=True),
    # Its author's: what tells them how it goes is worded when they are not there to be asked.
    Column("language", String(8)),
)
partial_index("ix_broadcasts_scheduled", broadcasts.c.due_at, where="state = 'scheduled'")
partial_index("ix_broadcasts_unfinished", broadcasts.c.state, where="finished_at IS NULL")

partial_index(
    "ix_broadcasts_being_withdrawn", broadcasts.c.id, where="withdrawn_at IS NOT NULL AND withdrawal_ended_at IS NULL"
)

# Whom a broadcast to a list of ids goes to.
recipients = Table(
    "recipients",
    metadata,
    Column("broadcast_id", ForeignKey("broadcasts.id"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
)

# What staff made of the announcements' words; where they made nothing, the words in the code stand.
announcement_texts = Table(
    "announcement_texts",
    metadata,
    Column("phase", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("text", Text, nullable=False),
    Column("changed_by", BigInteger, nullable=False),
    Column("changed_at", Moment, nullable=False),
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
    # Of an album: the messages after the first.
    Column("further_message_ids", JSON(none_as_null=True)),
    # Taken back by staff after it was sent.
    Column("deleted_at", Moment),
    # A card whose ticket changed while it was being sent: to be shown anew at once.
    Column("stale", Boolean, nullable=False, server_default=false()),
    # Never twice for one (slot, chat): the slot is the occasion of an announcement.
    UniqueConstraint("occasion", "chat_id"),
)
partial_index(
    "ix_deliveries_planned",
    deliveries.c.priority,
    deliveries.c.due_at,
    deliveries.c.id,
    where="state = 'planned' AND purpose <> 'staff-card' AND broadcast_id IS NULL",
)
# Staff's cards are claimed chat by chat.
partial_index(
    "ix_deliveries_staff_cards",
    deliveries.c.chat_id,
    deliveries.c.due_at,
    deliveries.c.id,
    where="state = 'planned' AND purpose = 'staff-card'",
)
# Broadcasts are claimed one by one, so that a paused one costs nothing, and a long one no more at its end.
partial_index(
    "ix_deliveries_broadcast_id_state_id",
    deliveries.c.broadcast_id,
    deliveries.c.state,
    deliveries.c.id,
    where="broadcast_id IS NOT NULL",
)
partial_index("ix_deliveries_sending", deliveries.c.id, where="state = 'sending'")
Index("ix_deliveries_chat_id_message_id", deliveries.c.chat_id, deliveries.c.message_id)
