"""A row of every table, whatever tables there are, and how two databases are compared."""

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Integer, SmallInteger, String, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.exports.contents import GIVEN, TABLES, own_references
from bot.shelf import new_name
from bot.storage.database import Database
from bot.storage.schema import files, metadata, search_due, transition
from bot.storage.types import Moment

MOMENT = datetime(2026, 4, 1, 6, 0, 0, 123456, tzinfo=UTC)
WORDS = ("", "Die Seite ist weg", "网站打不开了 😀", 'a "quoted", line\nand\tmore\u2028\x85', "=1+1", "\\u0041\r\n'")
NESTED = ({"zh": "你好", "": '"'}, ["\ud83d", 1, None, True], "text", 0, {"deep": [{"er": "\u0000"}]})
HIGHEST = 2**62


def rows_of(
    table: Table,
    count: int,
    chance: random.Random,
    before: dict[str, list[Any]],
    words: Sequence[str] = WORDS,
    nested: Sequence[Any] = NESTED,
) -> list[dict[str, Any]]:
    """Rows that fit the table, and refer only to those of ``before``, or to one another."""
    keys = before.setdefault(table.name, [])
    found = []
    for number in range(count):
        row = {column.key: _value(column, number, chance, before, words, nested) for column in table.columns}
        if table is transition:
            row |= {"id": 1, "days": 25}
        if table is files:
            row |= {"state": "stored", "stored_as": new_name()}
        found.append(row)
        keys.append(row[next(iter(table.primary_key)).key])
    for column in own_references(table):
        # The first refers to the last, which is not there yet when the first is read.
        for row, other in zip(found, reversed(found), strict=True):
            row[column.key] = other["id"] if chance.random() < 0.7 else None
    return found[:1] if table is transition else found


def _value(
    column: Column[Any],
    number: int,
    chance: random.Random,
    before: dict[str, list[Any]],
    words: Sequence[str],
    nested: Sequence[Any],
) -> Any:
    unique = column.primary_key or column.unique or column.key in {"message_id", "occasion", "reason", "rule", "name"}
    for key in column.foreign_keys:
        if key.column.table is not column.table:
            there = before[key.column.table.name]
            return there[number % len(there)]
    if column.nullable and not unique and chance.random() < 0.3:
        return None
    match column.type:
        case Moment():
            return MOMENT + timedelta(microseconds=chance.randrange(10**12))
        case Date():
            return date(2026, 1, 1) + timedelta(days=number)
        case Boolean():
            return chance.random() < 0.5
        case SmallInteger():
            return chance.randrange(100)
        case BigInteger() | Integer():
            most = HIGHEST if isinstance(column.type, BigInteger) and not column.primary_key else 1000
            return number + 1 if unique else chance.randrange(most)
        case JSON():
            return chance.choice(nested)
        case String(length=length):
            text = f"{number}" if unique else chance.choice(words)
            return text[:length]
    raise TypeError(column)


# Triggers fill the one that is left out here.
LOADED = [table for table in metadata.sorted_tables if table is not search_due]


async def load(
    database: Database,
    tables: Iterable[Table] = LOADED,
    seed: int = 7,
    words: Sequence[str] = WORDS,
    nested: Sequence[Any] = NESTED,
) -> None:
    chance, before = random.Random(seed), dict[str, list[Any]]()  # noqa: S311
    async with database.transaction() as tx:
        for table in GIVEN:
            await tx.execute(table.delete())
        for table in tables:
            rows = rows_of(table, 5, chance, before, words, nested)
            own = {column.key: None for column in own_references(table)}
            await tx.execute(table.insert(), [row | own for row in rows])
            for row in rows:
                if own:
                    some = {name: row[name] for name in own}
                    await tx.execute(table.update().where(table.c.id == row["id"]).values(some))


async def everything(database: Database) -> dict[str, Sequence[Any]]:
    """All rows of the tables that an export holds."""
    async with database.reading() as tx:
        return {table.name: await _all(tx, table) for table in TABLES}


async def _all(tx: AsyncConnection, table: Table) -> Sequence[Any]:
    rows = [tuple(row) for row in await tx.execute(table.select())]
    return sorted(rows, key=lambda row: tuple(map(str, row)))
