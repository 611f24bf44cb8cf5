"""The inbox and its books."""

from sqlalchemy import JSON, BigInteger, Column, Date, Index, Integer, String, Table, Text, text

from bot.storage.tables.metadata import metadata
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
Index(
    "ix_updates_waiting",
    updates.c.id,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index("ix_updates_dead", updates.c.id, sqlite_where=text("state = 'dead'"), postgresql_where=text("state = 'dead'"))

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
