"""Customers: known by their number, under today's name, in the language that they chose."""

import pytest

from bot.storage import customers
from bot.storage.database import Database
from tests.bot.moments import DAY, NOW
from tests.bot.storage.rows import ANN, BOB, known


async def test_a_customer_is_known_from_the_first_time_and_under_todays_name(database: Database) -> None:
    async with database.transaction() as tx:
        first = await known(tx)
        later = await customers.seen(tx, ANN, name="Ann Keller", username=None, language="en", now=NOW + DAY)
        assert await customers.get(tx, ANN) == later
    assert (first.name, first.username, first.language, first.migrated_at) == ("Ann", "ann", None, None)
    assert (later.name, later.username, later.first_seen_at) == ("Ann Keller", None, NOW)


async def test_who_was_never_seen_is_unknown(database: Database) -> None:
    async with database.reading() as tx:
        assert await customers.get(tx, ANN) is None
        assert await customers.get_many(tx, []) == {}


@pytest.mark.parametrize(
    ("spoken", "then"),
    [
        (["zh", "en"], "zh"),  # the app's language is a guess, made once
        ([None, "en"], "en"),
        (["zh", None], "zh"),
        ([None, None], None),
    ],
)
async def test_the_first_language_that_is_known_stays(
    database: Database, spoken: list[str | None], then: str | None
) -> None:
    async with database.transaction() as tx:
        for language in spoken:
            customer = await known(tx, language=language)
    assert customer.language == then


async def test_a_language_once_chosen_stays_whatever_the_app_says(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx, language="en")
        await customers.set_language(tx, ANN, "zh")
        assert (await known(tx, language="en")).language == "zh"


async def test_migrating_counts_the_first_time(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx, ANN)
        await known(tx, BOB)
        assert await customers.count(tx) == (2, 0)
        await customers.migrate(tx, ANN, NOW)
        await customers.migrate(tx, ANN, NOW + DAY)
        assert await customers.count(tx) == (2, 1)
        assert (await customers.hold(tx, ANN)).migrated_at == NOW
        # Writing in the chat again takes nothing back.
        assert (await known(tx, ANN)).migrated_at == NOW


async def test_revoking_a_link_touches_that_customer_alone(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx, ANN)
        await known(tx, BOB)
        await customers.revoke_link(tx, ANN)
        await customers.revoke_link(tx, ANN)
        both = await customers.get_many(tx, {ANN, BOB, 99})
    assert {number: customer.link_generation for number, customer in both.items()} == {ANN: 2, BOB: 0}


@pytest.mark.parametrize("number", [1, 2**31, 2**52])
async def test_telegrams_numbers_fit(database: Database, number: int) -> None:
    async with database.transaction() as tx:
        assert (await known(tx, number)).id == number
