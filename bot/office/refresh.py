"""The office is read anew when it was changed, and what depends on it follows."""

import asyncio

from bot.bell import Bell
from bot.office.documents import Document
from bot.office.office import Office
from bot.storage import business, office
from bot.storage.database import Database
from bot.suggestion import Suggester


class Refresh:
    """Call it after the commit. ``staffing`` is rung when other people may be staff."""

    def __init__(self, database: Database, held: Office, suggester: Suggester, staffing: Bell) -> None:
        self._database = database
        self._office = held
        self._suggester = suggester
        self._staffing = staffing
        # Of two who save at once, the later reads what both have saved, and is not overtaken by the earlier.
        self._one_by_one = asyncio.Lock()

    async def __call__(self, document: Document) -> None:
        async with self._one_by_one:
            async with self._database.reading() as tx:
                self._office.load(await office.read(tx))
            if document is Document.CATEGORIES:
                self._suggester.sort_into(self._office.categories)
            if document is Document.MEMBERS:
                async with self._database.transaction() as tx:
                    await business.employ(tx, self._office.people.everyone)
                self._staffing.ring()
