"""Improvements in the database."""

from dataclasses import replace
from datetime import date

import pytest

from bot.storage import improvements
from bot.storage.database import Database
from bot.storage.improvements import Improvement, UnknownImprovement
from tests.bot.moments import DAY, NOW
from tests.bot.storage.rows import known, ticket

NEW = Improvement("A reminder", "process", None, 901, "Sam", date(2027, 4, 1), NOW, "Mei")


async def test_one_is_kept_as_it_was_written_with_its_issues(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        numbers = tuple(sorted([(await ticket(tx)).id, (await ticket(tx)).id]))
        added = await improvements.add(tx, replace(NEW, tickets=numbers))
        assert added is not None
        assert await improvements.get(tx, added.id, hold=True) == added
        assert await improvements.known_issues(tx, [numbers[0], 10**17]) == {numbers[0]}
        changed = replace(added, category="bug", due_on=None, done_at=NOW + DAY, result="\u202eOK", tickets=numbers[:1])
        await improvements.change(tx, changed)
        assert await improvements.every(tx) == [changed]


async def test_the_same_is_not_added_while_it_is_under_way(database: Database) -> None:
    async with database.transaction() as tx:
        first = await improvements.add(tx, NEW)
        assert first is not None
        assert await improvements.add(tx, NEW) is None
        assert await improvements.add(tx, replace(NEW, category="bug")) is not None
        await improvements.change(tx, replace(first, done_at=NOW))
        assert await improvements.add(tx, NEW) is not None


async def test_what_is_due_first_stands_first_and_what_is_done_last(database: Database) -> None:
    async with database.transaction() as tx:
        for title, due, done in (
            ("done first", None, NOW),
            ("done last", None, NOW + DAY),
            ("some day", None, None),
            ("late", date(2027, 5, 1), None),
            ("soon", date(2027, 4, 1), None),
        ):
            await improvements.add(tx, replace(NEW, title=title, due_on=due, done_at=done))
        found = [one.title for one in await improvements.every(tx)]
    assert found == ["soon", "late", "some day", "done last", "done first"]


async def test_a_number_that_is_none_is_unknown(database: Database) -> None:
    async with database.reading() as tx:
        with pytest.raises(UnknownImprovement):
            await improvements.get(tx, 7)
        assert await improvements.known_issues(tx, []) == set()


def test_it_is_overdue_from_the_day_after_its_own() -> None:
    assert not NEW.is_overdue(date(2027, 4, 1))
    assert NEW.is_overdue(date(2027, 4, 2))
    assert not replace(NEW, done_at=NOW).is_overdue(date(2027, 4, 2))
