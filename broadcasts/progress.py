"""Progress: while staff's broadcast runs, one message in their chat tells how it goes, edited at a calm pace.

The duty writes the words of one delivery; sending and editing it is the sender's, as with every other.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import texts
from bot.bell import Bell
from bot.broadcast import BroadcastState
from bot.deliveries import Button
from bot.languages import Language, choose
from bot.sections import Company
from bot.storage import ledger, progress
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from bot.storage.ledger import Books

EVERY = timedelta(seconds=5)
CALMER_FROM = 50_000
"""Counting the books takes longer the more there are: for each so many recipients a second is added to EVERY."""
TOLD_AFTER = timedelta(hours=1)
"""So long after its end a broadcast whose end was not told yet, as after a crash, is still told of."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was last told of a broadcast."""

    at: datetime
    state: BroadcastState
    settled: int
    planned: int
    over: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """A duty. What it remembers is for the pace and the rate only: after a restart it goes on with the same message."""

    database: Database
    company: Company
    outbox: Bell
    looks: dict[int, Look] = field(default_factory=dict)

    async def run(self, now: datetime) -> datetime | None:
        async with self.database.reading() as tx:
            followed = await progress.followed(tx, now - TOLD_AFTER)
        self._forget(followed)
        wishes = [wish for one in followed if (wish := await self._follow(one, now)) is not None]
        return min(wishes, default=None)

    async def _follow(self, broadcast: Broadcast, now: datetime) -> datetime | None:
        """Returns when to look at it again; None when all is told."""
        before = self.looks.get(broadcast.id)
        over = broadcast.finished_at is not None
        if before is not None and before.state is broadcast.state and before.over == over:
            if over:
                return None
            # A clock that was set back must not silence the message for long.
            if timedelta() <= now - before.at < pace(before.planned):
                return before.at + pace(before.planned)
        async with self.database.reading() as tx:
            books = await ledger.books(tx, broadcast.id)
        language = choose(broadcast.language, self.company.language)
        rate = rate_of(before, books, now)
        words = texts.broadcast_progress(
            language,
            broadcast,
            books,
            rate=rate,
            ends_at=now + timedelta(seconds=books.left / rate) if rate else None,
            zone=self.company.zone,
        )
        if await self._show(broadcast, words, buttons_of(language, broadcast, books), now):
            self.looks[broadcast.id] = Look(now, broadcast.state, books.settled, books.planned, over)
        elif over:
            return now + EVERY
        return None if over else now + pace(books.planned)

    async def _show(
        self, broadcast: Broadcast, words: str, buttons: tuple[tuple[Button, ...], ...], now: datetime
    ) -> bool:
        async with self.database.transaction() as tx:
            if await progress.shown(tx, broadcast) == words:
                return True
            shown = await progress.show(tx, broadcast, words, buttons, now)
        self.outbox.ring()
        return shown

    def _forget(self, followed: list[Broadcast]) -> None:
        for broadcast_id in self.looks.keys() - {one.id for one in followed}:
            del self.looks[broadcast_id]


def pace(planned: int) -> timedelta:
    """How long the message rests between two edits."""
    return EVERY + timedelta(seconds=planned // CALMER_FROM)


def rate_of(before: Look | None, books: Books, now: datetime) -> float | None:
    """Settled a second since the last look; None where there was none, or nothing can be told of the time since."""
    if before is None or before.state is not BroadcastState.RUNNING or now <= before.at:
        return None
    return max(0, books.settled - before.settled) / (now - before.at).total_seconds()


def buttons_of(language: Language, broadcast: Broadcast, books: Books) -> tuple[tuple[Button, ...], ...]:
    _ = language.gettext

    def button(label: str, name: str) -> Button:
        return Button(label, data=f"progress:{name}:{broadcast.id}")

    match broadcast.state:
        case BroadcastState.RUNNING:
            return ((button(_("Pause"), "pause"), button(_("Cancel it"), "ask_cancel")),)
        case BroadcastState.PAUSED:
            return ((button(_("Resume"), "resume"), button(_("Cancel it"), "ask_cancel")),)
    return ((button(_("The unconfirmed"), "unconfirmed"),),) if books.unconfirmed else ()
