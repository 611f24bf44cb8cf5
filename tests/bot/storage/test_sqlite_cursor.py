"""A statement on SQLite takes one trip to its connection's thread, and says all that SQLAlchemy asks of it."""

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.storage.database import Database
from bot.storage.schema import dialogs


def row(key: str) -> dict[str, object]:
    return {"key": key, "data": {}}


async def test_rows_come_back_with_the_names_of_their_columns(sqlite: Database) -> None:
    async with sqlite.reading() as tx:
        [found] = (await tx.execute(text("SELECT 1 AS one, 'two' AS two"))).mappings()
    assert dict(found) == {"one": 1, "two": "two"}


async def test_one_and_many_are_written_and_counted(sqlite: Database) -> None:
    async with sqlite.transaction() as tx:
        await tx.execute(insert(dialogs), row("a"))
        await tx.execute(insert(dialogs), [row("b"), row("c")])
        changed = await tx.execute(update(dialogs).where(dialogs.c.key != "a").values(state="new"))
    assert changed.rowcount == 2
    async with sqlite.reading() as tx:
        assert (await tx.execute(select(func.count()).select_from(dialogs))).scalar_one() == 3


async def test_a_statement_that_fails_holds_nothing(sqlite: Database) -> None:
    async with sqlite.transaction() as tx:
        await tx.execute(insert(dialogs), row("a"))
        with pytest.raises(IntegrityError):
            await tx.execute(insert(dialogs), row("a"))
        with pytest.raises(OperationalError):
            await tx.execute(text("SELECT nothing FROM nowhere"))
        await tx.rollback()
    async with sqlite.transaction() as tx:
        await tx.execute(insert(dialogs), row("a"))


async def test_each_statement_is_one_trip(sqlite: Database) -> None:
    async with sqlite.reading() as tx:
        await tx.execute(text("SELECT 'behind BEGIN'"))
        driver = (await tx.get_raw_connection()).driver_connection
        assert driver is not None
        trips = []
        execute = driver._execute

        async def count(*what: object, **more: object) -> object:
            trips.append(what)
            return await execute(*what, **more)

        driver._execute = count
        assert (await tx.execute(text("SELECT 1"))).scalar_one() == 1
        del driver._execute
    assert len(trips) == 1
