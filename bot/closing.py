"""Closing: at the deadline every channel is told, its notice pinned, its group made read-only, step by step."""

import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.closingsteps import ClosingSteps
from bot.deliveries import Draft, Purpose
from bot.languages import choose
from bot.notices import words_of
from bot.people import People
from bot.reopening import reopen, tell
from bot.sections import Company
from bot.storage import broadcasts, chats, closings, deliveries, transitions
from bot.storage.audiences import Audience, Kind, chats_of
from bot.storage.closings import Closing
from bot.storage.database import Database
from bot.texts.closing import reopening_failed
from bot.transient import is_transient

AT_ONCE = 50
LOOK_AGAIN = timedelta(seconds=1)
"""While the notice is on its way: it is pinned once it has arrived."""
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600))

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closer:
    """A duty. Each step is recorded when it is done, so that a stop in the middle goes on where it stood."""

    database: Database
    bot: Bot
    company: Company
    people: People
    outbox: Bell

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            transition = await transitions.current(tx)
            begins = transition.closed_at is None or await closings.any_due(tx, now)
        if now < transition.window.deadline:
            return transition.window.deadline
        await reopen(self.database, self.company, self.outbox, now)
        if begins and (moved_to := await self._begin(now)) is not None:
            return moved_to
        async with self.database.reading() as tx:
            unfinished = await closings.due(tx, now, limit=AT_ONCE)
        for closing in unfinished:
            await self._go_on(closing, now)
        async with self.database.reading() as tx:
            wishes = (await closings.next_due(tx), await closings.next_to_close(tx))
        return min((wish for wish in wishes if wish is not None), default=None)

    async def _begin(self, now: datetime) -> datetime | None:
        """Whoever is due is told, and closed: all at the deadline, later those who had been granted more time.

        Returns the deadline where it has been moved away in the meantime; then, and where nobody is due any more,
        nothing happens.
        """
        async with self.database.transaction() as tx:
            transition = await transitions.hold(tx)
            deadline = transition.window.deadline
            if now < deadline:
                return deadline
            if transition.closed_at is not None and not await closings.any_due(tx, now):
                return None
            first = await transitions.close(tx, now)
            if first:
                await tell(tx, self.company, await closings.reopened_already(tx, now), now)
            await closings.close_newcomers(tx, deadline, now)
            words = await words_of(tx, self.company, await transitions.current(tx), now)
            local = now.astimezone(self.company.zone)
            # Numbered, as there may be several in one moment: the demo's clock stands still at times.
            number = "" if first else f"/{await closings.times_begun(tx)}"
            slot = f"closing/{local:%Y-%m-%d}{number}"
            due = Audience(Kind.DUE, str(math.ceil(now.timestamp())))
            notice = await broadcasts.create(
                tx, kind=Purpose.CLOSING, content=words, audience=due, due_at=now, slot=slot, now=now
            )
            if notice is not None:
                await broadcasts.start(tx, notice, now)
                audience = chats_of(due, self.people.everyone)
                await deliveries.plan_many(
                    tx, audience, occasion=slot, purpose=Purpose.CLOSING, broadcast_id=notice, now=now
                )
            count = await closings.begin_all(tx, now)
        if count:
            log.info("the deadline has come: closing %d channels", count)
        self.outbox.ring()
        return None

    async def _go_on(self, closing: Closing, now: datetime) -> None:
        """The next steps of one channel, as far as they can be done now."""
        try:
            finished = await self._steps(closing, now)
        except TelegramMigrateToChat as error:
            async with self.database.transaction() as tx:
                await chats.upgrade(tx, closing.chat_id, error.migrate_to_chat_id)
        except TelegramForbiddenError as error:
            # Removed from the group: nothing of ours is left there to close.
            await self._note(closing, finished_at=now, error=error.message)
        except AiogramError as error:
            await self._failed(closing, error, now)
        else:
            await self._note(closing, **{"finished_at": now} if finished else {"retry_at": now + LOOK_AGAIN})

    async def _steps(self, closing: Closing, now: datetime) -> bool:
        steps = ClosingSteps(self.database, self.bot)
        if closing.reopened_at is None:
            return await steps.take(closing, now)
        await steps.undo(closing)
        return True

    async def _failed(self, closing: Closing, error: AiogramError, now: datetime) -> None:
        """Tries again, more and more rarely; tells the admins the first time of what does not pass by itself."""
        said = error.message if isinstance(error, TelegramBadRequest) else type(error).__name__
        log.warning("closing chat %d: %s", closing.chat_id, said)
        pause = RETRY_AFTER[min(closing.attempts, len(RETRY_AFTER) - 1)]
        async with self.database.transaction() as tx:
            await closings.note(tx, closing.chat_id, attempts=closing.attempts + 1, retry_at=now + pause)
            if not is_transient(error):
                await self._tell_admins(tx, closing, said, now)
        self.outbox.ring()

    async def _tell_admins(self, tx: AsyncConnection, closing: Closing, said: str, now: datetime) -> None:
        await closings.note(tx, closing.chat_id, error=said)
        chat = await chats.get(tx, closing.chat_id)
        title = chat.title if chat is not None else str(closing.chat_id)
        language = choose(None, self.company.language)
        again = closing.reopened_at is not None
        words = reopening_failed(language, title, said) if again else texts.closing_failed(language, title, said)
        begun = closing.reopened_at or closing.began_at
        occasion = f"{'reopening' if again else 'closing'} failed/{closing.chat_id}/{begun:%Y-%m-%dT%H:%M:%S.%f}"
        for admin in self.people.admins:
            await deliveries.plan(tx, Draft(occasion, admin, Purpose.NOTICE, words), now)

    async def _note(self, closing: Closing, **values: object) -> None:
        async with self.database.transaction() as tx:
            await closings.note(tx, closing.chat_id, **values)
