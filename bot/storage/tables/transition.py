"""The transition, its changes, and what closing did."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    false,
)

from bot.storage.tables.metadata import metadata
from bot.storage.types import BigId, Moment

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
