"""Channels: known, lost and found again, and followed when a group becomes a supergroup."""

import pytest
from sqlalchemy import select

from bot.deliveries import DeliveryState, Settlement
from bot.storage import audiences, chats, claims, closings, deliveries, drafts, tickets
from bot.storage.audiences import EVERYONE, OPEN
from bot.storage.database import Database
from bot.storage.drafts import DraftKind
from bot.storage.schema import closings as closings_table
from bot.storage.schema import deliveries as deliveries_table
from tests.bot.moments import DAY, MINUTE, NOW
from tests.bot.storage.rows import ANN, BOB, GROUP, SUPERGROUP, channel, confirmation, known, ticket


async def test_a_channel_is_known_from_the_first_time_under_todays_title(database: Database) -> None:
    async with database.transaction() as tx:
        first = await channel(tx, GROUP, language="zh")
        later = await chats.seen(tx, GROUP, kind="group", title="Harbour", language=None, now=NOW + DAY)
        assert await chats.get(tx, GROUP) == later
        assert await chats.get(tx, ANN) is None
    assert (first.title, first.is_private, first.unreachable) == ("Harbour Ltd", False, None)
    assert (later.title, later.language, later.first_seen_at) == ("Harbour", "zh", NOW)


async def test_a_lost_channel_is_found_again_when_it_is_heard_from(database: Database) -> None:
    async with database.transaction() as tx:
        await channel(tx, ANN)
        await channel(tx, GROUP)
        await chats.lost_all(tx, [(ANN, "blocked"), (GROUP, "kicked")])
        assert await chats.groups(tx) == []
        assert await audiences.count(tx, EVERYONE, []) == 0
        assert (await channel(tx, GROUP)).unreachable is None
        assert [chat.id for chat in await chats.groups(tx)] == [GROUP]
        assert await audiences.count(tx, EVERYONE, []) == 1


async def test_audiences_leave_out_staff_and_who_cannot_be_reached(database: Database) -> None:
    async with database.transaction() as tx:
        for chat_id in (ANN, BOB, 90, 91, GROUP):
            await channel(tx, chat_id)
        await chats.lost(tx, BOB, "blocked")
        await closings.begin_all(tx, NOW)
        await channel(tx, 13)
        everyone = [chat_id for (chat_id,) in await tx.execute(audiences.chats_of(EVERYONE, {90, 91}))]
        opened = [chat_id for (chat_id,) in await tx.execute(audiences.chats_of(OPEN, {90, 91}))]
        assert await audiences.count(tx, OPEN, {90, 91}) == 1
    assert everyone == [GROUP, ANN, 13]
    assert opened == [13]


async def test_an_upgraded_group_takes_with_it_what_is_still_to_come(database: Database) -> None:
    async with database.transaction() as tx:
        await channel(tx, GROUP, language="zh")
        await known(tx, ANN)
        opened = await ticket(tx, chat_id=GROUP)
        for occasion in ("planned", "sending", "sent"):
            await deliveries.plan(tx, confirmation(occasion, GROUP), NOW)
        by_occasion = {item.occasion: item.id for item in await claims.urgent(tx, NOW, limit=3)}
        await deliveries.settle(
            tx,
            [
                Settlement(by_occasion["planned"], DeliveryState.PLANNED, NOW),
                Settlement(by_occasion["sent"], DeliveryState.SENT, NOW, message_id=5),
            ],
        )
        await closings.begin_all(tx, NOW)
        await closings.note(tx, GROUP, permissions_before={"can_send_messages": True})

        await chats.upgrade(tx, GROUP, SUPERGROUP)

        moved = await chats.get(tx, SUPERGROUP)
        assert moved is not None
        assert (moved.kind, moved.title, moved.language, moved.closed_at) == ("supergroup", "Harbour Ltd", "zh", NOW)
        assert await chats.get(tx, GROUP) is None
        assert (await tickets.get(tx, opened.id)).chat_id == SUPERGROUP
        [closing] = await closings.due(tx, NOW, limit=5)
        assert (closing.chat_id, closing.permissions_before) == (SUPERGROUP, {"can_send_messages": True})
        columns = deliveries_table.c
        where = (await tx.execute(select(columns.occasion, columns.chat_id))).all()
        assert dict(where) == {"planned": SUPERGROUP, "sending": SUPERGROUP, "sent": GROUP}


