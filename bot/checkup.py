"""The checkup: days before closing, what the bot may not do in each group is looked at, so that it can be mended."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramForbiddenError, TelegramMigrateToChat

from bot.rights import missing_in
from bot.storage import chats, grouprights, transitions
from bot.storage.database import Database
from bot.transient import is_transient

BEFORE = timedelta(days=7)
AGAIN_AFTER = timedelta(days=1)
AT_ONCE = 10
SOON, LATER = timedelta(seconds=1), timedelta(minutes=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checkup:
    """A duty, from BEFORE the deadline on: once a day for each group that will be closed, and when rights changed."""

    database: Database
    bot: Bot

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            begins = (await transitions.current(tx)).window.deadline - BEFORE
            groups = await grouprights.unseen(tx, now - AGAIN_AFTER, limit=AT_ONCE) if now >= begins else []
        if now < begins:
            return begins
        for chat_id in groups:
            if not await self._look(chat_id, now):
                return now + LATER
        if len(groups) == AT_ONCE:
            return now + SOON
        async with self.database.reading() as tx:
            first = await grouprights.first_seen(tx)
        return None if first is None else first + AGAIN_AFTER

    async def _look(self, chat_id: int, now: datetime) -> bool:
        """False when Telegram could not say."""
        try:
            missing = await missing_in(self.bot, chat_id)
        except TelegramMigrateToChat as error:
            async with self.database.transaction() as tx:
                await chats.upgrade(tx, chat_id, error.migrate_to_chat_id)
        except TelegramForbiddenError:
            async with self.database.transaction() as tx:
                await chats.lost(tx, chat_id, "kicked")
        except AiogramError as error:
            log.info("rights in chat %d: %s", chat_id, type(error).__name__)
            if is_transient(error):
                return False
            async with self.database.transaction() as tx:
                await grouprights.note(tx, chat_id, (), now)
        else:
            async with self.database.transaction() as tx:
                await grouprights.note(tx, chat_id, missing, now)
        return True
