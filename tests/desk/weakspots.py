"""Improvements, for whatever tests need one."""

from bot.storage import improvements
from bot.storage.improvements import Improvement
from tests.desk.served import STAFF, Served


async def improvement(desk: Served, title: str = "Remind of renewals a month ahead", cause: str = "process") -> int:
    """Its number: one that is under way."""
    new = Improvement(title, cause, None, STAFF, "Sam", None, desk.clock.now(), "Sam")
    async with desk.database.transaction() as tx:
        added = await improvements.add(tx, new)
    assert added is not None
    return added.id