async def test_a_delivery_that_the_supergroup_has_already_is_not_sent_there_again(database: Database) -> None:
    async with database.transaction() as tx:
        await channel(tx, GROUP)
        await channel(tx, SUPERGROUP)
        for chat_id in (GROUP, SUPERGROUP):
            await deliveries.plan(tx, confirmation("2027-03-20 am", chat_id), NOW)
        await chats.upgrade(tx, GROUP, SUPERGROUP)
        assert [item.chat_id for item in await claims.urgent(tx, NOW, limit=5)] == [SUPERGROUP]
        assert await deliveries.count_by_state(tx) == {DeliveryState.SENDING: 1, DeliveryState.SKIPPED: 1}


async def test_an_answer_on_its_way_quotes_no_strangers_message_in_the_supergroup(database: Database) -> None:
    # A supergroup counts its messages anew, so that number 5 is another message there.
    async with database.transaction() as tx:
        await channel(tx, GROUP)
        columns = deliveries_table.c
        await deliveries.plan(tx, confirmation("ticket/1", GROUP), NOW)
        await tx.execute(deliveries_table.update().values(reply_to=5))
        await chats.upgrade(tx, GROUP, SUPERGROUP)
        assert (await tx.execute(select(columns.chat_id, columns.reply_to))).one() == (SUPERGROUP, None)


async def test_a_draft_of_the_old_group_is_not_taken_for_a_message_of_the_new_one(database: Database) -> None:
    async def keep(chat_id: int, message_id: int, text: str) -> bool:
        draft_id = await drafts.keep(
            tx,
            customer_id=ANN,
            chat_id=chat_id,
            message_id=message_id,
            update_id=1,
            kind=DraftKind.CLOSED,
            text=text,
            now=NOW,
        )
        return draft_id is not None

    async with database.transaction() as tx:
        await known(tx, ANN)
        await channel(tx, GROUP)
        assert await keep(GROUP, 5, "first")
        assert await keep(GROUP, 6, "second")
        assert await keep(SUPERGROUP, 6, "third")
        await chats.upgrade(tx, GROUP, SUPERGROUP)
        assert await keep(SUPERGROUP, 5, "fourth")
        assert [draft.text for draft in await drafts.waiting(tx, ANN)] == ["first", "second", "third", "fourth"]


@pytest.mark.parametrize("heard_first", [GROUP, SUPERGROUP])
async def test_of_two_rows_for_one_group_the_one_with_the_history_stays(database: Database, heard_first: int) -> None:
    """The new id may be heard from before the upgrade is known, and the old one after it, by a late update."""
    heard_later = GROUP if heard_first == SUPERGROUP else SUPERGROUP
    async with database.transaction() as tx:
        await channel(tx, heard_first)
        await closings.begin_all(tx, NOW)
        await closings.note(tx, heard_first, permissions_before={"can_send_polls": False}, finished_at=NOW)
        await channel(tx, heard_later, now=NOW + MINUTE)
        await chats.upgrade(tx, GROUP, SUPERGROUP)
        [left] = await chats.groups(tx)
        assert (left.id, left.kind, left.first_seen_at, left.closed_at) == (SUPERGROUP, "supergroup", NOW, NOW)
        closing = (await tx.execute(select(closings_table))).mappings().one()
        assert (closing["chat_id"], closing["permissions_before"]) == (SUPERGROUP, {"can_send_polls": False})


async def test_two_closings_of_one_group_become_one(database: Database) -> None:
    async with database.transaction() as tx:
        await channel(tx, GROUP)
        await channel(tx, SUPERGROUP, now=NOW + MINUTE)
        await closings.begin_all(tx, NOW)
        await chats.upgrade(tx, GROUP, SUPERGROUP)
        assert [item.chat_id for item in await closings.due(tx, NOW, limit=5)] == [SUPERGROUP]


async def test_hearing_of_an_upgrade_twice_changes_nothing_more(database: Database) -> None:
    """As a service message, and as the error of a send."""
    async with database.transaction() as tx:
        await channel(tx, GROUP)
        await chats.upgrade(tx, GROUP, SUPERGROUP)
        once = await chats.get(tx, SUPERGROUP)
        await chats.upgrade(tx, GROUP, SUPERGROUP)
        assert once is not None
        assert await chats.get(tx, SUPERGROUP) == once


async def test_the_upgrade_of_an_unknown_group_makes_none_known(database: Database) -> None:
    async with database.transaction() as tx:
        await chats.upgrade(tx, GROUP, SUPERGROUP)
        assert await chats.groups(tx) == []
