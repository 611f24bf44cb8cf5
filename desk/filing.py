"""A customer files an issue on the desk: the form, what is wrong with it, and the ticket that it becomes."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.case import Case, Doer
from bot.casework.rewarding import earn
from bot.files import File
from bot.office.rewards import Earned
from bot.storage import chats, customers, deliveries, drafts, entries, files, filings, tickets
from bot.storage.customers import Customer
from bot.tickets import Ticket, Via, title_of
from desk.callwishes import CallForm, call_form, wish_call
from desk.forms import Problem, problem_of, tidy
from desk.limits import FILINGS, WITHIN
from desk.messages import message
from desk.parts import DeskParts
from desk.uploads import SentForm
from desk.visitors import customer_of


@dataclass(frozen=True, slots=True)
class Filing:
    """As typed. ``last_draft``: up to which one the form held what waited from the closed chat."""

    text: str = ""
    category: str = ""
    key: str = ""
    last_draft: int = 0
    call: CallForm = field(default_factory=CallForm)
    with_files: bool = False

    def problem(self, parts: DeskParts, customer: Customer) -> Problem | None:
        if problem := problem_of(tidy(self.text)):
            return problem
        if self.category not in {known.key for known in parts.categories}:
            return Problem.NO_CATEGORY
        return self.call.problem(customer.phone)


def filing_of(form: SentForm) -> Filing:
    return Filing(
        text=form.text("text"),
        category=form.text("category"),
        key=form.text("key"),
        last_draft=form.number("last_draft"),
        call=call_form(form),
        with_files=bool(form.uploads),
    )


async def file_ticket(
    secret: str, parts: DeskParts, filing: Filing, attached: tuple[File, ...]
) -> tuple[Ticket | None, bool]:
    """The new ticket; or, and False, the one that the same form made before, or none where they filed too many.

    Its card goes to their own chat, where they have one that can be reached.
    Raises LinkUnknown.
    """
    now, text = parts.clock.now(), tidy(filing.text)
    async with parts.database.transaction() as tx:
        customer = await customer_of(tx, parts.links, secret)
        # Of two presses on "send", the second waits here until the first is done, and then finds its ticket.
        customer = await customers.hold(tx, customer.id)
        said = message(customer, text, attached, filing.key, now)
        if (filed := await entries.ticket_of(tx, customer.id, said.message_id or 0)) is not None:
            return await tickets.get(tx, filed), False
        if await filings.since(tx, customer.id, now - WITHIN, most=FILINGS) >= FILINGS:
            return None, False
        ticket = await tickets.open_new(
            tx,
            customer_id=customer.id,
            chat_id=None,
            title=title_of(text),
            category=filing.category,
            via=Via.DESK,
            now=now,
        )
        entry = await entries.add(tx, said.of_ticket(ticket.id))
        sent = await drafts.sent(tx, customer.id, ticket.id, last_id=filing.last_draft)
        if entry is not None:
            await files.send_drafts(tx, sent, entry.id)
        chat = await chats.get(tx, customer.id)
        if chat is not None and chat.is_private and not chat.unreachable:
            await deliveries.plan_card(tx, ticket, chat.id, now, reply_to=None, due_at=now)
        if filing.call.wanted:
            ticket = await wish_call(tx, ticket, customer, filing.call, now)
        await customers.migrate(tx, customer.id, now)
        if await filings.is_first(tx, customer.id, ticket.id):
            await _reward(tx, parts, ticket, now)
        return ticket, True


async def _reward(tx: AsyncConnection, parts: DeskParts, ticket: Ticket, now: datetime) -> None:
    case = Case(tx, parts.bureau, ticket, Doer(None, parts.company.name), now)
    await earn(case, Earned.FIRST_ISSUE)
