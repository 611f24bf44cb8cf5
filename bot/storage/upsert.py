"""INSERT .. ON CONFLICT, which SQLAlchemy spells per database."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert(tx: AsyncConnection, table: Table) -> sqlite.Insert:
    """The insert of this connection's database; both kinds share the methods that we use."""
    return insert_on(tx.dialect.name, table)


def insert_on(dialect: str, table: Table) -> sqlite.Insert:
    """For statements that are built once for each kind of database."""
    kind = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return kind(table)  # type: ignore[return-value]  # two classes, one interface, no common base
