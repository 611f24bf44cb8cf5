"""Drafts: what holdouts wrote waits for the form, once, and in order."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import drafts
from bot.storage.database import Database
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, BOB, GROUP, known, ticket


async def keep(tx: AsyncConnection, message_id: int, text: str, *, customer_id: int = ANN, chat_id: int = ANN) -> bool:
    return await drafts.keep(tx, customer_id=customer_id, chat_id=chat_id, message_id=message_id, text=text, now=NOW)


async def test_a_message_is_kept_once(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        assert await keep(tx, 5, "once")
        assert not await keep(tx, 5, "twice")
        assert await keep(tx, 5, "elsewhere", chat_id=GROUP)
        assert [draft.text for draft in await drafts.waiting(tx, ANN)] == ["once", "elsewhere"]


async def test_what_was_sent_waits_no_longer_and_what_came_meanwhile_does(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx, ANN)
        await known(tx, BOB)
        await keep(tx, 1, "first")
        await keep(tx, 2, "second")
        await keep(tx, 3, "his", customer_id=BOB)
        shown = await drafts.waiting(tx, ANN)
        await keep(tx, 4, "while the form was open")
        await drafts.sent(tx, ANN, (await ticket(tx)).id, last_id=shown[-1].id)
        left = await drafts.waiting(tx, ANN)
        his = await drafts.waiting(tx, BOB)
        assert not await keep(tx, 1, "again")
    assert [(draft.text, draft.created_at) for draft in left] == [("while the form was open", NOW)]
    assert [draft.text for draft in his] == ["his"]
