"""Tickets: found by their number, by what belongs to them, and changed as the rules say."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import DeliveryState, Draft, Purpose, Settlement
from bot.errors import UnknownTicket
from bot.storage import claims, deliveries, entries, tickets
from bot.storage.database import Database
from bot.tickets import State, Ticket
from tests.bot.moments import DAY, HOUR, MINUTE, NOW
from tests.bot.storage.rows import ANN, BOB, GROUP, known, message, ticket, written

NOBODY = 2**40


async def test_a_new_ticket_is_received_and_nobodys_yet(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        opened = await ticket(tx)
        assert await tickets.get(tx, opened.id) == opened
    assert (opened.state, opened.owner_id, opened.promised_at, opened.resolved_at) == (State.RECEIVED, None, None, None)
    assert (opened.opened_at, opened.changed_at, opened.link_generation) == (NOW, NOW, 0)


async def test_a_number_is_never_given_twice(database: Database) -> None:
    """A link or a note on paper must not lead to another customer's ticket."""
    async with database.transaction() as tx:
        await known(tx)
        last = await ticket(tx)
        await tx.exec_driver_sql(f"DELETE FROM tickets WHERE id = {last.id}")
        assert (await ticket(tx)).id > last.id


Change = Callable[[AsyncConnection], Awaitable[object]]


@pytest.mark.parametrize(
    "change",
    [
        lambda tx: tickets.get(tx, NOBODY),
        lambda tx: tickets.accept(tx, NOBODY, owner_id=1, owner_name="Sam", promised_at=None, now=NOW),
        lambda tx: tickets.resolve(tx, NOBODY, now=NOW),
        lambda tx: tickets.reopen(tx, NOBODY, now=NOW),
        lambda tx: tickets.revoke_link(tx, NOBODY, now=NOW),
    ],
    ids=["get", "accept", "resolve", "reopen", "revoke_link"],
)
async def test_an_unknown_number_is_said(database: Database, change: Change) -> None:
    async with database.transaction() as tx:
        with pytest.raises(UnknownTicket) as unknown:
            await change(tx)
    assert unknown.value.ticket_id == NOBODY


