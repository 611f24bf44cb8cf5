"""A sandbox that is watched: what breaks the specification, or a library's decoding, fails the test that made it."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import TOKEN, Wire, decode_update


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(TOKEN, now=clock, validate=True)
    await sandbox.start()
    yield sandbox
    for update in sandbox.world.updates.queue:
        if not update.put_in:
            decode_update(json.loads(update.text))
    await sandbox.stop()
    assert sandbox.violations == []


@pytest.fixture
async def wire(sandbox: Sandbox) -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session:
        yield Wire(session, sandbox.url)


@pytest.fixture
def ann(sandbox: Sandbox) -> Person:
    """A customer who has pressed Start."""
    return sandbox.world.add_user("Ann", username="ann_w", language_code="en", started=True)


@pytest.fixture
def bob(sandbox: Sandbox) -> Person:
    """An administrator of the group, unknown to the bot in private."""
    return sandbox.world.add_user("Bob")


@pytest.fixture
def group(sandbox: Sandbox, ann: Person, bob: Person) -> Chat:
    """A supergroup with Ann, Bob as administrator, and the bot with all rights."""
    return sandbox.world.add_chat("Harbour Ltd", members=[ann.id], admins=[bob.id])
