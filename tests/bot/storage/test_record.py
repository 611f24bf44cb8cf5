"""The record: of the office and of the transition in one line of time, filtered, and paged by place."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.storage import office, record, transitions
from bot.storage.database import Database
from bot.storage.office import Change
from bot.storage.record import Filters, Line, Place

NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def recorded(database: Database) -> Database:
    """An hour apart each but for the last three, which are of one moment: b, then the deadline, then a."""
    async with database.transaction() as tx:
        for number, item in enumerate("wxyzab"):
            at = NOW + min(number, 4) * HOUR
            who = "Eve" if number % 2 else "Ada"
            await office.record(tx, Change(at, 7, who, "rules" if number < 3 else "members", item, None, [number]))
        for at, field in ((NOW - HOUR, "launch"), (NOW + 4 * HOUR, "deadline")):
            await transitions.record(tx, transitions.Change(at, "Ada (1)", field, None, at.isoformat(), "asked"))
    return database


async def _items(database: Database, filters: Filters, limit: int = 99, before: Place | None = None) -> list[str]:
    return [line.change.item for line in await _page(database, filters, limit, before)]


async def _page(database: Database, filters: Filters, limit: int = 99, before: Place | None = None) -> list[Line]:
    async with database.reading() as tx:
        return await record.page(tx, filters, before=before, limit=limit)


async def test_all_lines_come_newest_first(recorded: Database) -> None:
    found = await _page(recorded, Filters())
    assert [line.change.item for line in found] == ["deadline", "b", "a", "z", "y", "x", "w", "launch"]
    assert [line.reason for line in found] == ["asked", *[None] * 6, "asked"]
    assert (found[0].change.subject, found[0].change.person_name) == ("transition", "Ada (1)")
    assert found[1].change.after == [5]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_leave_nothing_out_and_tell_nothing_twice(recorded: Database, limit: int) -> None:
    whole, place, found = await _items(recorded, Filters()), None, []
    while lines := await _page(recorded, Filters(), limit, place):
        found += [line.change.item for line in lines]
        place = lines[-1].place
    assert found == whole


@pytest.mark.parametrize(
    ("filters", "items"),
    [
        (Filters(subject="rules"), "yxw"),
        (Filters(subject="members", person="Eve"), "bz"),
        (Filters(person="Ada", until=NOW + 2 * HOUR), "w"),
        (Filters(since=NOW + HOUR, until=NOW + 3 * HOUR), "yx"),
        (Filters(subject="none"), ""),
        (Filters(person="' OR 1=1 --"), ""),
    ],
)
async def test_filters_go_together(recorded: Database, filters: Filters, items: str) -> None:
    assert await _items(recorded, filters) == list(items)


async def test_the_transition_can_be_read_alone(recorded: Database) -> None:
    assert await _items(recorded, Filters(subject="transition")) == ["deadline", "launch"]
    assert await _items(recorded, Filters(person="Ada (1)", until=NOW)) == ["launch"]


async def test_what_can_be_filtered_by_is_known(recorded: Database) -> None:
    async with recorded.reading() as tx:
        assert await record.subjects(tx) == ["members", "rules", "transition"]
        assert await record.persons(tx) == ["Ada", "Ada (1)", "Eve"]


async def test_the_last_change_and_those_behind_a_line_are_found(recorded: Database) -> None:
    async with recorded.reading() as tx:
        last = await record.last_of(tx, ["rules", "members", "calendar"])
        assert {subject: change.item for subject, change in last.items()} == {"rules": "y", "members": "b"}
        behind = await record.since(tx, "members", last["members"].id - 2, limit=9)
        assert [change.item for change in behind] == ["a", "b"]