async def test_the_first_who_accepts_stays_the_owner(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        opened = await ticket(tx)
        first = await tickets.accept(
            tx, opened.id, owner_id=901, owner_name="Sam", promised_at=NOW + HOUR, now=NOW + MINUTE
        )
        second = await tickets.accept(
            tx, opened.id, owner_id=902, owner_name="Kim", promised_at=NOW + DAY, now=NOW + HOUR
        )
    assert (first.state, first.owner_id, first.promised_at, first.changed_at) == (
        State.ACCEPTED,
        901,
        NOW + HOUR,
        NOW + MINUTE,
    )
    assert (second.owner_id, second.owner_name, second.promised_at) == (901, "Sam", NOW + DAY)


async def test_reopening_goes_back_to_whoever_had_it(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        nobodys, somebodys = await ticket(tx), await ticket(tx)
        await tickets.accept(tx, somebodys.id, owner_id=901, owner_name="Sam", promised_at=None, now=NOW)
        for one in (nobodys, somebodys):
            resolved = await tickets.resolve(tx, one.id, now=NOW + HOUR)
            assert (resolved.state, resolved.resolved_at) == (State.RESOLVED, NOW + HOUR)
        again = [await tickets.reopen(tx, one.id, now=NOW + DAY) for one in (nobodys, somebodys)]
    assert [(one.state, one.resolved_at, one.changed_at) for one in again] == [
        (State.RECEIVED, None, NOW + DAY),
        (State.ACCEPTED, None, NOW + DAY),
    ]


async def test_revoking_a_link_and_touching_change_that_ticket_alone(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        one, other = await ticket(tx), await ticket(tx)
        assert (await tickets.revoke_link(tx, one.id, now=NOW)).link_generation == 1
        await tickets.touch(tx, one.id, NOW + DAY)
        assert (await tickets.get(tx, one.id)).changed_at == NOW + DAY
        assert await tickets.get(tx, other.id) == other


class TestLatestOf:
    """The ticket that the next part of a burst would belong to."""

    async def test_is_the_newest_with_the_moment_of_the_last_message(self, database: Database) -> None:
        async with database.transaction() as tx:
            await known(tx)
            assert await tickets.latest_of(tx, ANN, ANN) is None
            for offset in (0, 10):
                opened = await ticket(tx)
                await written(tx, opened, 1 + offset, at=NOW)
                await written(tx, opened, 2 + offset, at=NOW + MINUTE)
                await written(tx, opened, 3 + offset, at=NOW + MINUTE / 2)
            assert await tickets.latest_of(tx, ANN, ANN) == (opened, NOW + MINUTE)

    async def test_counts_neither_what_others_wrote_nor_a_resolved_ticket(self, database: Database) -> None:
        async with database.transaction() as tx:
            await known(tx)
            older, newer = await ticket(tx), await ticket(tx)
            for number, one in enumerate((older, newer), 1):
                await written(tx, one, number)
            await entries.add(tx, replace(message(older, at=NOW + HOUR), author_id=901))
            await tickets.resolve(tx, newer.id, now=NOW)
            assert await tickets.latest_of(tx, ANN, ANN) == (older, NOW)

    async def test_is_another_in_each_chat_and_for_each_customer(self, database: Database) -> None:
        async with database.transaction() as tx:
            await known(tx, ANN)
            await known(tx, BOB)
            anns = await ticket(tx, chat_id=GROUP)
            await written(tx, anns, 1)
            bobs = await ticket(tx, BOB, chat_id=GROUP)
            await written(tx, bobs, 2)
            assert await tickets.latest_of(tx, ANN, GROUP) == (anns, NOW)
            assert await tickets.latest_of(tx, BOB, GROUP) == (bobs, NOW)
            assert await tickets.latest_of(tx, ANN, ANN) is None


async def test_an_album_leads_to_its_ticket_in_its_own_chat_only(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        opened = await ticket(tx, chat_id=GROUP)
        for number in (1, 2):
            await entries.add(tx, message(opened, number, album="a1"))
        assert await tickets.of_album(tx, GROUP, "a1") == opened
        assert await tickets.of_album(tx, GROUP, "a2") is None
        assert await tickets.of_album(tx, ANN, "a1") is None


async def test_a_message_of_the_bots_leads_to_the_ticket_that_it_was_about(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        opened = await ticket(tx)
        await deliveries.plan(tx, Draft("ticket", ANN, Purpose.ANSWER, "#1", ticket_id=opened.id), NOW)
        await deliveries.plan(tx, Draft("announcement", ANN, Purpose.ANNOUNCEMENT, "Soon"), NOW)
        for number, item in enumerate(await claims.urgent(tx, NOW, limit=9), 70):
            await deliveries.settle(tx, [Settlement(item.id, DeliveryState.SENT, NOW, message_id=number)])
        assert await tickets.of_bot_message(tx, ANN, 70) == opened
        assert await tickets.of_bot_message(tx, ANN, 71) is None  # the announcement
        assert await tickets.of_bot_message(tx, GROUP, 70) is None


class TestPages:
    async def test_of_a_customer_go_from_the_newest_to_the_oldest(self, database: Database) -> None:
        async with database.transaction() as tx:
            mine = await self.five_of_ann_and_one_of_bob(tx)
            first = await tickets.of_customer(tx, ANN, limit=3)
            second = await tickets.of_customer(tx, ANN, before=first[-1].id, limit=3)
        assert [*first, *second] == mine[::-1]

    async def test_for_the_export_go_from_the_oldest_to_the_newest(self, database: Database) -> None:
        async with database.transaction() as tx:
            mine = await self.five_of_ann_and_one_of_bob(tx)
            first = await tickets.page(tx, after=0, limit=2)
            second = await tickets.page(tx, after=first[-1].id, limit=9)
            assert await tickets.count_by_state(tx) == {State.RECEIVED: 6}
        assert first == mine[:2]
        assert second[:3] == mine[2:]
        assert len(second) == 4

    async def five_of_ann_and_one_of_bob(self, tx: AsyncConnection) -> list[Ticket]:
        await known(tx, ANN)
        await known(tx, BOB)
        mine = [await ticket(tx) for _ in range(5)]
        await ticket(tx, BOB)
        return mine
