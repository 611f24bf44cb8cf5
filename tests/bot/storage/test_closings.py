"""Closings: begun for every open channel at once, and tried until their steps are done."""

from sqlalchemy import update

from bot.grants import Grant, GrantKind, Scope
from bot.storage import chats, closings, grants, schema
from bot.storage.database import Database
from tests.bot.moments import DAY, MINUTE, NOW
from tests.bot.storage.rows import ANN, GROUP, SUPERGROUP, channel


async def test_all_open_channels_are_closed_and_only_groups_have_steps_left(database: Database) -> None:
    async with database.transaction() as tx:
        for chat_id in (ANN, GROUP, SUPERGROUP):
            await channel(tx, chat_id)
        assert await closings.begin_all(tx, NOW) == 3
        assert await closings.begin_all(tx, NOW + DAY) == 0
        found = [await chats.get(tx, chat_id) for chat_id in (ANN, GROUP, SUPERGROUP)]
        assert [chat.closed_at for chat in found if chat] == [NOW] * 3
        assert [item.chat_id for item in await closings.due(tx, NOW, limit=9)] == [SUPERGROUP, GROUP]
        assert [item.chat_id for item in await closings.due(tx, NOW, limit=1)] == [SUPERGROUP]


async def test_a_step_is_remembered_and_a_failed_one_tried_later(database: Database) -> None:
    before = {"can_send_messages": True, "can_pin_messages": False}
    async with database.transaction() as tx:
        await channel(tx, GROUP)
        await closings.begin_all(tx, NOW)
        await closings.note(tx, GROUP, permissions_before=before, pinned_message_id=7)
        await closings.note(tx, GROUP, error="not enough rights", attempts=1, retry_at=NOW + MINUTE)
        assert await closings.due(tx, NOW, limit=9) == []
        assert await closings.next_due(tx) == NOW + MINUTE
        assert await closings.failing(tx) == [(GROUP, "not enough rights")]
        [closing] = await closings.due(tx, NOW + MINUTE, limit=9)
    assert (closing.attempts, closing.permissions_before, closing.pinned_message_id) == (1, before, 7)
    assert not closing.read_only


async def test_a_finished_closing_is_over(database: Database) -> None:
    async with database.transaction() as tx:
        await channel(tx, GROUP)
        await closings.begin_all(tx, NOW)
        await closings.note(tx, GROUP, error="not enough rights")
        await closings.note(tx, GROUP, read_only=True, finished_at=NOW)
        assert await closings.due(tx, NOW + DAY, limit=9) == []
        assert await closings.next_due(tx) is None
        assert await closings.failing(tx) == []


async def test_what_an_unfinished_undoing_has_not_given_back_is_kept_by_the_next_closing(database: Database) -> None:
    before = {"can_send_messages": True, "can_pin_messages": False}
    async with database.transaction() as tx:
        await channel(tx, GROUP)
        await closings.begin_all(tx, NOW)
        await closings.note(
            *(tx, GROUP), permissions_before=before, read_only=True, pinned_message_id=7, topics_closed=[3, 0]
        )
        await tx.execute(update(schema.chats).values(open_until=NOW + DAY))
        assert await closings.reopen_all(tx, NOW + MINUTE) == [GROUP]
        await tx.execute(update(schema.chats).values(open_until=None))
        assert await closings.begin_all(tx, NOW + 2 * MINUTE) == 1
        [closing] = await closings.due(tx, NOW + 2 * MINUTE, limit=9)
    assert (closing.permissions_before, closing.pinned_message_id, closing.topics_closed) == (before, 7, [3, 0])
    # To be made so, and looked at, once more.
    assert (closing.read_only, closing.reopened_at, closing.missing_rights) == (False, None, None)


async def test_who_was_opened_again_before_closing_came_is_known_and_who_was_granted_more_time_is_not(
    database: Database,
) -> None:
    until = NOW + DAY
    async with database.transaction() as tx:
        for chat_id in (ANN, GROUP, SUPERGROUP):
            await channel(tx, chat_id)
        for kind, chat_id in ((GrantKind.REOPENING, ANN), (GrantKind.EXTENSION, GROUP)):
            await grants.give(tx, Grant(kind, Scope.CHANNEL, chat_id, until, "r", NOW, 1, "Ada"))
        assert await closings.reopened_already(tx, NOW) == [ANN]
        assert await closings.reopened_already(tx, until) == []
