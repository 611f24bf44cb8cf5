"""People are counted stage by stage, at any moment, and each day is kept."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update

from bot.bookkeeping import Bookkeeper
from bot.deliveries import DeliveryState, Draft, Purpose, Settlement
from bot.funnel import FunnelDay
from bot.headcount import Headcount
from bot.people import People
from bot.sections import Company
from bot.storage import accounts, business, chats, claims, contacts, customers, deliveries, entries, funnel
from bot.storage.database import Database
from bot.storage.schema import chats as chat_rows
from tests.bot.moments import DAY, HOUR, NOW, SHANGHAI
from tests.bot.storage.rows import ANN, BOB, channel, known, message, ticket

COMPANY = Company(name="Ferry", timezone="Asia/Shanghai", language="en")
EVE = 13
STAFF = 90
MIDNIGHT = datetime(2027, 3, 21, tzinfo=SHANGHAI)
"""The one that follows NOW."""


def headcount(database: Database) -> Headcount:
    return Headcount(database, COMPANY, People(admins=(), staff=(STAFF,)))


async def counted(database: Database, now: datetime = NOW) -> FunnelDay:
    async with database.reading() as tx:
        return await headcount(database).today(tx, now)


async def arrived(database: Database, chat_id: int, at: datetime) -> None:
    """A delivery came there."""
    async with database.transaction() as tx:
        await deliveries.plan(tx, Draft(f"hello/{chat_id}", chat_id, Purpose.ANSWER, "Hello"), at)
        [claimed] = [one for one in await claims.urgent(tx, at, limit=50) if one.chat_id == chat_id]
        await deliveries.settle(tx, [Settlement(claimed.id, DeliveryState.SENT, at, message_id=5)])


async def listed(database: Database, reference: str, *, account: str | None = None, **more: object) -> None:
    async with database.transaction() as tx:
        number = await accounts.named(tx, account) if account else None
        fields = {"language": None, "phone": None, "tags": None, "customer_id": None, "joined_at": None}
        row = {"reference": reference, "name": reference, "account_id": number, "added_at": NOW - HOUR, "generation": 0}
        await contacts.add(tx, [row | fields | more])


def stages(day: FunnelDay) -> tuple[int | None, ...]:
    return day.known, day.reached, day.opened, day.filed, day.migrated, day.holdouts, day.blocked


async def test_nobody_is_nobody(database: Database) -> None:
    assert stages(await counted(database)) == (0,) * 7


async def test_each_stage_is_counted_and_staff_are_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        for person in (ANN, BOB, EVE, STAFF):
            await known(tx, person)
            await channel(tx, person)
        await customers.opened(tx, BOB, NOW - HOUR)
        await customers.migrate(tx, EVE, NOW - HOUR)
        await chats.lost(tx, ANN, "blocked")
    await listed(database, "C-1")
    await listed(database, "C-2", customer_id=ANN)
    await listed(database, "C-3", customer_id=STAFF)
    await arrived(database, BOB, NOW - HOUR)
    # Four are known: a contact who has come is no other person than the customer.
    assert stages(await counted(database, NOW + HOUR)) == (4, 1, 2, 1, 1, 3, 1)


async def test_once_anyone_of_a_company_moved_all_of_it_have(database: Database) -> None:
    async with database.transaction() as tx:
        harbour = await accounts.named(tx, "Harbour Ltd")
        for person in (ANN, BOB):
            await known(tx, person)
            await accounts.assign(tx, harbour, customer_id=person, chat_id=None)
        await customers.migrate(tx, ANN, NOW)
    await listed(database, "C-1", account="Harbour Ltd")
    await listed(database, "C-2")
    day = await counted(database, NOW + HOUR)
    assert (day.known, day.filed, day.migrated, day.holdouts) == (4, 1, 3, 1)


async def test_a_chat_through_an_account_of_staff_is_one_of_the_customer(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        await business.connect(tx, STAFF, "biz", may_reply=True, enabled=True)
        there = await business.channel(tx, STAFF, ANN)
        await chats.seen(tx, there, kind="business", title="Ann", language=None, now=NOW)
        await chats.lost(tx, there, "blocked")
    assert stages(await counted(database, NOW + HOUR)) == (1, 0, 0, 0, 0, 1, 1)
    async with database.transaction() as tx:
        await tx.execute(update(chat_rows).values(unreachable=None, reached_at=NOW))
    assert stages(await counted(database, NOW + HOUR)) == (1, 1, 0, 0, 0, 1, 0)


async def test_what_arrived_is_noted_at_the_time_of_the_first(database: Database) -> None:
    async with database.transaction() as tx:
        await channel(tx, ANN)
        await channel(tx, BOB)
    await arrived(database, ANN, NOW + HOUR)
    async with database.transaction() as tx:
        await deliveries.plan(tx, Draft("later", BOB, Purpose.ANSWER, "Hello"), NOW)
        for _ in range(2):
            await funnel.note_reached(tx)
        rows = (await tx.execute(chat_rows.select())).all()
    assert {row.id: row.reached_at for row in rows} == {ANN: NOW + HOUR, BOB: None}


async def test_the_first_opening_counts(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        await known(tx, BOB)
        for at in (NOW, NOW + HOUR):
            await customers.opened(tx, ANN, at)
        await customers.migrate(tx, ANN, NOW + 2 * HOUR)
        await customers.migrate(tx, BOB, NOW)
        both = await customers.get_many(tx, [ANN, BOB])
    # Whoever files was there, by whatever way.
    assert (both[ANN].opened_at, both[BOB].opened_at) == (NOW, NOW)


async def test_what_is_written_in_chat_and_on_the_desk_is_counted_by_day(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        there = await ticket(tx)
        for number, at in enumerate((NOW, NOW - DAY, NOW + DAY)):
            said = message(there, at=at)
            assert await entries.add(tx, replace(said, text=f"{number}")) is not None
    day = await counted(database, NOW + HOUR)
    assert (day.desk_messages, day.chat_issues, day.desk_issues, day.chat_messages) == (1, 1, 0, 0)


async def test_a_day_is_kept_once_it_is_over_and_days_that_were_missed_are_made_up_for(database: Database) -> None:
    duty = headcount(database)
    assert await duty.run(NOW) == MIDNIGHT + timedelta(minutes=5)
    async with database.transaction() as tx:
        await customers.seen(tx, ANN, name="Ann", username=None, language=None, now=NOW - 3 * DAY)
        await known(tx, BOB)
        await customers.migrate(tx, ANN, NOW - DAY)
        await channel(tx, BOB)
        await chats.lost(tx, BOB, "blocked")
    assert await duty.run(MIDNIGHT) == MIDNIGHT + timedelta(minutes=5)
    async with database.reading() as tx:
        assert await funnel.last_day(tx) is None
    for at in (timedelta(minutes=5), timedelta(hours=1)):
        assert await duty.run(MIDNIGHT + at) == MIDNIGHT + DAY + timedelta(minutes=5)
    async with database.reading() as tx:
        days = await funnel.since(tx)
        assert await funnel.since(tx, days[-1].day) == days[-1:]
    assert [(one.day.day, one.known, one.migrated, one.blocked) for one in days] == [
        (17, 1, 0, None),
        (18, 1, 0, None),
        (19, 1, 1, None),
        (20, 2, 1, 1),
    ]
    await duty.run(MIDNIGHT + 60 * DAY + HOUR)
    async with database.reading() as tx:
        # A month is made up for, no more.
        assert len(await funnel.since(tx)) == 4 + 31


async def test_the_books_and_the_headcount_agree_on_what_was_written(database: Database) -> None:
    await Bookkeeper(database, COMPANY).run(MIDNIGHT + HOUR)
    assert (await counted(database)).chat_messages == 0
