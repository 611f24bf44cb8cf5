"""What staff do to tickets, beside the thread: promises, efforts, escalations, calls, rewards and improvements."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
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

# Every promised time, and what became of it (bot/casework/promises.py). One without an outcome stands.
promises = Table(
    "promises",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("promised_at", Moment, nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("by_id", BigInteger),
    Column("by_name", Text, nullable=False),
    Column("outcome", String(8)),
    Column("ended_at", Moment),
)

# Time and gestures of goodwill that a ticket cost. Money in hundredths of the company's currency.
efforts = Table(
    "efforts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("person_id", BigInteger),
    Column("person_name", Text, nullable=False),
    Column("minutes", Integer, nullable=False, server_default="0"),
    Column("cents", BigInteger, nullable=False, server_default="0"),
    Column("gesture", Text, nullable=False),
)

# Two tickets that have to do with each other; the lower number first.
ticket_links = Table(
    "ticket_links",
    metadata,
    Column("low_id", ForeignKey("tickets.id"), primary_key=True),
    Column("high_id", ForeignKey("tickets.id"), primary_key=True, index=True),
)

# Each step by which a ticket went up a level, once for each reason (bot/office/rules.py).
escalations = Table(
    "escalations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("at", Moment, nullable=False),
    # Null while it waits for working hours.
    Column("told_at", Moment),
    UniqueConstraint("ticket_id", "reason"),
)
partial_index("ix_escalations_untold", escalations.c.id, where="told_at IS NULL")

# How far rows of a table have been looked through (bot/watch.py).
cursors = Table(
    "cursors",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("position", BigInteger, nullable=False),
)

# Calls that staff made, and what came of them.
calls = Table(
    "calls",
    metadata,
    Column("id", BigId, primary_key=True),
    # Whom: a customer, or a contact of the company's lists who has not come yet.
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("contact_id", BigInteger, index=True),
    Column("ticket_id", ForeignKey("tickets.id"), index=True),
    Column("at", Moment, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("result", String(16), nullable=False),
    Column("note", Text, nullable=False),
    # When to call again, until somebody has called this customer since.
    Column("again_at", Moment),
)
partial_index("ix_calls_again", calls.c.again_at, where="again_at IS NOT NULL")

# What customers earned by filing on the desk (bot/office/rewards.py).
rewards = Table(
    "rewards",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("rule", String(64), nullable=False),
    Column("gift", Text, nullable=False),
    Column("earned_at", Moment, nullable=False),
    Column("handed_at", Moment),
    Column("handed_by_id", BigInteger),
    Column("handed_by_name", Text),
    UniqueConstraint("rule", "ticket_id"),
)

# What the company changes because of what customers complained of.
improvements = Table(
    "improvements",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("cause", String(16), nullable=False),
    Column("category", String(64)),
    Column("owner_id", BigInteger),
    Column("owner_name", Text, nullable=False),
    Column("due_on", Date),
    Column("created_at", Moment, nullable=False),
    Column("created_by_name", Text, nullable=False),
    Column("done_at", Moment),
    Column("result", Text, nullable=False),
)

improvement_tickets = Table(
    "improvement_tickets",
    metadata,
    Column("improvement_id", ForeignKey("improvements.id"), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True, index=True),
)

# How a ticket was before somebody's latest deed, so that they can take it back.
undos = Table(
    "undos",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("person_id", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("deed", String(16), nullable=False),
    # The columns that it changed, as they were.
    Column("before", JSON, nullable=False),
    # One press on many tickets is taken back as one.
    Column("batch", String(32), index=True),
    Column("taken_back", Boolean, nullable=False, server_default=false()),
)
