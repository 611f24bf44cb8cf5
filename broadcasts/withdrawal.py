"""Withdrawal: what was sent of a broadcast by mistake is deleted again, as far as Telegram still allows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram.error import BadRequest, TelegramError

from bot.budget import Priority
from bot.outcome import Failed, FloodWait, Gone, Held, Refused, Upgraded, outcome_of
from bot.storage import broadcasts, ledger
from bot.storage.database import Database
from bot.storage.ledger import SentMessages
from bot.telegram import Telegram

DELETABLE_FOR = timedelta(hours=48)
"""So long after it was sent Telegram lets a bot delete a message of its own."""
AT_ONCE = 60
"""In one look, about two seconds long: whatever else falls due waits no longer than that."""
LOOK_AGAIN = timedelta(seconds=2)
_GONE_ALREADY = "message to delete not found"

Try = str | bool
"""What became of one: deleted, or not yet, or the reason why it never will be."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A duty. To delete twice does no harm, so a crash in the middle leaves nothing to settle."""

    database: Database
    telegram: Telegram
    _after: dict[int, int] = field(default_factory=dict)
    """How far each has come; once at its end, another round takes what failed for the moment."""

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            withdrawn = await broadcasts.being_withdrawn(tx)
        if not withdrawn:
            return None
        return now + await self._go_on(withdrawn[0], now)

    async def _go_on(self, broadcast_id: int, now: datetime) -> timedelta:
        """One page of it; how long to wait for the next."""
        since, after = now - DELETABLE_FOR, self._after.get(broadcast_id, 0)
        async with self.database.reading() as tx:
            page = await ledger.sent_since(tx, broadcast_id, since, after=after, limit=AT_ONCE)
        if page:
            failed = await self._delete(page, now)
            self._after[broadcast_id] = page[-1].id
            return LOOK_AGAIN if failed else timedelta()
        self._after.pop(broadcast_id, None)
        return timedelta() if after or await self._end(broadcast_id, since, now) else LOOK_AGAIN

    async def _delete(self, page: Sequence[SentMessages], now: datetime) -> bool:
        """Whether any is to be tried again."""
        tries = await asyncio.gather(*(self._try(messages) for messages in page))
        done = [messages.id for messages, became in zip(page, tries, strict=True) if became is True]
        kept = {messages.id: became for messages, became in zip(page, tries, strict=True) if isinstance(became, str)}
        async with self.database.transaction() as tx:
            await ledger.deleted(tx, done, now)
            await ledger.not_deleted(tx, kept)
        return False in tries

    async def _try(self, messages: SentMessages) -> Try:
        try:
            await self._call(messages)
        except TelegramError as error:
            return _became(error)
        return True

    async def _call(self, messages: SentMessages) -> None:
        bot, ids, line = self.telegram.sender, messages.message_ids, messages.line
        if line is not None:
            await bot.delete_business_messages(line.connection_id, ids, rate_limit_args=Priority.BROADCAST)
        elif len(ids) == 1:
            # Of several, Telegram does not say which it left.
            await bot.delete_message(messages.chat_id, ids[0], rate_limit_args=Priority.BROADCAST)
        else:
            await bot.delete_messages(messages.chat_id, ids, rate_limit_args=Priority.BROADCAST)

    async def _end(self, broadcast_id: int, since: datetime, now: datetime) -> bool:
        """False while something may still come to be deleted."""
        async with self.database.transaction() as tx:
            if await ledger.keep_older(tx, broadcast_id, since, "older than 48 hours", limit=2_000):
                return True
            if await ledger.is_under_way(tx, broadcast_id):
                return False
            await broadcasts.end_withdrawal(tx, broadcast_id, now)
        return True


def _became(error: TelegramError) -> Try:
    if isinstance(error, BadRequest) and error.message.casefold().startswith(_GONE_ALREADY):
        return True
    match outcome_of(error):
        case Gone(reason) | Refused(reason) | Held(reason):
            return reason
        case Upgraded():
            return "the group became a supergroup"
        case FloodWait() | Failed():
            return False
    raise error
