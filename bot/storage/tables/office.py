"""What staff and admins set on pages, and the record of it."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.tables.metadata import metadata
from bot.storage.types import BigId, Moment

# One row for each document (bot/office/documents.py) that admins changed; where there is none, the configuration's
# stands, else the default.
office_documents = Table(
    "office_documents",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", JSON, nullable=False),
    # Counts changes, so that of two who save at once the second is told.
    Column("version", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# Who changed what, when, from what and to what.
changes = Table(
    "changes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("person_id", BigInteger),
    Column("person_name", Text, nullable=False),
    # A document's key, or another noun.
    Column("subject", String(32), nullable=False),
    # What of it: a member's id, a category's key.
    Column("item", Text, nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
)
Index("ix_changes_subject_id", changes.c.subject, changes.c.id)
# For the record, which is read by time.
Index("ix_changes_at_id", changes.c.at, changes.c.id)

# Filters of the queue that somebody keeps under a name.
views = Table(
    "views",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("person_id", "name"),
)
