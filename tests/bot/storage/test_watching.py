"""What the watch finds: new rows from a position on, and what falls due, on both kinds of database."""

from datetime import timedelta

from bot.escalation import Reason
from bot.storage import cursors, deliveries, escalations, tickets, watching
from bot.storage.cards import staff_occasion
from bot.storage.database import Database
from bot.tickets import EntryKind, State
from tests.bot.moments import HOUR, NOW
from tests.bot.storage.rows import known, ticket, written


async def test_new_tickets_and_entries_are_found_behind_a_position(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        before = await watching.last(tx)
        one, two = await ticket(tx), await ticket(tx)
        for number, of in ((1, one), (2, two)):
            await written(tx, of, number)
        await deliveries.plan_card(tx, one, one.customer_id, NOW, reply_to=None, due_at=NOW + HOUR)
        assert [found.id for found in await watching.opened(tx, after=before[0], limit=9)] == [one.id, two.id]
        assert [found.id for found in await watching.opened(tx, after=one.id, limit=9)] == [two.id]
        last = await watching.last(tx)
        assert last[0] == two.id
        found = await watching.written(tx, after=before[1], limit=9)
        assert [(entry.ticket_id, entry.kind, entry.text) for entry in found] == [
            (one.id, EntryKind.MESSAGE, "The site is down"),
            (two.id, EntryKind.MESSAGE, "The site is down"),
        ]
        assert await watching.shown_at(tx, [one.id, two.id]) == {one.id: NOW + HOUR}
        assert staff_occasion(one.id) == f"staff/{one.id}"


async def test_a_cursor_moves_and_begins_at_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        assert await cursors.position(tx, "beans") == 0
        for position in (7, 9):
            await cursors.move(tx, "beans", position)
            assert await cursors.position(tx, "beans") == position


async def test_nobody_is_waited_for_twice_nor_after_the_last_step(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        fresh, waited, accepted, through = [await ticket(tx) for _ in range(4)]
        await tickets.wait_until(tx, waited.id, NOW)
        await tickets.change(tx, accepted.id, {"state": State.ACCEPTED}, NOW)
        assert await escalations.add(tx, through.id, Reason.STILL_NOT_ACCEPTED, 2, NOW)
        every = {one.id for one in (fresh, waited, accepted, through)}
        await watching.wait_for(tx, every, NOW + HOUR)
        found = await tickets.by_id(tx, every)
        wanted = {fresh.id: NOW + HOUR, waited.id: NOW, accepted.id: None, through.id: None}
        assert {number: one.accept_by for number, one in found.items()} == wanted
        assert await watching.unaccepted(tx, NOW + HOUR, limit=9) == [waited.id, fresh.id]
        assert await watching.next_unaccepted(tx) == NOW


async def test_a_promise_slips_when_its_time_has_come_unless_that_was_said(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        one, two, three = [await ticket(tx) for _ in range(3)]
        for of, changes in ((one, {}), (two, {"slipped_at": NOW}), (three, {"waiting_since": NOW})):
            values = {"state": State.ACCEPTED, "promised_at": NOW} | changes
            await tickets.change(tx, of.id, values, NOW)
        assert await watching.slipping(tx, NOW - timedelta(seconds=1), limit=9) == []
        assert await watching.slipping(tx, NOW, limit=9) == [one.id]
        assert await watching.next_slipping(tx) == NOW


async def test_an_escalation_is_kept_once_and_told_once(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        one = await ticket(tx)
        assert await escalations.add(tx, one.id, Reason.SLIPPED, 1, NOW)
        assert not await escalations.add(tx, one.id, Reason.SLIPPED, 2, NOW)
        assert await escalations.untold(tx, urgent_only=True, limit=9) == []
        await tickets.change(tx, one.id, {"urgent": True}, NOW)
        [found] = await escalations.untold(tx, urgent_only=True, limit=9)
        assert (found.reason, found.level, found.told_at) == ("slipped", 1, None)
        assert await escalations.told(tx, found.id, NOW)
        assert not await escalations.told(tx, found.id, NOW)
        assert await escalations.untold(tx, urgent_only=False, limit=9) == []
