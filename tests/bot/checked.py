"""A configuration whose every line is right, in a world where all is well: for tests to spoil in one thing."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.check import Finding, check
from bot.settings import Settings
from bot.storage import chats, transitions
from bot.storage.database import Database
from bot.transition import Transition, Window
from sandbox.server import Sandbox
from tests.bot.configuration import SMALLEST, TOKEN
from tests.bot.moments import NOW

TITLE = "Harbour Ltd"


class Checked:
    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.database_file = folder / "chatferry.db"
        self.sections: dict[str, Any] = {
            **tomllib.loads(SMALLEST),
            "desk": {"public_url": "https://desk.example.com"},
            "storage": {"url": f"sqlite+aiosqlite:///{self.database_file}"},
        }
        self.sections["telegram"]["api_base"] = sandbox.url

    def settings(self) -> Settings:
        return Settings(**self.sections)

    async def findings(self) -> dict[str, Finding]:
        found = await check(self.settings())
        assert len({finding.subject for finding in found}) == len(found)
        for finding in found:
            assert "\n" not in finding.said
            assert TOKEN not in finding.said
        return {finding.subject: finding for finding in found}

    async def wrong(self) -> dict[str, str]:
        return {subject: finding.said for subject, finding in (await self.findings()).items() if not finding.ok}

    async def group(self, database: Database, **what: Any) -> int:
        """The id of a group that the bot knows, as administrator unless told otherwise."""
        group = self.sandbox.world.add_chat(TITLE, **what)
        async with database.transaction() as tx:
            await chats.seen(tx, group.id, kind=group.type, title=TITLE, language=None, now=NOW)
        return group.id

    async def begin(self, database: Database, days: int) -> None:
        """The transition, as an earlier run began it."""
        launch = self.settings().transition.launch
        async with database.transaction() as tx:
            await transitions.begin(tx, Transition(Window(launch, days)), NOW)


@asynccontextmanager
async def all_is_well(folder: Path) -> AsyncIterator[Checked]:
    sandbox = Sandbox(TOKEN)
    await sandbox.start()
    sandbox.world.bot.can_read_all_group_messages = True
    yield Checked(folder, sandbox)
    await sandbox.stop()
