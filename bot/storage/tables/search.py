"""What of tickets is still to be indexed for the search.

The index itself, `search_index`, is made by a migration alone: on SQLite it is a table of the FTS5 module, on
PostgreSQL one with a GIN index. Triggers on `entries` and `tickets` write here, so that no change of a text is missed.
"""

from sqlalchemy import BigInteger, Column, Table

from bot.storage.tables.metadata import metadata
from bot.storage.types import BigId

search_due = Table(
    "search_due",
    metadata,
    Column("id", BigId, primary_key=True),
    # May stand here several times: whoever writes waits for nobody else who does.
    Column("ticket_id", BigInteger, nullable=False),
)
