"""Numbers are right: each of a month made by hand (march.py), and sums of whatever months there are."""

import asyncio
import random
import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.bookkeeping import Bookkeeper
from bot.casework.promises import Outcome
from bot.office.office import Office
from bot.reports import Period, Step, month_of, period_of
from bot.sections import Company
from bot.storage.database import Database
from bot.storage.reports.resolutions import Kept
from bot.storage.reports.work import Effort
from bot.storage.schema import customers, tickets
from bot.tickets import Cause, State
from desk.reports.gathering import gather
from desk.reports.report import Report
from tests.desk.reports import march
from tests.desk.served import BOB, NOW, STAFF, Served

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
COMPANY = Company(name="Example", timezone="Asia/Shanghai")
OFFICE = Office(march.ZONE, staff={STAFF})


async def _report(database: Database, period: Period) -> Report:
    async with database.reading() as tx:
        return await gather(tx, period, OFFICE, Bookkeeper(database, COMPANY), NOW)


@pytest.fixture
async def report(desk_on_each: Served) -> Report:
    async with desk_on_each.database.transaction() as tx:
        await march.store(tx)
    return await _report(desk_on_each.database, month_of("2026-03"))


async def test_every_figure_of_a_month_is_as_counted_by_hand(report: Report) -> None:
    # Opened: 1, 2, 3, 4 and 8; 7 was merged, 5 and 6 belong to other months.
    assert report.opened == 5
    assert report.categories == {"bug": 2, "hosting": 1, "question": 1, "complaint": 1}
    # Of the two bugs one was sent to hosting.
    assert report.departments == {"engineering": 1, "hosting": 2, "service": 1, "management": 1}
    assert report.channels == {"private": 1, "group": 1, "desk": 1, "business": 1, "api": 1}
    assert report.companies == {"Harbour Ltd": 1, "": 4}
    assert report.states == {State.RESOLVED: 3, State.ACCEPTED: 1, State.RECEIVED: 1}
    assert (report.reopened, report.reopened_share) == (1, 0.2)  # 8; 6 was opened before
    assert report.standing == 2  # 3 and 4

    # Accepted: 1 after 30 min, 2 after 1 h 30 min (64 h 30 min by the clock), 3 after 10 min (45 h 10 min).
    assert (report.accept.work.count, report.accept.work.median, report.accept.work.ninety) == (3, HOUR / 2, 1.5 * HOUR)
    assert (report.accept.clock.median, report.accept.clock.ninety) == (45 * HOUR + 10 * MINUTE, 64.5 * HOUR)
    # Answered: 1 after an hour, 2 after two (65).
    assert (report.answer.work.median, report.answer.work.ninety) == (1.5 * HOUR, 2 * HOUR)
    assert (report.answer.clock.median, report.answer.clock.ninety) == (33 * HOUR, 65 * HOUR)
    # Resolved: 8 after 3 hours, 1 after 5, 6 after 10.5 (64.5 by the clock), 2 after 11 (89).
    assert (report.resolve.work.count, report.resolve.work.median, report.resolve.work.ninety) == (
        4,
        (5 + 10.5) / 2 * HOUR,
        11 * HOUR,
    )
    assert (report.resolve.clock.median, report.resolve.clock.ninety) == ((5 + 64.5) / 2 * HOUR, 89 * HOUR)
    #                         1  2  4  8 16 40 more
    assert report.lengths == (0, 0, 1, 1, 2, 0, 0)

    assert report.promises == {Outcome.KEPT: 2, Outcome.SLIPPED: 1, Outcome.MOVED: 1}
    assert report.promises_kept == 2 / 3
    assert report.ratings == {5: 1, 2: 1}
    assert report.rating == 3.5
    assert report.resolved == 4
    assert report.causes == {
        ("bug", Cause.PRODUCT): 1,
        ("bug", Cause.PROCESS): 1,
        ("hosting", Cause.PROCESS): 1,
        ("complaint", None): 1,
    }
    assert report.ways == {"answer": 1, "phone": 1, "remote": 1, None: 1}
    assert report.kept == dict.fromkeys(Kept, 1)
    assert report.escalations == {("slipped", 2): 1}
    assert report.effort == Effort(75, 5000, 1)


