"""The wish to be called, as the customer's forms send it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.callwish import LONGEST_WISH, TIMES
from bot.phone import phone_of
from bot.storage import customers, tickets
from bot.storage.customers import Customer
from bot.tickets import Ticket
from desk.forms import Problem, tidy
from desk.uploads import SentForm

LONGEST_PHONE = 40


@dataclass(frozen=True, slots=True)
class CallForm:
    """As typed. ``time``: one of TIMES; ``words``: the customer's own, which go before it."""

    wanted: bool = False
    phone: str = ""
    time: str = TIMES[0]
    words: str = ""

    @property
    def wish(self) -> str:
        return self.words or (self.time if self.time in TIMES else TIMES[0])

    def problem(self, known: str | None) -> Problem | None:
        """``known``: the number that we have, which an empty field stands for."""
        if not self.wanted:
            return None
        good = phone_of(self.phone) is not None if self.phone else known is not None
        return None if good else Problem.NO_PHONE


def call_form(form: SentForm) -> CallForm:
    return CallForm(
        wanted=form.text("call") == "yes",
        phone=tidy(form.text("phone"))[:LONGEST_PHONE],
        time=form.text("call_time"),
        words=" ".join(tidy(form.text("call_words")).split())[:LONGEST_WISH],
    )


async def wish_call(tx: AsyncConnection, ticket: Ticket, customer: Customer, call: CallForm, now: datetime) -> Ticket:
    """Notes a wish without a problem, as the chat does: number and time are kept for the next one."""
    if (phone := phone_of(call.phone)) is not None:
        await customers.set_phone(tx, customer.id, phone)
    await customers.set_contact_wish(tx, customer.id, None if call.wish == TIMES[0] else call.wish)
    return await tickets.wish_call(tx, ticket.id, call.wish, now=now)
