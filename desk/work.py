"""One of staff at work on one ticket: what they write, and the message that tells the customer of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import Button, Draft, Purpose
from bot.languages import Language, choose
from bot.storage import accounts, customers, deliveries, entries, tickets
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket, Via
from desk.forms import Number, Problem, message_id
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.promises import offered
from desk.visitors import Colleague, SignedIn

Words = Callable[[Language, str], str]
"""A message to the customer, from their language and the ticket's link."""


@dataclass(frozen=True)
class Work:
    request: Request
    ticket_id: int
    colleague: Colleague
    parts: DeskParts
    pages: Pages
    now: datetime

    async def write(
        self, tx: AsyncConnection, kind: EntryKind, text: str, *, key: str, content: str | None = None
    ) -> Entry | None:
        """None when the same form was sent before; ``content`` tells two apart where the text does not."""
        return await entries.add(
            tx,
            Entry(
                self.ticket_id,
                kind,
                Via.DESK,
                self.colleague.id,
                self.colleague.name,
                text,
                self.now,
                chat_id=self.colleague.id,
                message_id=message_id(key, f"{self.ticket_id} {kind} {content or text}"),
            ),
        )

    async def tell(self, tx: AsyncConnection, ticket: Ticket, entry: Entry, words: Words) -> None:
        """Plans the message in the chat that the ticket came from, else in the customer's own."""
        links = self.parts.links
        customer = await customers.get(tx, ticket.customer_id)
        language = choose(customer.language if customer else None, self.parts.company.language)
        link = links.ticket(ticket.id, ticket.link_generation)
        label = language.gettext("Open issue #{number}").format(number=ticket.id)
        draft = Draft(
            occasion=f"entry/{entry.id}",
            chat_id=ticket.customer_id if ticket.chat_id is None else ticket.chat_id,
            purpose=Purpose.STATUS,
            text=words(language, link),
            ticket_id=ticket.id,
            buttons=((Button(label, url=link),),) if links.work_as_buttons else (),
            thread_id=ticket.thread_id,
        )
        await deliveries.plan(tx, draft, self.now)

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
            promises=offered(self.now, zone),
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
