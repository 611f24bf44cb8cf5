"""Closing: at the deadline every channel is told, its notice pinned, its group made read-only, step by step."""

import logging
import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import ChatPermissions
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.deliveries import DeliveryState, Draft, Purpose
from bot.languages import choose
from bot.notices import words_of
from bot.people import People
from bot.reopening import reopen
from bot.sections import Company
from bot.storage import broadcasts, chats, closings, deliveries, transitions
from bot.storage.audiences import Audience, Kind, chats_of
from bot.storage.closings import Closing
from bot.storage.database import Database
from bot.transient import is_transient

AT_ONCE = 50
LOOK_AGAIN = timedelta(seconds=1)
"""While the notice is on its way: it is pinned once it has arrived."""
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600))
READ_ONLY = ChatPermissions(
    **{name: False for name in ChatPermissions.model_fields if name.startswith("can_")},
)

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
        if begins:
            await self._begin(transition.window.deadline, now)
        async with self.database.reading() as tx:
            unfinished = await closings.due(tx, now, limit=AT_ONCE)
        for closing in unfinished:
            await self._go_on(closing, now)
        async with self.database.reading() as tx:
            wishes = (await closings.next_due(tx), await closings.next_to_close(tx))
        return min((wish for wish in wishes if wish is not None), default=None)

    async def _begin(self, deadline: datetime, now: datetime) -> None:
        """Whoever is due is told, and closed: all at the deadline, later those who had been granted more time."""
        async with self.database.transaction() as tx:
            first = await transitions.close(tx, now)
            await closings.close_newcomers(tx, deadline, now)
            words = await words_of(tx, self.company, await transitions.current(tx), now)
            local = now.astimezone(self.company.zone)
            slot = f"closing/{local:%Y-%m-%d}" if first else f"closing/{local:%Y-%m-%dT%H:%M:%S}"
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

    async def _go_on(self, closing: Closing, now: datetime) -> None:
        """The next steps of one channel, as far as they can be done now."""
        try:
            finished = await (self._undo_steps(closing) if closing.reopened_at else self._take_steps(closing))
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

    async def _take_steps(self, closing: Closing) -> bool:
        """Whether all are done; they wait for the notice to arrive."""
        async with self.database.reading() as tx:
            notice = await deliveries.latest(tx, closing.chat_id, Purpose.CLOSING)
        state, message_id = notice or (None, None)
        if state in {DeliveryState.PLANNED, DeliveryState.SENDING}:
            return False
        try:
            if message_id is not None and closing.pinned_message_id is None:
                await self._pin(closing, message_id)
        except AiogramError:
            # Where it cannot be pinned, the group is closed all the same.
            await self._make_read_only(closing)
            raise
        await self._make_read_only(closing)
        return True

    async def _undo_steps(self, closing: Closing) -> bool:
        """The permissions that stood before stand again; the notice need not be pinned any more."""
        if closing.read_only and closing.permissions_before is not None:
            before = ChatPermissions(**closing.permissions_before)
            await self.bot.set_chat_permissions(closing.chat_id, before, use_independent_chat_permissions=True)
            await self._note(closing, read_only=False)
        if closing.pinned_message_id is not None:
            with suppress(TelegramBadRequest):  # somebody has unpinned or deleted it
                await self.bot.unpin_chat_message(closing.chat_id, message_id=closing.pinned_message_id)
            await self._note(closing, pinned_message_id=None)
        return True

    async def _pin(self, closing: Closing, message_id: int) -> None:
        try:
            await self.bot.pin_chat_message(closing.chat_id, message_id, disable_notification=True)
        except TelegramBadRequest as error:
            if "message to pin not found" not in error.message.lower():
                raise
            log.info("closing chat %d: somebody deleted the notice", closing.chat_id)
        else:
            await self._note(closing, pinned_message_id=message_id)

    async def _make_read_only(self, closing: Closing) -> None:
        if closing.read_only:
            return
        if closing.permissions_before is None:
            before = (await self.bot.get_chat(closing.chat_id)).permissions or ChatPermissions()
            await self._note(closing, permissions_before=before.model_dump(exclude_none=True))
        await self.bot.set_chat_permissions(closing.chat_id, READ_ONLY, use_independent_chat_permissions=True)
        await self._note(closing, read_only=True)

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
        words = texts.closing_failed(choose(None, self.company.language), title, said)
        for admin in self.people.admins:
            await deliveries.plan(tx, Draft(f"closing failed/{closing.chat_id}", admin, Purpose.NOTICE, words), now)

    async def _note(self, closing: Closing, **values: object) -> None:
        async with self.database.transaction() as tx:
            await closings.note(tx, closing.chat_id, **values)
