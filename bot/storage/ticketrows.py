"""Tickets as they stand in the database's rows."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import RowMapping

from bot.storage.schema import tickets
from bot.tickets import State, Ticket, Via

_NAMES = tuple(field.name for field in fields(Ticket))
COLUMNS = tuple(tickets.c[name] for name in _NAMES)
"""In the order of a Ticket's fields, for `of_row`."""
BEHIND_ALL = 2**63 - 1
"""More than the number of any ticket."""
_STATE, _VIA = _NAMES.index("state"), _NAMES.index("via")


def ticket_of(row: RowMapping) -> Ticket:
    return of_row([row[name] for name in _NAMES])


def of_row(row: Sequence[Any]) -> Ticket:
    """``row``: of COLUMNS. For lists: to find each value by its name costs more than the statement."""
    values = list(row)
    values[_STATE], values[_VIA] = State(values[_STATE]), Via(values[_VIA])
    return Ticket(*values)
