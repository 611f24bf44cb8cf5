"""What is known when a message arrives, in one look."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import arrivals, drafts, transitions
from bot.storage.arrivals import Arrival
from bot.storage.database import Database
from bot.storage.drafts import DraftKind
from bot.transition import Transition, Window
from tests.bot.moments import NOW, SECOND
from tests.bot.storage.rows import ANN, BOB, GROUP, channel, known, ticket, written

PLAN = Transition(Window(NOW, 30))


async def arrival(tx: AsyncConnection, message_id: int = 5, *, chat_id: int = ANN) -> Arrival | None:
    return await arrivals.of_message(tx, customer_id=ANN, chat_id=chat_id, message_id=message_id, begun_since=NOW)


async def keep(tx: AsyncConnection, kind: DraftKind, customer_id: int = ANN, chat_id: int = ANN) -> None:
    await drafts.keep(
        tx, customer_id=customer_id, chat_id=chat_id, message_id=4, update_id=4, kind=kind, text="Hello", now=NOW
    )


async def test_nothing_is_known_of_whoever_is_no_customer_yet(database: Database) -> None:
    async with database.transaction() as tx:
        await transitions.begin(tx, PLAN, NOW)
        assert await arrival(tx) is None


async def test_customer_chat_and_move_are_as_they_are_stored(database: Database) -> None:
    async with database.transaction() as tx:
        await transitions.begin(tx, PLAN, NOW)
        ann = await known(tx, language="zh")
        assert await arrival(tx) == Arrival(ann, None, PLAN, kept=False, begun=False)
        here = await channel(tx, ANN)
        assert await arrival(tx) == Arrival(ann, here, PLAN, kept=False, begun=False)


async def test_a_message_is_kept_as_an_entry_or_a_draft(database: Database) -> None:
    async with database.transaction() as tx:
        await transitions.begin(tx, PLAN, NOW)
        await known(tx)
        await written(tx, await ticket(tx), 5)
        await keep(tx, DraftKind.CLOSED)
        found = {
            (number, chat): await arrival(tx, number, chat_id=chat) for number in (3, 4, 5) for chat in (ANN, GROUP)
        }
    assert {where for where, one in found.items() if one is not None and one.kept} == {(4, ANN), (5, ANN)}


async def test_a_greeting_waits_for_its_matter_in_its_own_chat_and_for_its_own_writer(database: Database) -> None:
    async with database.transaction() as tx:
        await transitions.begin(tx, PLAN, NOW)
        await known(tx)
        await known(tx, BOB)
        await keep(tx, DraftKind.GREETING, chat_id=GROUP)
        await keep(tx, DraftKind.UNSURE, BOB)
        here, there = await arrival(tx), await arrival(tx, chat_id=GROUP)
        later = await arrivals.of_message(tx, customer_id=ANN, chat_id=GROUP, message_id=5, begun_since=NOW + SECOND)
    assert [one.begun for one in (here, there, later) if one is not None] == [False, True, False]


async def test_thanks_begin_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        await transitions.begin(tx, PLAN, NOW)
        await known(tx)
        await keep(tx, DraftKind.THANKS)
        one = await arrival(tx)
    assert one is not None
    assert not one.begun
