"""When chat ends, what the bot lacks in groups, and how far closing is: on both kinds of database."""

from datetime import datetime

from sqlalchemy import select

from bot.deliveries import DeliveryState, Draft, Purpose
from bot.grants import Grant, GrantKind, Scope
from bot.rights import Right
from bot.storage import chats, closingledger, closings, customers, deliveries, endings, grants, grouprights, holdouts
from bot.storage.closingledger import Progress
from bot.storage.database import Database
from bot.storage.schema import chats as table
from tests.bot.moments import DAY, HOUR, NOW

DEADLINE = NOW + 10 * DAY
ALICE, BOB, CAROL, DAVE, GROUP, OTHER = 11, 12, 13, 14, -100, -200


async def known(database: Database) -> None:
    async with database.transaction() as tx:
        for number in (ALICE, BOB, CAROL, DAVE):
            await customers.seen(tx, number, name=f"C{number}", username=None, language="en", now=NOW)
            await chats.seen(tx, number, kind="private", title=f"C{number}", language="en", now=NOW)
        for number in (GROUP, OTHER):
            await chats.seen(tx, number, kind="supergroup", title=f"G{number}", language="en", now=NOW)


async def grant(database: Database, kind: GrantKind, chat: int, until: datetime | None, at: datetime = NOW) -> Grant:
    async with database.transaction() as tx:
        return await grants.give(tx, Grant(kind, Scope.CHANNEL, chat, until, "why", at, 1, "Ada"))


async def test_channels_end_with_all_at_their_own_time_or_not_at_all(database: Database) -> None:
    await known(database)
    await grant(database, GrantKind.EXTENSION, BOB, DEADLINE + DAY)
    await grant(database, GrantKind.EXTENSION, GROUP, DEADLINE + DAY)
    await grant(database, GrantKind.EXTENSION, CAROL, DEADLINE + 2 * DAY, NOW + HOUR)
    await grant(database, GrantKind.LEFT_OPEN, DAVE, None)
    async with database.reading() as tx:

        async def which(condition: object) -> set[int]:
            return set((await tx.execute(select(table.c.id).where(condition))).scalars())  # type: ignore[arg-type]

        assert await which(endings.with_all(DEADLINE)) == {ALICE, OTHER}
        assert await which(endings.at(DEADLINE + DAY)) == {BOB, GROUP}
        assert await which(endings.stays_open(DEADLINE)) == {BOB, GROUP, CAROL, DAVE}
        assert await endings.own(tx, DEADLINE) == [DEADLINE + DAY, DEADLINE + 2 * DAY]
        assert await endings.own(tx, DEADLINE, granted_by=NOW) == [DEADLINE + DAY]
        assert await endings.own(tx, DEADLINE + DAY) == [DEADLINE + 2 * DAY]
        staying = await holdouts.page(tx, [], limit=9, about=endings.at(DEADLINE + DAY))
        assert [one.chat_id for one in staying] == [BOB]


async def test_rights_are_noted_forgotten_and_counted(database: Database) -> None:
    await known(database)
    async with database.transaction() as tx:
        assert set(await grouprights.unseen(tx, NOW, limit=9)) == {GROUP, OTHER}
        await grouprights.note(tx, GROUP, [Right.PIN], NOW)
        await grouprights.note(tx, OTHER, [], NOW + HOUR)
        assert await grouprights.unseen(tx, NOW, limit=9) == [GROUP]
        assert await grouprights.first_seen(tx) == NOW
        [lacking] = await grouprights.lacking(tx, endings.with_all(DEADLINE))
        assert (lacking.chat_id, lacking.missing, lacking.seen_at) == (GROUP, (Right.PIN,), NOW)
        assert await grouprights.counts(tx) == (2, 2)
        await grouprights.forget(tx, OTHER)
        assert await grouprights.counts(tx) == (2, 1)
        await grouprights.forget(tx)
        assert await grouprights.first_seen(tx) is None


async def test_the_ledger_has_each_group_with_its_steps_and_the_sums(database: Database) -> None:
    await known(database)
    async with database.transaction() as tx:
        await closings.begin_all(tx, NOW)
        await deliveries.plan(tx, Draft("closing/x", GROUP, Purpose.CLOSING, "closed"), NOW)
        await closings.note(tx, OTHER, finished_at=NOW, read_only=True, topics_closed=[3, 0], missing_rights=[])
        await closings.note(tx, GROUP, error="not enough rights")
        first, second = await closingledger.page(tx, limit=9)
        assert (first.chat_id, first.notice, first.error) == (GROUP, DeliveryState.PLANNED, "not enough rights")
        assert (second.chat_id, second.topics_closed, second.notice) == (OTHER, [3, 0], None)
        assert [one.chat_id for one in await closingledger.page(tx, offset=1, limit=9)] == [OTHER]
        expected = Progress(channels=6, closed=6, groups=2, groups_closed=1, under_way=1, in_trouble=1)
        assert await closingledger.progress(tx, []) == expected
        assert (await closingledger.progress(tx, [ALICE])).channels == 5


async def test_until_when_chat_is_open_again_for_all(database: Database) -> None:
    async with database.transaction() as tx:
        assert await grants.all_open_until(tx) is None
        wish = Grant(GrantKind.REOPENING, Scope.ALL, 0, NOW + DAY, "outage", NOW, 1, "Ada")
        given = await grants.give(tx, wish)
        assert await grants.all_open_until(tx) == NOW + DAY
        await grants.end(tx, given.id, by_name="Ada", now=NOW)
        assert await grants.all_open_until(tx) is None
