"""What staff see of a ticket beside its thread, and by which names colleagues go."""

from datetime import timedelta

from sqlalchemy import insert

from bot.casework.promises import Outcome
from bot.storage import casebook, efforts, promises, sessions
from bot.storage.casebook import LATEST_CALLS, Casebook
from bot.storage.database import Database
from bot.storage.schema import calls
from tests.bot.moments import NOW
from tests.bot.storage import rows
from tests.bot.storage.rows import ANN, BOB


async def test_promises_efforts_and_the_latest_calls_are_told_of_one_ticket(database: Database) -> None:
    async with database.transaction() as tx:
        await rows.known(tx)
        await rows.known(tx, BOB)
        ticket, other, bare = await rows.ticket(tx), await rows.ticket(tx, BOB), await rows.ticket(tx, BOB)
        for at in (NOW + timedelta(hours=4), NOW + timedelta(days=1)):
            await promises.make(tx, ticket.id, at, by_id=901, by_name="Sam", now=NOW)
        await promises.make(tx, other.id, NOW, by_id=901, by_name="Sam", now=NOW)
        for minutes in (5, 10):
            await efforts.add(
                tx, ticket.id, person_id=901, person_name="Sam", minutes=minutes, cents=2**40, gesture="tea", now=NOW
            )
        for number in range(LATEST_CALLS + 1):
            call = {"customer_id": ANN, "person_id": 901, "person_name": "Sam", "result": "reached"}
            await tx.execute(insert(calls).values(**call, at=NOW + timedelta(minutes=number), note=f"call {number}"))
    async with database.reading() as tx:
        book = await casebook.of_ticket(tx, ticket)
        empty = await casebook.of_ticket(tx, bare)
    assert [(one.words, one.moment) for one in book.promises] == [
        (Outcome.MOVED, NOW + timedelta(hours=4)),
        ("", NOW + timedelta(days=1)),
    ]
    assert (book.minutes, book.cents, book.efforts[0].words) == (15, 2**41, "tea")
    assert [one.note for one in book.calls] == [f"call {number}" for number in range(1, LATEST_CALLS + 1)]
    assert empty == Casebook()


async def test_colleagues_go_by_the_name_under_which_they_signed_in_last(database: Database) -> None:
    async with database.transaction() as tx:
        for person_id, name, day in ((901, "Old", 1), (901, "Sam", 2), (902, "Eve", 1), (901, "Old", 0)):
            await sessions.begin(tx, person_id, name, NOW + timedelta(days=day))
    async with database.reading() as tx:
        assert await sessions.last_names(tx, {901, 903}) == {901: "Sam"}
        assert await sessions.last_names(tx, set()) == {}
