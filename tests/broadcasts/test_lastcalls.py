"""Last calls: three days and one day before their chat closes, each customer who stays is told in person, once."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.categories import Name
from bot.grants import Grant, GrantKind, Scope
from bot.office.documents import Document
from bot.office.office import Office
from bot.sections import Announcements
from bot.storage import customers, grants
from broadcasts.lastcalls import DAYS, LastCalls, call_at
from tests.broadcasts.posting import COMPANY, LINKS, PEOPLE, Posting
from tests.ferry import ADMIN, DEADLINE, LAUNCH, NOW, ZONE

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def calls(posting: Posting, *, gift: str | None = None) -> LastCalls:
    office = Office(COMPANY.zone)
    if gift:
        stored = [{"rule": "first-issue", "gift": Name(zh=gift, en=gift).model_dump()}]
        office.load({Document.REWARDS: stored})
    return LastCalls(posting.database, Announcements(), COMPANY, PEOPLE, office, posting.outbox)


async def look(posting: Posting, duty: LastCalls, *moments: datetime) -> None:
    for moment in moments:
        posting.clock.set(moment)
        await duty.run(moment)
        await posting.settled()
        posting.clock.set(moment)


async def grant(posting: Posting, customer: int, until: datetime) -> None:
    async with posting.database.transaction() as tx:
        wish = Grant(GrantKind.EXTENSION, Scope.CUSTOMER, customer, until, "contract", NOW, ADMIN, "Ada")
        await grants.give(tx, wish)


async def test_who_stays_is_told_in_person_and_who_migrated_and_groups_are_not(running: Posting) -> None:
    ann, bob = await running.customers(2)
    [wang] = await running.customers(1, language="zh", first=2000)
    group = await running.group()
    async with running.database.transaction() as tx:
        await customers.migrate(tx, bob, NOW)
    duty = calls(running, gift="a month of hosting")
    await look(running, duty, DEADLINE - 3 * DAY, DEADLINE - 3 * DAY + HOUR)
    [told] = running.got(ann)
    assert told.splitlines() == [
        "Galaxy Hosting",
        "Dear C, this chat closes for you on 19 April 2026, 09:00: 3 days left.",
        "Your own page of our issue platform is ready. Please open it once; it shows all your issues:",
        LINKS.desk(ann, 0),
        "For your first issue there we thank you with: a month of hosting",
    ]
    [told] = running.got(wang)
    assert "3 天" in told
    assert (running.got(bob), running.got(group)) == ([], [])
    await look(running, duty, DEADLINE - DAY)
    assert (len(running.got(ann)), running.got(bob)) == (2, [])
    assert "1 day left" in running.got(ann)[-1]


async def test_without_a_reward_none_is_promised(running: Posting) -> None:
    [ann] = await running.customers(1)
    await look(running, calls(running), DEADLINE - DAY)
    assert "thank" not in running.got(ann)[0]


async def test_each_is_told_by_their_own_time(running: Posting) -> None:
    ann, bob = await running.customers(2)
    await grant(running, bob, DEADLINE + 5 * DAY)
    duty = calls(running)
    await look(running, duty, DEADLINE - DAY)
    assert (len(running.got(ann)), running.got(bob)) == (1, [])
    await look(running, duty, DEADLINE + 4 * DAY)
    assert len(running.got(bob)) == 1
    assert "24 April 2026, 09:00" in running.got(bob)[0]
    assert len(running.got(ann)) == 1


async def test_what_was_missed_by_long_is_not_made_up_for(running: Posting) -> None:
    [ann] = await running.customers(1)
    duty = calls(running)
    await look(running, duty, DEADLINE - 2 * DAY)
    assert running.got(ann) == []
    assert await duty.run(DEADLINE - 2 * DAY) == DEADLINE - DAY
    assert await duty.run(LAUNCH - DAY) == LAUNCH


async def test_who_migrates_between_planning_and_sending_is_left_in_peace(posting: Posting) -> None:
    [ann] = await posting.customers(1)
    posting.clock.set(DEADLINE - DAY)
    await calls(posting).run(DEADLINE - DAY)
    async with posting.database.transaction() as tx:
        await customers.migrate(tx, ann, posting.clock.now())
    await posting.start()
    await posting.settled()
    await posting.stop()
    assert posting.got(ann) == []


@given(st.integers(0, 30 * 24 * 60), st.sampled_from(DAYS))
def test_a_call_comes_by_day_and_at_most_fifteen_hours_too_early(minutes: int, days: int) -> None:
    deadline = DEADLINE + timedelta(minutes=minutes)
    at = call_at(deadline, days, ZONE)
    assert 9 <= at.astimezone(ZONE).hour <= 18
    assert timedelta() <= deadline - timedelta(days=days) - at <= 15 * HOUR


@pytest.mark.parametrize(
    ("hour", "wanted"),
    [(9, (16, 9)), (18, (16, 18)), (3, (15, 18)), (23, (16, 18))],
)
def test_what_would_come_at_night_comes_the_evening_before(hour: int, wanted: tuple[int, int]) -> None:
    at = call_at(datetime(2026, 4, 19, hour, tzinfo=ZONE), 3, ZONE).astimezone(ZONE)
    assert (at.day, at.hour) == wanted
