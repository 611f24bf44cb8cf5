"""The tables. Alembic's migrations lead to exactly this; a test holds the two together."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.storage.types import BigId, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The inbox: every update as it came, before anything is done with it.
updates = Table(
    "updates",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("lane", BigInteger, nullable=False),
    Column("raw", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(8), nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("outcome", String(64)),
    Column("error", Text),
    Column("done_at", Moment),
)
Index(
    "ix_updates_waiting",
    updates.c.id,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index("ix_updates_dead", updates.c.id, sqlite_where=text("state = 'dead'"), postgresql_where=text("state = 'dead'"))

customers = Table(
    "customers",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("username", Text),
    Column("language", String(8)),
    Column("first_seen_at", Moment, nullable=False),
    Column("migrated_at", Moment),
    Column("link_generation", Integer, nullable=False, server_default="0"),
)

# The channels: chats in which customers write.
chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String(8)),
    Column("first_seen_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("unreachable", String(32)),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("chat_id", BigInteger),
    Column("title", Text, nullable=False),
    Column("category", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("via", String(8), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("owner_id", BigInteger),
    Column("owner_name", Text),
    Column("promised_at", Moment),
    Column("link_generation", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
Index("ix_tickets_customer_id_id", tickets.c.customer_id, tickets.c.id)
Index("ix_tickets_state_id", tickets.c.state, tickets.c.id)

entries = Table(
    "entries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("via", String(8), nullable=False),
    Column("author_id", BigInteger),
    Column("author_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    Column("media_group_id", String(64)),
    # One message becomes one entry, whatever comes twice.
    UniqueConstraint("chat_id", "message_id"),
)
Index("ix_entries_ticket_id_id", entries.c.ticket_id, entries.c.id)
Index(
    "ix_entries_chat_id_media_group_id",
    entries.c.chat_id,
    entries.c.media_group_id,
    sqlite_where=text("media_group_id IS NOT NULL"),
    postgresql_where=text("media_group_id IS NOT NULL"),
)

files = Table(
    "files",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("entry_id", ForeignKey("entries.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("telegram_file_id", Text, nullable=False),
    Column("name", Text),
    Column("mime", Text),
    Column("size", BigInteger),
)

# What a holdout wrote after closing: kept for the desk's form, a ticket only when they send it there.
drafts = Table(
    "drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    UniqueConstraint("chat_id", "message_id"),
)

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
    Column("state", String(16), nullable=False, server_default="planned"),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("planned_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("message_id", BigInteger),
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

# One row: the transition as it is planned now.
transition = Table(
    "transition",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("launch", Moment, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("announce_from", Date),
    Column("closed_at", Moment),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("days BETWEEN 20 AND 30", name="window"),
)

transition_changes = Table(
    "transition_changes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("field", String(32), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("reason", Text),
)

# What closing a channel did, step by step, so that it can be repeated after a failure and undone.
closings = Table(
    "closings",
    metadata,
    Column("chat_id", ForeignKey("chats.id", onupdate="CASCADE"), primary_key=True),
    Column("began_at", Moment, nullable=False),
    Column("permissions_before", JSON(none_as_null=True)),
    Column("pinned_message_id", BigInteger),
    Column("read_only", Boolean, nullable=False, server_default=false()),
    Column("finished_at", Moment),
    Column("retry_at", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
)

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
