"""The steps of closing one channel, and of undoing them: each recorded when it is done, each harmless when repeated."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import ChatPermissions

from bot.deliveries import DeliveryState, Purpose
from bot.rights import missing_in
from bot.storage import closings, deliveries, grouprights
from bot.storage.closings import GENERAL, Closing
from bot.storage.database import Database

READ_ONLY = ChatPermissions(
    **{name: False for name in ChatPermissions.model_fields if name.startswith("can_")},
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClosingSteps:
    database: Database
    bot: Bot

    async def take(self, closing: Closing, now: datetime) -> bool:
        """Whether all are done; they wait for the notice to arrive. Raises the first of what Telegram refused."""
        if closing.missing_rights is None or closing.attempts:
            await self._look_at_rights(closing, now)
        async with self.database.reading() as tx:
            notice = await deliveries.latest(tx, closing.chat_id, Purpose.CLOSING)
        state, message_id = notice or (None, None)
        if state in {DeliveryState.PLANNED, DeliveryState.SENDING}:
            return False
        await _each(
            lambda: self._pin(closing, message_id),
            lambda: self._make_read_only(closing),
            lambda: self._close_topics(closing),
        )
        return True

    async def undo(self, closing: Closing) -> None:
        """The permissions that stood before stand again, and what was pinned and closed is so no more.

        What is kept of a step is forgotten when that step is undone, and no earlier. Raises as `take` does.
        """
        await _each(
            lambda: self._give_back(closing),
            lambda: self._unpin(closing),
            lambda: self._reopen_topics(closing),
        )

    async def _look_at_rights(self, closing: Closing, now: datetime) -> None:
        missing = await missing_in(self.bot, closing.chat_id)
        async with self.database.transaction() as tx:
            await closings.note(tx, closing.chat_id, missing_rights=[right.value for right in missing])
            await grouprights.note(tx, closing.chat_id, missing, now)

    async def _pin(self, closing: Closing, message_id: int | None) -> None:
        if message_id is None or closing.pinned_message_id == message_id:
            return
        if closing.pinned_message_id is not None:
            # Of a closing whose undoing was not finished.
            await self._unpin(closing)
        try:
            await self.bot.pin_chat_message(closing.chat_id, message_id, disable_notification=True)
        except TelegramBadRequest as error:
            if "message to pin not found" not in error.message.lower():
                raise
            log.info("closing chat %d: somebody deleted the notice", closing.chat_id)
        else:
            await self._note(closing.chat_id, pinned_message_id=message_id)

    async def _make_read_only(self, closing: Closing) -> None:
        if closing.read_only:
            return
        if closing.permissions_before is None:
            await self._note(closing.chat_id, permissions_before=await self._permissions_of(closing.chat_id))
        await self._permit(closing.chat_id, READ_ONLY)
        await self._note(closing.chat_id, read_only=True)

    async def _give_back(self, closing: Closing) -> None:
        """Permissions are kept before anything is taken away, so what to undo is known whatever was noted since."""
        if closing.permissions_before is None:
            return
        if closing.read_only or await self._permissions_of(closing.chat_id) != closing.permissions_before:
            await self._permit(closing.chat_id, ChatPermissions(**closing.permissions_before))
        await self._note(closing.chat_id, read_only=False, permissions_before=None)

    async def _permissions_of(self, chat_id: int) -> dict[str, bool]:
        stands = (await self.bot.get_chat(chat_id)).permissions or ChatPermissions()
        return stands.model_dump(exclude_none=True)

    async def _permit(self, chat_id: int, permissions: ChatPermissions) -> None:
        try:
            await self.bot.set_chat_permissions(chat_id, permissions, use_independent_chat_permissions=True)
        except TelegramBadRequest as error:
            if "not_modified" not in error.message.lower():
                raise

    async def _unpin(self, closing: Closing) -> None:
        pinned = closing.pinned_message_id
        if pinned is None:
            # It may have been pinned all the same, where the answer was lost or we stopped before it was noted.
            async with self.database.reading() as tx:
                notice = await deliveries.latest(tx, closing.chat_id, Purpose.CLOSING)
            if notice is not None and notice[1] is not None:
                with suppress(TelegramBadRequest):
                    await self.bot.unpin_chat_message(closing.chat_id, message_id=notice[1])
            return
        try:
            await self.bot.unpin_chat_message(closing.chat_id, message_id=pinned)
        except TelegramBadRequest as error:
            # All else says that somebody has unpinned or deleted it.
            if "not enough rights" in error.message.lower():
                raise
        await self._note(closing.chat_id, pinned_message_id=None)

    async def _close_topics(self, closing: Closing) -> None:
        """Of a forum: those that tickets came from, for Telegram lists none, and the one that each forum has."""
        async with self.database.reading() as tx:
            known = await closings.topics_of(tx, closing.chat_id)
        if not known and not (await self.bot.get_chat(closing.chat_id)).is_forum:
            return
        ours = list(closing.topics_closed or ())
        for topic in [*known, GENERAL]:
            # Noted before it is done: a stop in between must not make it look as if others had closed it.
            tried = topic in ours
            if not tried:
                ours.append(topic)
                await self._note(closing.chat_id, topics_closed=ours)
            if not await self._close_topic(closing.chat_id, topic) and not tried:
                ours.remove(topic)
                await self._note(closing.chat_id, topics_closed=ours)

    async def _close_topic(self, chat_id: int, topic: int) -> bool:
        """False where it was closed already, or is no more."""
        try:
            if topic == GENERAL:
                await self.bot.close_general_forum_topic(chat_id)
            else:
                await self.bot.close_forum_topic(chat_id, topic)
        except TelegramBadRequest as error:
            if not _is_settled(error):
                raise
            return False
        return True

    async def _reopen_topics(self, closing: Closing) -> None:
        left = list(closing.topics_closed or ())
        while left:
            await self._reopen_topic(closing.chat_id, left[0])
            left = left[1:]
            await self._note(closing.chat_id, topics_closed=left)

    async def _reopen_topic(self, chat_id: int, topic: int) -> None:
        try:
            if topic == GENERAL:
                await self.bot.reopen_general_forum_topic(chat_id)
            else:
                await self.bot.reopen_forum_topic(chat_id, topic)
        except TelegramBadRequest as error:
            if not _is_settled(error):
                raise

    async def _note(self, chat_id: int, **values: object) -> None:
        async with self.database.transaction() as tx:
            await closings.note(tx, chat_id, **values)


async def _each(*steps: Callable[[], Awaitable[None]]) -> None:
    """Takes all of them, for what cannot be done keeps nothing else from being done; then raises the first refusal."""
    refused: list[AiogramError] = []
    for step in steps:
        try:
            await step()
        except (TelegramMigrateToChat, TelegramForbiddenError):
            raise
        except AiogramError as error:
            refused.append(error)
    if refused:
        raise refused[0]


def _is_settled(error: TelegramBadRequest) -> bool:
    """The topic is as it should be, or somebody deleted it, or the group is no forum any more."""
    said = error.message.lower()
    return any(word in said for word in ("topic_not_modified", "thread not found", "topic_id_invalid", "not a forum"))
