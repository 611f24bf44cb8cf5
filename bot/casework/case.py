"""A case: one ticket in somebody's hands, for as long as a transaction. What they do to it is in the files beside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.events import Event
from bot.casework.news import News
from bot.casework.statuses import INTERNAL, Change, Status
from bot.deliveries import Button, Draft, Purpose
from bot.errors import NotPossible, TicketResolved
from bot.formkey import message_id
from bot.languages import Language, choose
from bot.links import Links
from bot.office.office import Office
from bot.sections import Company
from bot.storage import customers, deliveries, entries, events, tickets, undos
from bot.storage.customers import Customer
from bot.storage.entries import Entry
from bot.tickets import EntryKind, Ticket, Via

Words = Callable[[Language, str], str]
"""A message to the customer, from their language and the ticket's link."""
Buttons = Callable[[Language], tuple[tuple[Button, ...], ...]]


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does it. Without an id: a program, by a token of this name."""

    id: int | None
    name: str
    via: Via = Via.DESK


@dataclass(frozen=True, slots=True)
class Bureau:
    """What casework is built on."""

    links: Links
    company: Company
    office: Office


@dataclass(slots=True)
class Case:
    """``ticket`` is held, and always as it stands. ``key``: of the form that was sent, so that twice is once.

    ``batch``: one press on many tickets is taken back as one. ``stale``: the form was of another state of the ticket,
    so that its deed is refused unless it is done already.
    """

    tx: AsyncConnection
    bureau: Bureau
    ticket: Ticket
    doer: Doer
    now: datetime
    key: str = ""
    batch: str | None = None
    stale: bool = False

    @classmethod
    async def open(
        cls,
        tx: AsyncConnection,
        bureau: Bureau,
        ticket_id: int,
        doer: Doer,
        now: datetime,
        *,
        key: str = "",
        batch: str | None = None,
        seen: str = "",
    ) -> "Case":
        """Waits for whoever writes to the customer's tickets at this moment. Raises UnknownTicket.

        ``seen``: the `state_of` the ticket that the form was made for, where that matters.
        """
        await customers.hold(tx, (await tickets.get(tx, ticket_id)).customer_id)
        ticket = await tickets.get(tx, ticket_id)
        return cls(tx, bureau, ticket, doer, now, key, batch, seen not in ("", state_of(ticket)))

    def require_open(self) -> None:
        """Raises TicketResolved."""
        if not self.ticket.is_open:
            raise TicketResolved

    def require_kept(self) -> None:
        """Raises NotPossible where the customer had the ticket erased, or it went on in another one."""
        if self.ticket.erased_at is not None:
            raise NotPossible("erased")
        if self.ticket.merged_into_id is not None:
            raise NotPossible("merged")

    def _once(self, kind: EntryKind, content: str) -> int:
        return message_id(self.key, f"{self.ticket.id} {kind} {content}")

    async def came_before(self, kind: EntryKind, content: str) -> bool:
        """Whether the same form has written this; for deeds that are refused where they are done."""
        if self.doer.id is None or not self.key:
            return False
        return await entries.exists(self.tx, self.doer.id, self._once(kind, content))

    async def write(self, kind: EntryKind, text: str, *, content: str | None = None) -> Entry | None:
        """None when the same form was sent before; ``content`` tells two apart where the text does not.

        Raises NotPossible when the form was of another state.
        """
        once = self._once(kind, text if content is None else content)
        entry = await entries.add(
            self.tx,
            Entry(
                self.ticket.id,
                kind,
                self.doer.via,
                self.doer.id,
                self.doer.name,
                text,
                self.now,
                chat_id=self.doer.id,
                message_id=None if self.doer.id is None else once,
            ),
        )
        if entry is not None and self.stale:
            raise NotPossible("changed")
        return entry

    async def note_change(
        self, change: Change, *, content: str | None = None, internal: bool | None = None, **about: Any
    ) -> Entry | None:
        """None when the same form was sent before. ``about``: as the change names it.

        ``internal``: where the change alone does not tell it.
        """
        hidden = change in INTERNAL if internal is None else internal
        kind = EntryKind.TRACE if hidden else EntryKind.STATUS
        return await self.write(kind, str(Status(change, about=about)), content=content)

    async def change(self, *, undo: str | None = None, **values: Any) -> None:
        """Columns of the ticket's; its card shows it. ``undo``: the deed's name, where it can be taken back."""
        if undo is not None and self.doer.id is not None:
            before = {name: getattr(self.ticket, name) for name in values}
            await undos.remember(
                self.tx,
                ticket_id=self.ticket.id,
                person_id=self.doer.id,
                deed=undo,
                before=before,
                batch=self.batch,
                now=self.now,
            )
        self.ticket = await tickets.change(self.tx, self.ticket.id, values | {"changed_at": self.now}, self.now)

    async def happened(self, event: Event, **about: Any) -> None:
        about = {"by": self.doer.name} | about
        await events.add(self.tx, event, ticket_id=self.ticket.id, now=self.now, about=about)

    async def customer(self) -> Customer | None:
        return await customers.get(self.tx, self.ticket.customer_id)

    async def tell(
        self,
        news: News,
        occasion: str,
        words: Words,
        buttons: Buttons | None = None,
        *,
        due_at: datetime | None = None,
    ) -> None:
        """Plans the message in the chat that the ticket came from, else in the customer's own; once an occasion.

        Nothing is planned for who wants no messages of this kind, or had the ticket erased. ``buttons``: beside the
        one that opens the ticket.
        """
        ticket, links = self.ticket, self.bureau.links
        if ticket.erased_at is not None:
            return
        customer = await self.customer()
        if customer is not None and news in (customer.muted or ()):
            return
        language = choose(customer.language if customer else None, self.bureau.company.language)
        link = links.ticket(ticket.id, ticket.link_generation)
        label = language.gettext("Open issue #{number}").format(number=ticket.id)
        opens = ((Button(label, url=link),),) if links.work_as_buttons else ()
        draft = Draft(
            occasion=occasion,
            chat_id=ticket.customer_id if ticket.chat_id is None else ticket.chat_id,
            purpose=Purpose.STATUS,
            text=words(language, link),
            ticket_id=ticket.id,
            buttons=(*(buttons(language) if buttons else ()), *opens),
            thread_id=ticket.thread_id,
            due_at=due_at,
        )
        await deliveries.plan(self.tx, draft, self.now)


def state_of(ticket: Ticket) -> str:
    """For a form to say what its reader saw."""
    return ticket.changed_at.isoformat()


def occasion(entry: Entry) -> str:
    """Of the message that tells the customer of an entry."""
    return f"entry/{entry.id}"
