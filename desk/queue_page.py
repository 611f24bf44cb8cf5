"""One of staff at the queue: what they look at, and the page that shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.promises import offered
from bot.casework.undo import UNDO_LASTS
from bot.storage import accounts, customers, queue, transitions, undos, views
from bot.storage.queue import COUNTED, Channel, Mark
from bot.tickets import Cause, State, Way
from bot.transition import Phase
from desk.colleagues import names_of
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.queue_filters import ME, OPEN, OPEN_ONES, Wanted
from desk.visitors import Colleague, SignedIn

PAGE = 50
FIELDS = (
    *("deed", "promise", "moment", "department", "dispatch_reason", "category", "to", "transfer_reason"),
    *("cause", "way", "solved", "name"),
)
"""Of the page's forms."""
TABS: dict[str, Wanted] = {
    "open": OPEN_ONES,
    "all": Wanted(),
    **{state.value: Wanted(state=state) for state in State},
    "mine": Wanted(owner=ME, state=OPEN),
    **{mark.value: Wanted(mark=[mark]) for mark in Mark},
}


@dataclass(frozen=True)
class AtTheQueue:
    request: Request
    colleague: Colleague
    parts: DeskParts
    pages: Pages
    now: datetime

    async def rows(self, wanted: Wanted) -> Response:
        """The part of the page that moves: the counts and the tickets."""
        async with self.parts.database.reading() as tx:
            values = await self._rows(tx, wanted)
        return self.pages.page(self.request, "queue_rows.html", **values)

    async def page(
        self, wanted: Wanted, *, status: int = 200, problem: str = "", problem_at: str = "", **kept: Any
    ) -> Response:
        """All of it. With a form that comes back: the problem, where it is, and what was chosen and typed."""
        parts, office = self.parts, self.parts.office
        async with parts.database.reading() as tx:
            rows = await self._rows(tx, wanted)
            companies = await accounts.names(tx)
            names = await names_of(tx, office)
            saved = await views.of_person(tx, self.colleague.id)
            undoable = wanted.batch and await self._is_undoable(tx, wanted.batch)
        zone = parts.company.zone
        return self.pages.page(
            self.request,
            "queue.html",
            status=status,
            colleague=self.colleague,
            views=saved,
            companies=companies,
            names=names,
            marks=list(Mark),
            channels=list(Channel),
            states=list(State),
            causes=list(Cause),
            ways=list(Way),
            promises=offered(self.now, office.calendar, zone),
            earliest=f"{self.now.astimezone(zone):%Y-%m-%dT%H:%M}",
            undoable=undoable,
            problem=problem,
            problem_at=problem_at,
            kept=dict.fromkeys(FIELDS, "") | {"ticket": []} | kept,
            **rows,
        )

    async def _rows(self, tx: AsyncConnection, wanted: Wanted) -> dict[str, Any]:
        office, me = self.parts.office, self.colleague.id
        filters, before = wanted.filters(me), wanted.before
        found = await queue.page(tx, office, filters, self.now, before=before, limit=PAGE + 1)
        tickets = found[:PAGE]
        counted = await queue.count(tx, office, {name: tab.filters(me) for name, tab in TABS.items()}, self.now)
        transition = await transitions.current(tx)
        return {
            "wanted": wanted,
            "tickets": tickets,
            "customers": await customers.get_many(tx, {ticket.customer_id for ticket in tickets}),
            "tabs": TABS,
            "counts": {name: str(count) if count < COUNTED else f"{COUNTED - 1}+" for name, count in counted.items()},
            "older": tickets[-1].id if len(found) > PAGE else None,
            "closed": transition.phase(self.now, self.parts.company.zone) is Phase.CLOSED,
            "now": self.now,
        }

    async def _is_undoable(self, tx: AsyncConnection, batch: str) -> bool:
        deeds = await undos.of_batch(tx, batch)
        return any(one.person_id == self.colleague.id and self.now - one.at <= UNDO_LASTS for one in deeds)


async def _at_the_queue(request: Request, colleague: SignedIn, parts: Parts, pages: Shown) -> AtTheQueue:
    return AtTheQueue(request, colleague, parts, pages, parts.clock.now())


AtQueue = Annotated[AtTheQueue, Depends(_at_the_queue)]
