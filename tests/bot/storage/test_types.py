"""Moments go in aware and come out as UTC, alike on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage import broadcasts, customers
from bot.storage.database import Database
from bot.storage.types import Moment
from tests.bot.moments import NOW, SECOND, SHANGHAI
from tests.bot.storage.rows import ANN, broadcast

DIALECTS = [sqlite.dialect(), postgresql.dialect()]  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_naive_moment_is_refused(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        Moment().process_bind_param(datetime(2027, 3, 20, 6), dialect)  # noqa: DTZ001 - that is what is refused
    assert Moment().process_bind_param(None, dialect) is None
    assert Moment().process_result_value(None, dialect) is None


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(2027, 3, 20, 14, tzinfo=SHANGHAI),
        datetime(2027, 3, 20, 0, 30, 0, 123_456, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
        # 2:30 comes twice on this night; the second is an hour later than the first.
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
    ],
    ids=str,
)
async def test_a_moment_comes_back_the_same_and_in_utc(database: Database, moment: datetime) -> None:
    async with database.transaction() as tx:
        await customers.seen(tx, ANN, name="Ann", username=None, language=None, now=moment)
        stored = (await customers.hold(tx, ANN)).first_seen_at
    assert stored.tzinfo is UTC
    assert stored.timestamp() == moment.timestamp()


async def test_moments_are_compared_as_moments_whatever_their_zone(database: Database) -> None:
    async with database.transaction() as tx:
        await broadcast(tx, due_at=NOW)
        for zone in (SHANGHAI, timezone(timedelta(hours=-9, minutes=-30))):
            assert await broadcasts.due(tx, (NOW - SECOND).astimezone(zone)) == []
            assert len(await broadcasts.due(tx, NOW.astimezone(zone))) == 1
