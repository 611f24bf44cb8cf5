"""What the statements of reports share: the period as a condition, and moments as numbers."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, extract, func
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import tickets

Span = tuple[datetime, datetime]
"""Half-open."""

Person = tuple[int | None, str]
"""An id where it is a person's, and the name: programs have one alone."""

WHOLE = tickets.c.merged_into_id.is_(None)
"""The ticket did not go on in another one."""


def within(column: ColumnElement[Any], span: Span) -> ColumnElement[bool]:
    return and_(column >= span[0], column < span[1])


def seconds(tx: AsyncConnection, column: ColumnElement[Any]) -> ColumnElement[int]:
    """Since 1970: a hundred thousand numbers come much faster than as many moments."""
    if tx.dialect.name == "sqlite":
        return cast(func.strftime("%s", column), BigInteger)
    return cast(func.floor(extract("epoch", column)), BigInteger)
