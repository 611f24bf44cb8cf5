"""One of staff at work on one ticket: the case in their hands, and the page that shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.case import Case, Doer
from bot.casework.promises import offered
from bot.storage import accounts, customers, entries, tickets
from desk.forms import Number, Problem
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.visitors import Colleague, SignedIn


@dataclass(frozen=True)
class Work:
    request: Request
    ticket_id: int
    colleague: Colleague
    parts: DeskParts
    pages: Pages
    now: datetime

    async def case(self, tx: AsyncConnection, key: str) -> Case:
        """Raises UnknownTicket."""
        doer = Doer(self.colleague.id, self.colleague.name)
        return await Case.open(tx, self.parts.bureau, self.ticket_id, doer, self.now, key=key)

    def done(self) -> Response:
        """After the commit: what was planned is sent, and the browser shows the ticket as it is now."""
        self.parts.outbox.ring()
        return self.pages.see(f"/staff/t/{self.ticket_id}#latest")

    async def page(self, problem: Problem | None = None, form: str = "", *, status: int = 200, **kept: Any) -> Response:
        """The ticket; with the form that comes back, the problem with it, and what was typed in it."""
        zone = self.parts.company.zone
        async with self.parts.database.reading() as tx:
            ticket = await tickets.get(tx, self.ticket_id)
            customer = await customers.get(tx, ticket.customer_id)
            thread = await entries.of_ticket(tx, ticket.id, notes=True)
            companies = await accounts.names(tx)
            belongs_to = customer.account_id if customer else None
            company_name = await accounts.name_of(tx, belongs_to) if belongs_to is not None else None
            others = await tickets.unresolved_of(tx, ticket.customer_id, besides=ticket.id)
        return self.pages.page(
            self.request,
            "work.html",
            status=status,
            colleague=self.colleague,
            ticket=ticket,
            customer=customer,
            thread=thread,
            companies=companies,
            company_name=company_name,
            others=others,
            overdue=ticket.overdue(self.now),
            promises=offered(self.now, self.parts.office.calendar, zone),
            earliest=f"{self.now.astimezone(zone):%Y-%m-%dT%H:%M}",
            problem=problem,
            form=form,
            kept={"text": "", "promise": "", "moment": ""} | kept,
        )


def _work(
    request: Request, ticket_id: Annotated[Number, Path()], colleague: SignedIn, parts: Parts, pages: Shown
) -> Work:
    return Work(request, ticket_id, colleague, parts, pages, parts.clock.now())


AtWork = Annotated[Work, Depends(_work)]
