"""One send budget for the token: who may write to Telegram next, and when."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from heapq import heappop, heappush
from math import inf

from bot.pace import Pace
from bot.rate import FREE_PER_SECOND, UNLIMITED, Rate

_FORGET_FROM = 1024


class Priority(IntEnum):
    """Lower goes first."""

    ANSWER = 0
    NOTIFICATION = 1
    BROADCAST = 2

    def __bool__(self) -> bool:
        """Always true: python-telegram-bot drops `rate_limit_args` that count as false."""
        return True


@dataclass(slots=True, eq=False)
class _Chat:
    rate: Rate
    due: float = -inf
    queue: "list[tuple[Priority, int, _Waiter]]" = field(default_factory=list)
    ticket: int = 0
    """Number of the chat's one valid entry in the heaps of the budget; older entries are void."""

    def first(self) -> "_Waiter | None":
        while self.queue and self.queue[0][-1].turn.done():
            heappop(self.queue)  # gave up while waiting
        return self.queue[0][-1] if self.queue else None


@dataclass(slots=True, eq=False)
class _Waiter:
    priority: Priority
    number: int
    chat: _Chat
    turn: asyncio.Future[None]
    dues: tuple[float, float, float, float] = (inf, inf, inf, inf)
    """The budget's and the chat's `due`, each before and after this waiter's turn."""


