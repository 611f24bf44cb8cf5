"""A change of a ticket has those cards edited that show it."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import DeliveryState, Draft, Purpose, Settlement
from bot.storage import cards, claims, deliveries, tickets
from bot.storage.database import Database
from bot.tickets import Ticket
from tests.bot.moments import HOUR, NOW
from tests.bot.storage.rows import ANN, BOB, channel, known, ticket


async def shown(tx: AsyncConnection) -> Ticket:
    """To its customer, and to somebody of staff."""
    await known(tx)
    for chat in (ANN, BOB):
        await channel(tx, chat)
    opened = await ticket(tx)
    for occasion, chat, purpose in (
        (cards.occasion(opened.id), ANN, Purpose.CARD),
        (cards.staff_occasion(opened.id), BOB, Purpose.STAFF_CARD),
    ):
        await deliveries.plan(tx, Draft(occasion, chat, purpose, None, ticket_id=opened.id), NOW)
    return opened


@pytest.mark.parametrize(
    ("values", "chats"), [({"level": 1}, {BOB}), ({"urgent": True}, {BOB}), ({"title": "Mail down"}, {ANN, BOB})]
)
async def test_the_customers_card_is_edited_only_for_what_it_shows(
    database: Database, values: dict[str, Any], chats: set[int]
) -> None:
    async with database.transaction() as tx:
        opened = await shown(tx)
        for number, due in enumerate(await claims.urgent(tx, NOW, limit=9)):
            await deliveries.settle(tx, [Settlement(due.id, DeliveryState.SENT, NOW, message_id=100 + number)])
        await tickets.change(tx, opened.id, values, NOW + HOUR)
        due_now = await claims.urgent(tx, NOW + HOUR, limit=9)
    assert {one.chat_id for one in due_now} == chats


@pytest.mark.parametrize(("values", "chats"), [({"level": 1}, {BOB}), ({"title": "Mail down"}, {ANN, BOB})])
async def test_a_card_under_way_is_edited_right_after_for_what_it_shows(
    database: Database, values: dict[str, Any], chats: set[int]
) -> None:
    async with database.transaction() as tx:
        opened = await shown(tx)
        under_way = await claims.urgent(tx, NOW, limit=9)
        await tickets.change(tx, opened.id, values, NOW)
        for number, due in enumerate(under_way):
            await deliveries.settle(tx, [Settlement(due.id, DeliveryState.SENT, NOW, message_id=100 + number)])
        due_now = await claims.urgent(tx, NOW, limit=9)
    assert {one.chat_id for one in due_now} == chats