async def test_what_each_of_staff_did_is_counted_under_one_name(report: Report) -> None:
    sam, mei, program = report.people
    assert (sam.name, sam.accepted, sam.resolved, sam.answers, sam.effort.minutes) == ("Sam", 3, 2, 2, 30)
    assert sam.promises == {Outcome.KEPT: 1, Outcome.SLIPPED: 1, Outcome.MOVED: 1}
    assert sam.ratings == {5: 1}
    assert (mei.name, mei.accepted, mei.resolved, mei.answers, mei.effort.minutes) == ("Mei", 0, 1, 0, 45)
    assert (mei.promises, mei.ratings) == ({Outcome.KEPT: 1}, {2: 1})
    assert (program.name, program.answers, program.resolved) == ("ERP", 1, 0)


async def test_each_day_is_the_companys(report: Report) -> None:
    opened = {day.day.day: day.opened for day in report.days if day.opened}
    assert opened == {2: 1, 6: 1, 7: 1, 12: 1, 31: 1}
    assert {day.day.day: day.resolved for day in report.days if day.resolved} == {2: 2, 10: 1, 12: 1}
    assert {day.day.day: day.by_desk for day in report.days if day.by_desk} == {7: 1}
    assert {day.day.day: day.messages for day in report.days if day.messages is not None} == {2: 3}


async def test_today_is_counted_as_far_as_it_has_come(desk: Served) -> None:
    async with desk.database.transaction() as tx:
        await march.store(tx)
    april = await _report(desk.database, month_of("2026-04"))
    assert (april.opened, april.days[0].messages, april.days[1].messages) == (1, 0, None)
    assert april.promises == {None: 1}
    assert april.promises_kept is None
    # 3, 4 and 5 are open now, and what is to come is not known.
    assert april.standing == 3


async def test_a_period_without_anything_has_no_shares_and_nothing_breaks(desk_on_each: Served) -> None:
    empty = await _report(desk_on_each.database, month_of("2024-02"))
    assert (empty.opened, empty.resolved, empty.standing, empty.people) == (0, 0, 0, ())
    assert empty.resolve.work.median is None
    assert len(empty.days) == 29
    assert sum(empty.lengths) == 0


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(0, 40))
def test_parts_add_up_to_the_whole(
    empty_file: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - rows that can be made again, nothing secret
    begins = march.at("03-01", "00:00")

    def ticket() -> dict[str, object]:
        opened = begins + chance.random() * timedelta(days=40)
        resolved = opened + chance.random() * timedelta(days=20) if chance.random() < 0.6 else None
        return {
            **{"customer_id": BOB, "title": "x", "via": chance.choice(["chat", "desk"]), "chat_id": None},
            **{"category": chance.choice(["bug", "hosting", "gone"]), "changed_at": opened, "opened_at": opened},
            **{"department": chance.choice([None, "hosting", "closed down"]), "resolved_at": resolved},
            **{"state": "resolved" if resolved else "received", "cause": chance.choice([None, *Cause])},
        }

    async def check() -> None:
        path = shutil.copy(empty_file, tmp_path_factory.mktemp("sums") / "desk.db")
        database = Database(f"sqlite+aiosqlite:///{path}")
        rows = [ticket() for _ in range(count)]
        async with database.transaction() as tx:
            await tx.execute(insert(customers).values(id=BOB, name="Bob", first_seen_at=begins))
            if rows:
                await tx.execute(insert(tickets), rows)
        week = period_of(Step.WEEK, date(2026, 3, 18))
        whole = await _report(database, week)
        days = [await _report(database, period_of(Step.DAY, day)) for day in week.days]
        await database.close()
        for name in ("categories", "departments", "channels", "companies", "states", "causes", "ways", "kept"):
            counted: Counter[object] = getattr(whole, name)
            assert sum((getattr(day, name) for day in days), Counter()) == counted
            assert counted.total() == (whole.resolved if name in {"causes", "ways", "kept"} else whole.opened)
        assert [day.opened for day in days] == [day.opened for day in whole.days]
        assert [day.resolved for day in days] == [day.resolved for day in whole.days]
        assert sum(whole.lengths) == whole.resolved == whole.resolve.work.count
        # What was open before, and what came and went since.
        begun = week.span(march.ZONE)[0]
        stood = [row for row in rows if _moment(row["opened_at"]) < begun <= _moment(row["resolved_at"] or march.FAR)]
        assert whole.standing == len(stood) + whole.opened - whole.resolved

    asyncio.run(check())