class SendBudget:
    """Gives out the turns to call Telegram: an even global rate, a rate per chat, a pause for everyone.

    Each refusal slows the global rate down for a while.
    Turns go by priority, then first come. One whose chat is not ready holds up nobody else. A turn is given when the
    clock says so, never in advance, so a pause that comes meanwhile always counts.
    """

    def __init__(
        self,
        *,
        per_second: float = FREE_PER_SECOND,
        per_chat_per_second: float = 1.0,
        per_group_per_minute: float = 20.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = Rate.even(per_second)
        self._pace = Pace(per_second)
        self._private = Rate.of_private_chat(per_chat_per_second)
        self._group = Rate.of_group(per_group_per_minute)
        self._monotonic = monotonic
        self._due = -inf
        self._paused_until = -inf
        self._chats: dict[int | str | None, _Chat] = {}
        self._forget_at = _FORGET_FROM
        self._ready: list[tuple[Priority, int, int, _Chat]] = []
        self._resting: list[tuple[float, int, _Chat]] = []
        self._numbers = itertools.count(1)
        self._waiting = 0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = inf

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return self._waiting

    @property
    def paused_seconds(self) -> float:
        """What remains of the pause; 0 without one."""
        return max(0.0, self._paused_until - self._monotonic())

    def pause(self, seconds: float) -> None:
        """Nobody goes for so long (Telegram's `retry_after`). A smaller pause never shortens a longer one."""
        self._paused_until = max(self._paused_until, self._monotonic() + seconds)

    def refused(self, seconds: float) -> None:
        """Telegram's `retry_after`: everyone pauses, and goes on more slowly.

        Whatever else was under way when the pause began is refused as well, and that tells nothing new.
        """
        now = self._monotonic()
        if now >= self._paused_until:
            self._pace = self._pace.cut(now, now + seconds)
        self.pause(seconds)

    @property
    def per_second(self) -> float:
        """The global rate at this moment: below what was asked for, for a while after each refusal."""
        return self._pace.at(self._monotonic())

    async def acquire(self, chat_id: int | str | None, priority: Priority) -> None:
        """Wait for a turn; on return the call is to be written at once.

        Without a chat only the global rate counts. Ids below zero and names (`@channel`) count as groups.
        Cancelling gives the place back, even at the last moment.
        """
        number = next(self._numbers)
        while True:
            turn = asyncio.get_running_loop().create_future()
            waiter = _Waiter(priority, number, self._chat(chat_id), turn)
            self._enqueue(waiter)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.cancelled():
                    self._waiting -= 1
                else:
                    self._give_back(waiter)
                raise
            if self._monotonic() >= self._paused_until:
                return
            self._give_back(waiter)  # a pause began between the turn and this line; the number keeps the place

    def _chat(self, chat_id: int | str | None) -> _Chat:
        key = int(chat_id) if isinstance(chat_id, str) and chat_id.removeprefix("-").isdecimal() else chat_id
        if key not in self._chats:
            self._forget_idle_chats()
            self._chats[key] = _Chat(self._rate_of(key))
        return self._chats[key]

    def _rate_of(self, chat_id: int | str | None) -> Rate:
        if chat_id is None:
            return UNLIMITED
        return self._group if isinstance(chat_id, str) or chat_id < 0 else self._private

    def _forget_idle_chats(self) -> None:
        """Drop the chats whose whole burst is free again. The threshold doubles, so this costs O(1) a call."""
        if len(self._chats) < self._forget_at:
            return
        now = self._monotonic()
        self._chats = {key: chat for key, chat in self._chats.items() if chat.first() or chat.due > now}
        self._forget_at = max(_FORGET_FROM, 2 * len(self._chats))

    def _enqueue(self, waiter: _Waiter) -> None:
        heappush(waiter.chat.queue, (waiter.priority, waiter.number, waiter))
        self._waiting += 1
        if waiter.chat.first() is waiter:
            self._offer(waiter.chat)
        self._serve()

    def _offer(self, chat: _Chat) -> None:
        """Put the chat where its first waiter belongs: among the ready, or among those that rest."""
        chat.ticket = next(self._numbers)
        waiter = chat.first()
        if waiter is None:
            return
        ready_at = chat.rate.ready_at(chat.due)
        if ready_at <= self._monotonic():
            heappush(self._ready, (waiter.priority, waiter.number, chat.ticket, chat))
        else:
            heappush(self._resting, (ready_at, chat.ticket, chat))

    def _serve(self) -> None:
        """Give every turn that is possible now, and wake up when the next one is."""
        now = self._monotonic()
        while self._resting and self._resting[0][0] <= now:
            _, ticket, chat = heappop(self._resting)
            if chat.ticket == ticket:
                self._offer(chat)
        while self._ready and max(self._paused_until, self._rate.ready_at(self._due)) <= now:
            _, number, ticket, chat = heappop(self._ready)
            if chat.ticket != ticket:
                continue
            waiter = chat.first()
            if waiter is not None and waiter.number == number:
                self._give_turn(waiter, now)
            self._offer(chat)
        if self._ready:
            self._wake_at(max(self._paused_until, self._rate.ready_at(self._due)), now)
        elif self._resting:
            self._wake_at(max(self._paused_until, self._resting[0][0]), now)

    def _give_turn(self, waiter: _Waiter, now: float) -> None:
        chat = waiter.chat
        heappop(chat.queue)
        due, chat_due = self._due, chat.due
        self._due = replace(self._rate, interval=1 / self._pace.at(now)).after(due, now)
        chat.due = chat.rate.after(chat_due, now)
        waiter.dues = (due, self._due, chat_due, chat.due)
        self._waiting -= 1
        waiter.turn.set_result(None)

    def _give_back(self, waiter: _Waiter) -> None:
        """Undo a turn that was not used; where another came after it, the place is lost, never used twice."""
        due, due_after, chat_due, chat_due_after = waiter.dues
        if self._due == due_after:
            self._due = due
        if waiter.chat.due == chat_due_after:
            waiter.chat.due = chat_due
        self._offer(waiter.chat)
        self._serve()

    def _wake_at(self, moment: float, now: float) -> None:
        if self._timer is not None:
            if self._timer_at <= moment:
                return  # it wakes too early, looks, and comes back here
            self._timer.cancel()
        self._timer_at = moment
        self._timer = asyncio.get_running_loop().call_later(max(0.0, moment - now), self._wake)

    def _wake(self) -> None:
        self._timer = None
        self._serve()
