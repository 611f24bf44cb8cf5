"""All tickets as a table for spreadsheet programs: what people look at, beside what machines read."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import accounts, customers, tickets

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that this is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    tickets.c.id.label("ticket"),
    tickets.c.title,
    tickets.c.category,
    tickets.c.department,
    tickets.c.state,
    tickets.c.via,
    tickets.c.customer_id,
    customers.c.name.label("customer"),
    accounts.c.name.label("company"),
    tickets.c.owner_name.label("owner"),
    tickets.c.opened_at,
    tickets.c.accepted_at,
    tickets.c.answered_at,
    tickets.c.promised_at,
    tickets.c.resolved_at,
    tickets.c.urgent,
    tickets.c.cause,
    tickets.c.way,
    tickets.c.done,
    tickets.c.rating,
    tickets.c.rating_text,
    tickets.c.reopenings,
)


async def pages(tx: AsyncConnection, size: int) -> AsyncIterator[bytes]:
    """CSV in UTF-8, in pieces; moments in UTC."""
    yield _lines([[column.key for column in _COLUMNS]], BYTE_ORDER_MARK)
    joined = tickets.outerjoin(customers, tickets.c.customer_id == customers.c.id)
    joined = joined.outerjoin(accounts, customers.c.account_id == accounts.c.id)
    statement = select(*_COLUMNS).select_from(joined).order_by(tickets.c.id).limit(size)
    after = 0
    while page := (await tx.execute(statement.where(tickets.c.id > after))).all():
        yield _lines(page)
        after = page[-1].ticket


def _lines(rows: Sequence[Sequence[object]], beginning: str = "") -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([_cell(value) for value in row] for row in rows)
    # Half of a pair of surrogates fits no file.
    return f"{beginning}{written.getvalue()}".encode("utf-8", "replace")


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    # What a spreadsheet program would take for a formula gets an apostrophe in front.
    return f"'{value}" if isinstance(value, str) and value.lstrip().startswith(_FORMULA) else value
