"""The transition, its changes, and what closing did."""

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
    # Closed before the window's end, from day 20 on.
    Column("ends_early_at", Moment),
    # Two times of day for announcements; null: as the configuration has them.
    Column("times", JSON(none_as_null=True)),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("days BETWEEN 20 AND 30", name="window"),
)

transition_changes = Table(
    "transition_changes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("field", String(64), nullable=False),
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
    # The bot's rights were looked at: what is missing of them, by name.
    Column("missing_rights", JSON(none_as_null=True)),
    # Kept before they are taken away, until they are given back; so are the pin and the topics.
    Column("permissions_before", JSON(none_as_null=True)),
    Column("pinned_message_id", BigInteger),
    Column("read_only", Boolean, nullable=False, server_default=false()),
    # Topics of a forum that were open before.
    Column("topics_closed", JSON(none_as_null=True)),
    # Being undone, or undone where finished_at is set.
    Column("reopened_at", Moment),
    Column("finished_at", Moment),
    Column("retry_at", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
)

# What admins granted to one channel, customer, account or to all: more time, no closing, or chat again for a time.
grants = Table(
    "grants",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("scope", String(16), nullable=False),
    # The channel's, customer's or account's; 0 for all.
    Column("scope_id", BigInteger, nullable=False),
    # Null for a channel that is left out of closing.
    Column("until", Moment),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by_id", BigInteger, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by_name", Text),
)
Index("ix_grants_scope", grants.c.scope, grants.c.scope_id)

# Changes that wait for a second admin.
proposals = Table(
    "proposals",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("act", String(32), nullable=False),
    Column("wish", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by_id", BigInteger, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("settled_by_id", BigInteger),
    Column("settled_by_name", Text),
    # Null while it waits.
    Column("accepted", Boolean),
)

# How far the move was at the end of each day.
funnel_days = Table(
    "funnel_days",
    metadata,
    Column("day", Date, primary_key=True),
    *(
        Column(name, Integer, nullable=False)
        for name in (
            *("known", "reached", "opened", "filed", "migrated", "holdouts"),
            *("chat_messages", "desk_messages", "chat_issues", "desk_issues"),
        )
    ),
    # Null where the day was made up for: who blocked the bot is known of the present only.
    Column("blocked", Integer),
    Column("counted_at", Moment, nullable=False),
)
