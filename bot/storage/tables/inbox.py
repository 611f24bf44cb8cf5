"""The inbox and its books."""

from sqlalchemy import JSON, BigInteger, Column, Date, Integer, String, Table, Text

from bot.storage.tables.metadata import metadata, partial_index
from bot.storage.types import BigId, Moment

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
partial_index("ix_updates_waiting", updates.c.id, where="state = 'waiting'")
partial_index("ix_updates_dead", updates.c.id, where="state = 'dead'")

# The inbox's books of each day that is over.
reconciliations = Table(
    "reconciliations",
    metadata,
    Column("day", Date, primary_key=True),
    Column("received", Integer, nullable=False),
    Column("outcomes", JSON, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("counted_at", Moment, nullable=False),
)
