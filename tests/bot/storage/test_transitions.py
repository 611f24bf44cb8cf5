"""The transition in the database: begun once, then its own; every change is recorded."""

from bot.storage import transitions
from bot.storage.database import Database
from bot.storage.transitions import Change
from bot.transition import Transition, Window
from tests.bot.moments import DAY, HOUR, LAUNCH, NOW

PLANNED = Transition(Window(LAUNCH, 30), (LAUNCH - 5 * DAY).date())


async def test_the_configuration_counts_the_first_time_and_the_database_after_it(database: Database) -> None:
    other = Transition(Window(LAUNCH + DAY, 20))
    async with database.transaction() as tx:
        assert await transitions.begin(tx, PLANNED, NOW) == PLANNED
        assert await transitions.begin(tx, other, NOW + DAY) == PLANNED
        assert await transitions.current(tx) == PLANNED
        [change] = await transitions.changes(tx)
    assert change == Change(NOW, "configuration", "deadline", None, PLANNED.window.deadline.isoformat(), None)


async def test_every_move_of_the_deadline_is_recorded_with_who_when_from_to_and_why(database: Database) -> None:
    async with database.transaction() as tx:
        await transitions.begin(tx, PLANNED, NOW)
        for days, who, reason in ((25, "Chen", "a holiday"), (28, "Wu", None)):
            moved = (await transitions.current(tx)).lasting(days, NOW)
            await transitions.move_deadline(tx, moved, who=who, reason=reason, now=NOW + HOUR)
        assert (await transitions.current(tx)).window.days == 28
        latest, first, _ = await transitions.changes(tx)
        assert await transitions.changes(tx, limit=1) == [latest]
    assert (first.at, first.who, first.reason) == (NOW + HOUR, "Chen", "a holiday")
    # 9:00 in Shanghai is 1:00 UTC; 15 March + 30, + 25 and + 28 days.
    assert (first.before, first.after) == ("2027-04-14T01:00:00+00:00", "2027-04-09T01:00:00+00:00")
    assert (latest.who, latest.before, latest.after) == (
        "Wu",
        "2027-04-09T01:00:00+00:00",
        "2027-04-12T01:00:00+00:00",
    )


async def test_closing_begins_once(database: Database) -> None:
    async with database.transaction() as tx:
        await transitions.begin(tx, PLANNED, NOW)
        assert await transitions.close(tx, NOW + 40 * DAY)
        assert not await transitions.close(tx, NOW + 41 * DAY)
        assert (await transitions.current(tx)).closed_at == NOW + 40 * DAY
        assert [change.field for change in await transitions.changes(tx)] == ["closed_at", "deadline"]
