"""The indexer keeps up with what is written, edited, moved and erased, on both databases."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.indexing import Indexer
from bot.office.office import Office
from bot.search import asked
from bot.storage import entries, queue, tickets
from bot.storage.database import Database
from bot.storage.entries import Entry
from bot.storage.erasure import erase
from bot.storage.queue import Filters
from bot.storage.schema import search_due
from bot.tickets import EntryKind, Via
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, BOB, known, message, ticket
from tests.bot.storage_trouble import locked, until, wait_less


@pytest.fixture
def office() -> Office:
    return Office(ZoneInfo("Asia/Shanghai"))


async def written(database: Database, *texts: str, kind: EntryKind = EntryKind.MESSAGE) -> tuple[int, list[int]]:
    """A ticket of Ann's with these entries: its number and theirs."""
    async with database.transaction() as tx:
        await known(tx)
        made = await ticket(tx)
        numbers = []
        for text in texts:
            entry = Entry(made.id, kind, Via.DESK, ANN, "Ann", text, NOW)
            stored = await entries.add(tx, entry)
            assert stored is not None
            numbers.append(stored.id)
    return made.id, numbers


async def found(database: Database, office: Office, words: str) -> list[int]:
    async with database.reading() as tx:
        return [one.id for one in await queue.page(tx, office, Filters(words=asked(words)), NOW, limit=9)]


async def until_found(database: Database, office: Office, words: str, number: int) -> None:
    async with asyncio.timeout(10):
        while await found(database, office, words) != [number]:  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.01)


async def test_what_was_written_is_found_by_its_words(database: Database, office: Office) -> None:
    first, _ = await written(database, "Our domain example471.com is gone", "域名过期了，请帮忙续费")
    second, _ = await written(database, "Invoice for example472.com")
    await Indexer(database).catch_up()
    assert await found(database, office, "example") == [second, first]
    assert await found(database, office, "EXAMPLE471") == [first]
    assert await found(database, office, "domain 续费") == [first]  # in two entries of one ticket
    assert await found(database, office, "过期") == [first]
    assert await found(database, office, "费") == [first]
    assert await found(database, office, "期过") == []
    assert await found(database, office, "site down") == [second, first]  # the title
    assert await found(database, office, "' OR \"") == []
    async with database.reading() as tx:
        assert (await tx.execute(select(search_due))).first() is None


async def test_internal_notes_are_found_and_marks_of_the_state_are_not(database: Database, office: Office) -> None:
    noted, _ = await written(database, "calls every friday", kind=EntryKind.NOTE)
    await written(database, "transferred", kind=EntryKind.STATUS)
    await Indexer(database).catch_up()
    assert await found(database, office, "friday") == [noted]
    assert await found(database, office, "transferred") == []


async def test_an_edited_text_is_found_by_the_new_words_alone(database: Database, office: Office) -> None:
    number, [entry] = await written(database, "gone")
    indexer = Indexer(database)
    await indexer.catch_up()
    async with database.transaction() as tx:
        await entries.set_text(tx, entry, "back")
        await tickets.set_title(tx, number, "Mail", now=NOW)
    await indexer.catch_up()
    assert await found(database, office, "back") == [number]
    assert await found(database, office, "mail") == [number]
    assert await found(database, office, "gone") == []
    assert await found(database, office, "site") == []


async def test_words_that_move_to_another_ticket_are_found_there(database: Database, office: Office) -> None:
    source, [stays, moves] = await written(database, "printer", "invoice")
    target, _ = await written(database, "router")
    indexer = Indexer(database)
    await indexer.catch_up()
    async with database.transaction() as tx:
        await entries.move(tx, moves, target)
    await indexer.catch_up()
    assert await found(database, office, "invoice") == [target]
    async with database.transaction() as tx:
        await tickets.merge(tx, source, target, now=NOW)
    await indexer.catch_up()
    assert stays != moves
    assert await found(database, office, "printer") == [target]


async def test_an_erased_customers_words_are_found_by_nothing(database: Database, office: Office) -> None:
    async with database.transaction() as tx:
        await known(tx, BOB)
        bobs = await ticket(tx, BOB)
        await entries.add(tx, message(bobs, text="secret of Bob"))
        said = Entry(bobs.id, EntryKind.MESSAGE, Via.CHAT, ANN, "Ann", "secret in Bob's ticket", NOW)
        await entries.add(tx, said)
    await written(database, "my secret word")
    indexer = Indexer(database)
    await indexer.catch_up()
    async with database.transaction() as tx:
        await erase(tx, ANN, NOW)
    await indexer.catch_up()
    assert await found(database, office, "secret") == [bobs.id]
    assert await found(database, office, "my") == []
    async with database.transaction() as tx:
        await erase(tx, BOB, NOW)
    await indexer.catch_up()
    for words in ("secret", "word", "site down"):
        assert await found(database, office, words) == []


async def test_what_is_written_while_it_indexes_is_indexed_too(database: Database, office: Office) -> None:
    indexing = asyncio.create_task(Indexer(database).run(every=timedelta(milliseconds=10)))
    numbers = [(await written(database, f"word{at}"))[0] for at in range(5)]
    for at, number in enumerate(numbers):
        await until_found(database, office, f"word{at}", number)
    indexing.cancel()
    with suppress(asyncio.CancelledError):
        await indexing


async def test_a_database_that_is_away_for_a_while_is_waited_for(
    sqlite: Database, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    wait_less(sqlite)
    number, _ = await written(sqlite, "printer")
    assert sqlite.url.database is not None
    with locked(Path(sqlite.url.database)):
        indexing = asyncio.create_task(Indexer(sqlite).run(every=timedelta(milliseconds=10)))
        await until(lambda: "The search index waits" in caplog.text)
    await until_found(sqlite, office, "printer", number)
    indexing.cancel()
    with suppress(asyncio.CancelledError):
        await indexing
