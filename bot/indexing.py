"""The indexer: what was written, edited, moved or erased is found by its words, and by no others, a moment later."""

import asyncio
import logging
from datetime import timedelta

from bot.search import words_of
from bot.storage import search
from bot.storage.database import Database, is_storage_trouble, storage_error

LOOK_EVERY = timedelta(seconds=1)
AT_ONCE = 50
"""Changes that are taken on in one go: between two of them others have their turn, at the processor and at writing."""

log = logging.getLogger(__name__)


class Indexer:
    """The database is the only memory: what is to be indexed stays there until it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, every: timedelta = LOOK_EVERY) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.catch_up()
            except Exception as error:
                if not is_storage_trouble(error):
                    raise
                log.error("The search index waits: %s", storage_error(error))
            await asyncio.sleep(every.total_seconds())

    async def catch_up(self) -> None:
        """Until nothing is left; the latest changes first."""
        more = True
        while more:
            more = await self._index_some()

    async def _index_some(self) -> bool:
        """Whether there was anything. What changes meanwhile is due again by a row of its own."""
        async with self._database.reading() as tx:
            due = await search.due(tx, limit=AT_ONCE)
            if not due:
                return False
            texts = await search.texts_of(tx, {ticket_id for _, ticket_id in due})
        words = {ticket_id: words_of(said) for ticket_id, said in texts.items()}
        async with self._database.transaction() as tx:
            await search.store(tx, words)
            await search.settle(tx, [row_id for row_id, _ in due])
        return True
