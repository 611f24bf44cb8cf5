"""Programs that call: one of staff's, one of admins'."""

import pytest

from bot.people import Role
from bot.storage import sessions
from tests.desk.served import NOW, Served


async def token(desk: Served, role: Role, name: str) -> dict[str, str]:
    async with desk.database.transaction() as tx:
        secret = await sessions.issue_api_token(tx, name, role, NOW)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
async def crm(desk: Served) -> dict[str, str]:
    """The headers of a program with a token of staff's, named CRM."""
    return await token(desk, Role.STAFF, "CRM")


@pytest.fixture
async def ops(desk: Served) -> dict[str, str]:
    """The headers of a program with a token of admins', named Ops."""
    return await token(desk, Role.ADMIN, "Ops")
