"""The office's documents in the database: of two who save the same one the second is told."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from bot.office.documents import Document
from bot.storage import customers, office, tickets
from bot.storage.database import Database
from bot.storage.office import ChangedMeanwhile, OpenTickets
from bot.storage.schema import tickets as table
from bot.tickets import State, Via

NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)
RULES = Document.RULES


async def _save(database: Database, value: Any, version: int) -> None:
    async with database.transaction() as tx:
        await office.save(tx, RULES, value, version=version, now=NOW)


async def _stored(database: Database) -> tuple[dict[str, Any], int]:
    async with database.reading() as tx:
        return await office.read(tx), await office.version(tx, RULES)


async def test_each_saving_counts_the_version_up(database: Database) -> None:
    assert await _stored(database) == ({}, 0)
    await _save(database, {"low_rating": False}, 0)
    await _save(database, {"low_rating": True, "words": ["经理", "\u202e"]}, 1)
    assert await _stored(database) == ({"rules": {"low_rating": True, "words": ["经理", "\u202e"]}}, 2)


@pytest.mark.parametrize("version", [0, 2, -1, 99])
async def test_who_saves_another_version_than_stands_changes_nothing(database: Database, version: int) -> None:
    await _save(database, {"low_rating": False}, 0)
    with pytest.raises(ChangedMeanwhile):
        await _save(database, {}, version)
    assert await _stored(database) == ({"rules": {"low_rating": False}}, 1)


async def test_what_was_set_back_is_not_there_and_its_versions_are_not_used_again(database: Database) -> None:
    await _save(database, {"low_rating": False}, 0)
    await _save(database, None, 1)
    assert await _stored(database) == ({}, 2)
    for version in (0, 1):
        with pytest.raises(ChangedMeanwhile):
            await _save(database, {}, version)
    await _save(database, {}, 2)
    assert await _stored(database) == ({"rules": {}}, 3)


@pytest.mark.parametrize("version", [0, 1])
async def test_of_two_at_once_one_is_told(database: Database, version: int) -> None:
    if version:
        await _save(database, {}, 0)
    done = await asyncio.gather(*(_save(database, {"n": n}, version) for n in range(2)), return_exceptions=True)
    assert [type(one) for one in done if one] == [ChangedMeanwhile]
    assert (await _stored(database))[1] == version + 1


async def test_open_tickets_are_counted_by_what_they_refer_to(database: Database) -> None:
    async with database.transaction() as tx:
        ann = await customers.seen(tx, 11, name="Ann", username=None, language=None, now=NOW)
        made = [
            await tickets.open_new(
                tx, customer_id=ann.id, chat_id=None, title="x", category=category, via=Via.DESK, now=NOW
            )
            for category in ("bug", "bug", "bug", "hosting")
        ]
        await tx.execute(update(table).where(table.c.id == made[0].id).values(state=State.RESOLVED))
        await tx.execute(update(table).where(table.c.id == made[3].id).values(department="service", owner_id=7))
        found = await office.open_tickets(tx)
    assert {(one.category, one.count): one for one in found} == {
        ("bug", 2): OpenTickets("bug", None, None, 2),
        ("hosting", 1): OpenTickets("hosting", "service", 7, 1),
    }
