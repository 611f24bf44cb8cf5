"""The sender: takes due deliveries by priority, sends them, and records what became of each."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram.error import BadRequest, TelegramError

from bot.bell import Bell
from bot.clock import Clock
from bot.deliveries import Delivery, DeliveryState, Purpose, Settlement
from bot.groupcommit import GroupCommit
from bot.outcome import Held, Outcome, Refused, Sent, outcome_of
from bot.sendlock import SendLock
from bot.storage import business, chats, claims, deliveries
from bot.storage.database import Database, is_storage_trouble, storage_error
from bot.telegram import Telegram
from broadcasts import calls
from broadcasts.settling import Verdict, reason_to_skip, verdict_on
from broadcasts.wording import Wording

MOST_AT_ONCE = 60
MOST_BULK_AT_ONCE = 40
"""Places that broadcasts leave free, so that an answer never waits behind them."""
PAID_AT_ONCE = 210
AHEAD, PAID_AHEAD = 8, 100
"""Broadcasts that wait for their turn in the budget once claimed: a crash leaves these unconfirmed, too."""
LONGEST_SLEEP = timedelta(seconds=5)
GATHER = timedelta(milliseconds=20)
"""What is recorded together: a commit costs as much as to record twenty."""
SOON = timedelta(milliseconds=50)
STOP_WITHIN = timedelta(seconds=10)
LOOK_FOR_LOCK = timedelta(seconds=1)
TAKEN = "another process of this database sends; this one takes over when that ends"

log = logging.getLogger(__name__)


class Sender:
    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        clock: Clock,
        outbox: Bell,
        wording: Wording,
        *,
        replace_previous: bool,
        paid: bool,
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._clock = clock
        self._outbox = outbox
        self._wording = wording
        self._replace_previous = replace_previous
        self._paid = paid
        self._most = PAID_AT_ONCE if paid else MOST_AT_ONCE
        self._most_bulk = self._most * MOST_BULK_AT_ONCE // MOST_AT_ONCE
        self._books = GroupCommit(database, _record, self._replace, gather_seconds=GATHER.total_seconds())
        self._urgent: set[asyncio.Task[None]] = set()
        self._bulk: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._sends = False
        self.lock = SendLock(database)
        self._working = asyncio.Lock()
        """Held by `run`: what is under way is known for certain only once that has ended."""
        self.error: str | None = None
        self.taken = 0
        """Deliveries taken to be sent so far."""
        self.has_more = False
        """Whether the last look left something behind that is due."""
        self.next_due: datetime | None = None
        """When what is planned next is due, as of the last look that left nothing behind."""

    @property
    def sends(self) -> bool:
        """Whether this is the process that sends; False while it waits for another to end."""
        return self._sends

    @property
    def under_way(self) -> int:
        """Deliveries that are being sent, or recorded."""
        return len(self._urgent) + len(self._bulk)

    async def run(self) -> None:
        """Until `stop`. Begins, once no other process sends, with what an earlier run left in the middle."""
        async with self._working:
            if not self._stopping:
                await self._work()

    async def _work(self) -> None:
        self._books.start()
        while not self._stopping:
            try:
                pause = await self._step()
            except Exception as error:
                if not is_storage_trouble(error):
                    raise
                self.error = str(storage_error(error))
                log.error("%s; sending goes on when it works", self.error)
                pause = LONGEST_SLEEP
            await self._outbox.wait(pause)

    async def _step(self) -> timedelta:
        """Returns how long to wait before the next."""
        if not (self._sends and await self.lock.is_held()) and not await self._take_over():
            return LOOK_FOR_LOCK
        room = await self._fill()
        self.has_more = room is not None
        pause = room or await self._until_due()
        self.error = None
        return pause

    async def _take_over(self) -> bool:
        """False while another process sends: what is under way there must not be taken for lost."""
        self._sends = False
        if under_way := self._urgent | self._bulk:
            # The lock was lost in the middle: these are ours, and soon settled.
            await asyncio.wait(under_way, timeout=STOP_WITHIN.total_seconds())
        if not await self.lock.is_held() and not await self.lock.take():
            if self.error != TAKEN:
                log.warning(TAKEN)
            self.error = TAKEN
            return False
        async with self._database.transaction() as tx:
            left = await claims.recover(tx, self._clock.now())
        if left:
            log.warning("%d deliveries were under way when the process last stopped", left)
        self._sends = True
        return True

    async def stop(self) -> None:
        """Sends what is under way to its end, for at most STOP_WITHIN."""
        self._stopping = True
        self._outbox.ring()
        async with self._working:
            pass
        # What has just been sent may have an earlier message to take back.
        while under_way := self._urgent | self._bulk:
            _, late = await asyncio.wait(under_way, timeout=STOP_WITHIN.total_seconds())
            for task in late:
                task.cancel()
            if late:
                break
        await self._books.stop()
        await self.lock.release()

    async def _fill(self) -> timedelta | None:
        """Takes as many as there is room for; how long to wait for more room, None when nothing was left to take."""
        now = self._clock.now()
        room = self._most - len(self._urgent) - len(self._bulk)
        if room <= 0:
            return LONGEST_SLEEP
        async with self._database.transaction() as tx:
            urgent = await claims.urgent(tx, now, limit=room)
            bulk_room = min(room - len(urgent), self._bulk_room())
            bulk = await claims.of_broadcasts(tx, now, limit=bulk_room) if bulk_room > 0 else []
        for delivery in urgent:
            self._begin(delivery, self._urgent)
        for delivery in bulk:
            self._begin(delivery, self._bulk)
        if len(urgent) == room or len(self._bulk) >= self._most_bulk:
            # Every place is taken: the next free one rings the bell.
            return LONGEST_SLEEP
        # Those that wait for their turn in the budget get it soon, and nobody rings for that.
        return SOON if len(bulk) >= bulk_room else None

    def _bulk_room(self) -> int:
        ahead = PAID_AHEAD if self._paid else AHEAD
        return max(0, min(self._most_bulk - len(self._bulk), ahead - self._telegram.budget.waiting))

    async def _until_due(self) -> timedelta:
        async with self._database.reading() as tx:
            self.next_due = due_at = await claims.next_due(tx)
        if due_at is None:
            return LONGEST_SLEEP
        return max(min(due_at - self._clock.now(), LONGEST_SLEEP), timedelta(milliseconds=20))

    def _begin(self, delivery: Delivery, group: set[asyncio.Task[None]]) -> None:
        self.taken += 1
        self._watch(asyncio.create_task(self._deliver(delivery), name=f"delivery {delivery.id}"), group)

    def _watch(self, task: asyncio.Task[None], group: set[asyncio.Task[None]]) -> None:
        group.add(task)

        def end(done: asyncio.Task[None]) -> None:
            group.discard(done)
            if len(group) <= self._most // 4:
                self._outbox.ring()

        task.add_done_callback(end)

    async def _deliver(self, delivery: Delivery) -> None:
        reason = reason_to_skip(delivery, self._clock.now()) or self._wording.why_not(delivery)
        if reason is not None:
            verdict = Verdict(Settlement(delivery.id, DeliveryState.SKIPPED, self._clock.now(), reason))
        else:
            outcome = await self._send(delivery)
            verdict = verdict_on(delivery, outcome, self._clock.now())
        # What an account of staff's said is not ours to delete.
        replaces = (
            self._replace_previous
            and verdict.settlement.state is DeliveryState.SENT
            and delivery.purpose is Purpose.ANNOUNCEMENT
            and delivery.line is None
        )
        await self._books.put((verdict, replaces))

    async def _send(self, delivery: Delivery) -> Outcome:
        try:
            text, buttons = self._wording.of(delivery)
            if delivery.message_id is not None:
                return await self._edit(delivery, delivery.message_id, text, buttons)
            silent = self._wording.is_silent(delivery, self._clock.now())
            return await calls.send(self._telegram.sender, delivery, text, buttons, paid=self._paid, silent=silent)
        except TelegramError as error:
            return outcome_of(error)
        except Exception as error:
            # A delivery that cannot even be made into a request must not stay "sending" for ever.
            log.exception("delivery %d", delivery.id)
            return Refused(type(error).__name__)

    async def _edit(self, delivery: Delivery, message_id: int, text: str, buttons: calls.Buttons) -> Outcome:
        try:
            await calls.edit(self._telegram.sender, delivery, message_id, text, buttons)
        except BadRequest as error:
            outcome = outcome_of(error)
            if isinstance(outcome, Held):
                return outcome
            # Not modified, deleted by the customer, too old: the card cannot be made to show more than it does.
            log.info("card %d: %s", delivery.id, error.message)
        return Sent(message_id)

    def _replace(self, previous: Sequence[tuple[int, int]]) -> None:
        """The new announcement replaces the one before, so that they do not pile up."""
        for chat_id, message_id in previous:
            self._watch(asyncio.create_task(self._take_back(chat_id, message_id)), self._bulk)

    async def _take_back(self, chat_id: int, message_id: int) -> None:
        try:
            await self._telegram.sender.delete_message(chat_id, message_id)
        except TelegramError as error:
            # Older than 48 hours, or deleted by somebody: then it stays, or is gone already.
            log.info("an earlier announcement could not be removed: %s", type(error).__name__)


async def _record(tx: AsyncConnection, items: Sequence[tuple[Verdict, bool]]) -> list[tuple[int, int]]:
    """Returns the chats and messages of the announcements that those with a True take the place of."""
    verdicts = [verdict for verdict, _ in items]
    await deliveries.settle(tx, [verdict.settlement for verdict in verdicts])
    for verdict in verdicts:
        if verdict.lost is not None:
            await chats.lost(tx, verdict.chat_id, verdict.lost)
        if verdict.upgraded_to is not None:
            await chats.upgrade(tx, verdict.chat_id, verdict.upgraded_to)
    held = [verdict for verdict in verdicts if verdict.held_by is not None]
    lines = await business.lines(tx, {verdict.chat_id for verdict in held})
    for verdict in held:
        if verdict.chat_id in lines and lines[verdict.chat_id].connection_id != verdict.held_by:
            # The account was connected anew while this was under way.
            await deliveries.let_go(tx, [verdict.chat_id], verdict.settlement.at)
    replacing = [verdict.settlement.id for verdict, replaces in items if replaces]
    return await deliveries.previous_announcements(tx, replacing) if replacing else []
