"""The collection of all tables, and how their constraints and indexes of a part are named and made."""

from typing import Any

from sqlalchemy import Column, Index, MetaData, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def partial_index(name: str, *columns: Column[Any], where: str) -> Index:
    """Of those rows alone; ``where``: SQL that both databases understand."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
