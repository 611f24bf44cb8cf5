"""Transactions are the same on both databases, and what fails is told apart: the storage, or what it was asked."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import customers
from bot.storage.database import Database, is_storage_trouble, storage_error
from bot.storage.schema import closings
from bot.storage.schema import customers as table
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, BOB, known
from tests.bot.storage_trouble import full_disk


async def test_a_transaction_is_kept_as_a_whole_or_not_at_all(database: Database) -> None:
    async def break_off(tx: AsyncConnection) -> None:
        await known(tx, ANN)
        raise ZeroDivisionError

    assert isinstance(await failure(database, break_off), ZeroDivisionError)
    async with database.transaction() as tx:
        assert await customers.get(tx, ANN) is None
        await known(tx, BOB)
    async with database.reading() as tx:
        assert await customers.get(tx, BOB) is not None


async def test_what_is_written_while_reading_is_not_kept(database: Database) -> None:
    async with database.reading() as tx:
        await known(tx)
    async with database.reading() as tx:
        assert await customers.get(tx, ANN) is None


async def test_a_reader_does_not_wait_for_a_writer_and_sees_none_of_its_work(database: Database) -> None:
    async with database.transaction() as writing:
        await known(writing)
        async with asyncio.timeout(2), database.reading() as tx:
            assert await customers.get(tx, ANN) is None


async def test_writers_wait_for_each_other_and_never_find_it_locked(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)

    async def count_up() -> None:
        async with database.transaction() as tx:
            customer = await customers.hold(tx, ANN)
            # Whoever does not wait here reads the same number as another and so loses a step.
            await asyncio.sleep(0)
            await tx.execute(table.update().values(link_generation=customer.link_generation + 1))

    await asyncio.gather(*(count_up() for _ in range(12)))
    async with database.reading() as tx:
        assert (await customers.hold(tx, ANN)).link_generation == 12


async def test_sqlite_keeps_what_it_has_committed_when_the_power_fails(sqlite: Database) -> None:
    async with sqlite.reading() as tx:
        pragmas = {
            name: (await tx.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_no_password_is_shown() -> None:
    database = Database("postgresql+asyncpg://keeper:SECRET@localhost/chatferry")
    assert "SECRET" not in repr(database)
    assert "keeper" in repr(database)


Ask = Callable[[AsyncConnection], Awaitable[object]]


async def name_with(tx: AsyncConnection, *, name: str = "Ann", customer_id: int = ANN, language: str = "en") -> None:
    row = {"id": customer_id, "name": name, "language": language, "first_seen_at": NOW, "link_generation": 0}
    await tx.execute(insert(table).values(row))


async def twice(tx: AsyncConnection) -> None:
    await name_with(tx)
    await name_with(tx)


WRONG_QUESTIONS: dict[str, Ask] = {
    "the same key twice": twice,
    "a broken reference": lambda tx: tx.execute(insert(closings).values(chat_id=1, began_at=NOW)),
    "half a surrogate pair": lambda tx: name_with(tx, name="\ud83d"),
    "a number of 65 bits": lambda tx: name_with(tx, customer_id=2**64),
}
WRONG_FOR_POSTGRES: dict[str, Ask] = {
    "a zero character": lambda tx: name_with(tx, name="a\x00b"),
    "a text too long": lambda tx: name_with(tx, language="x" * 100),
}


async def failure(database: Database, ask: Ask) -> Exception:
    with pytest.raises(Exception) as failed:
        async with database.transaction() as tx:
            await ask(tx)
    return failed.value


@pytest.mark.parametrize("ask", WRONG_QUESTIONS.values(), ids=WRONG_QUESTIONS)
async def test_what_no_second_try_can_mend_is_no_trouble_of_the_storage(database: Database, ask: Ask) -> None:
    assert not is_storage_trouble(await failure(database, ask))


@pytest.mark.parametrize("ask", WRONG_FOR_POSTGRES.values(), ids=WRONG_FOR_POSTGRES)
async def test_what_postgres_alone_refuses_is_no_trouble_of_the_storage(postgres: Database, ask: Ask) -> None:
    assert not is_storage_trouble(await failure(postgres, ask))


async def test_a_full_disk_is_trouble_of_the_storage_and_passes(sqlite: Database) -> None:
    async def fill(tx: AsyncConnection) -> None:
        await name_with(tx, name="A" * 1_000_000)

    with full_disk(sqlite):
        error = await failure(sqlite, fill)
    assert is_storage_trouble(error)
    assert str(storage_error(error)) == (
        "storage.url: the database cannot be used (database or disk is full); "
        "free space on the disk that holds the file"
    )


async def test_a_server_that_ends_the_connection_is_trouble_of_the_storage(postgres: Database) -> None:
    async def be_cut_off(tx: AsyncConnection) -> None:
        await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert is_storage_trouble(await failure(postgres, be_cut_off))
    async with postgres.reading() as tx:
        assert (await tx.execute(text("SELECT 1"))).scalar_one() == 1


async def test_the_clear_line_holds_neither_statement_nor_values(database: Database) -> None:
    async def ask(tx: AsyncConnection) -> None:
        await tx.execute(text("SELECT 1 FROM nowhere WHERE 'a' = :value"), {"value": "SECRET"})

    error = await failure(database, ask)
    assert isinstance(error, SQLAlchemyError)
    said = str(storage_error(error))
    assert "nowhere" in said
    assert "SELECT" not in said
    assert "SECRET" not in said + str(error)


async def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    async with database.transaction() as tx:
        with pytest.raises(StatementError, match="a moment needs a time zone"):
            await customers.seen(tx, ANN, name="Ann", username=None, language=None, now=NOW.replace(tzinfo=None))
