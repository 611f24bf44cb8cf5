"""One of staff at work on one ticket: the case in their hands, and the page that shows it."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Form, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.answercheck import Objection
from bot.casework.case import Case, Doer, state_of
from bot.errors import NotPossible, TicketResolved
from bot.storage import entries, tickets
from desk.forms import Number, Problem
from desk.freshness import fresh
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.visitors import Colleague, SignedIn
from desk.workpage import gather

Field = Annotated[str, Form()]

REFUSED = {
    "taken": Problem.TAKEN_MEANWHILE,
    "changed": Problem.CHANGED_MEANWHILE,
    "merged": Problem.MERGED,
    "erased": Problem.ERASED,
    "not accepted": Problem.NOT_ACCEPTED,
    "same owner": Problem.SAME_OWNER,
    "same department": Problem.SAME_DEPARTMENT,
    "no such department": Problem.NO_DEPARTMENT,
    "no such category": Problem.NO_CATEGORY,
    "no such issue": Problem.NO_OTHER_ISSUE,
    "nothing to undo": Problem.NOTHING_TO_UNDO,
}
UNREADABLE = frozenset({Problem.NO_DEPARTMENT, Problem.NO_CATEGORY, Problem.NO_OTHER_ISSUE})
"""What was wrong with the form itself, whatever had become of the ticket meanwhile."""


@dataclass(frozen=True)
class Work:
    request: Request
    ticket_id: int
    colleague: Colleague
    parts: DeskParts
    pages: Pages
    now: datetime

    async def case(self, tx: AsyncConnection, key: str, seen: str = "") -> Case:
        """Raises UnknownTicket."""
        doer = Doer(self.colleague.id, self.colleague.name)
        return await Case.open(tx, self.parts.bureau, self.ticket_id, doer, self.now, key=key, seen=seen)

    async def do(
        self, form: str, deed: Callable[[Case], Awaitable[object]], *, key: str, seen: str = "", **kept: Any
    ) -> Response:
        """The deed in a transaction of its own; refused, the form comes back with what was typed in it (``kept``)."""
        try:
            async with self.parts.database.transaction() as tx:
                await deed(await self.case(tx, key, seen))
        except TicketResolved:
            return await self.page(Problem.RESOLVED_MEANWHILE, form, status=409, **kept)
        except NotPossible as error:
            problem = REFUSED[error.reason]
            return await self.page(problem, form, status=422 if problem in UNREADABLE else 409, **kept)
        return self.done()

    def done(self) -> Response:
        """After the commit: what was planned is sent, and the browser shows the ticket as it is now."""
        self.parts.outbox.ring()
        return self.pages.see(f"/staff/t/{self.ticket_id}#latest")

    async def page(
        self,
        problem: Problem | None = None,
        form: str = "",
        *,
        status: int = 200,
        objections: Collection[Objection] = (),
        **kept: str,
    ) -> Response:
        """The ticket; with the form that comes back, the problem with it, and what was typed in it."""
        async with self.parts.database.reading() as tx:
            shown = await gather(tx, self.parts, self.ticket_id, self.colleague.id, self.now)
        return self.pages.page(
            self.request,
            "work.html",
            status=status,
            colleague=self.colleague,
            problem=problem,
            form=form,
            kept=kept,
            objections=objections,
            **shown,
        )

    async def news(self, seen: str) -> Response:
        """Raises UnknownTicket."""
        async with self.parts.database.reading() as tx:
            changed = seen != state_of(await tickets.get(tx, self.ticket_id))
            last = await entries.last_of(tx, self.ticket_id) if changed else None
        page = self.pages.page(self.request, "work_news.html", number=self.ticket_id, changed=changed, last=last)
        return fresh(self.request, page)


async def _work(
    request: Request, ticket_id: Annotated[Number, Path()], colleague: SignedIn, parts: Parts, pages: Shown
) -> Work:
    return Work(request, ticket_id, colleague, parts, pages, parts.clock.now())


AtWork = Annotated[Work, Depends(_work)]
