"""A running program for each test of a handler."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ferry import STAFF, Ferry, Json, migrated, sailing
from tests.handlers.account import Account
from tests.handlers.places import KINDS, Place, place_of


@pytest.fixture
def changes() -> dict[str, Json]:
    """Keys of the configuration that are other than usual, by section; a module or a test overrides it."""
    return {}


@pytest.fixture
async def ferry(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, changes: dict[str, Json]
) -> AsyncIterator[Ferry]:
    template = await migrated(tmp_path_factory.getbasetemp())
    async with sailing(tmp_path, template, **changes) as ferry:
        yield ferry


@pytest.fixture
async def account(ferry: Ferry) -> Account:
    business = ferry.sandbox.world.connect_business(STAFF)
    await ferry.quiet()
    return Account(ferry, business)


@pytest.fixture(params=KINDS)
async def place(request: pytest.FixtureRequest, ferry: Ferry) -> Place:
    """Each kind of chat in turn."""
    place = place_of(ferry, request.param)
    await ferry.quiet()
    return place
