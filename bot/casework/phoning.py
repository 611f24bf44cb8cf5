"""Staff called a customer: about a ticket of theirs, or to persuade them to move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.case import Case, Doer
from bot.casework.statuses import Change
from bot.storage import calls, contacts, customers
from bot.storage.calls import Call
from bot.tickets import EntryKind

TWICE_WITHIN = timedelta(minutes=1)
"""The same call told again so soon is a second press of the same button."""


class Result(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no-answer"
    AGAIN = "again"
    """They are to be called at another time."""
    MOVES = "will-move"
    """They will move to the desk."""
    REFUSES = "refuses"
    WRONG_NUMBER = "wrong-number"


SETTLES = frozenset({Result.REACHED, Result.AGAIN, Result.MOVES, Result.REFUSES})
"""The customer was spoken to: what was wished for is fulfilled, or has another time."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a call. ``again_at``: with `Result.AGAIN` only."""

    result: Result
    note: str = ""
    again_at: datetime | None = None


async def called(case: Case, said: Said) -> bool:
    """About a ticket; what was said stays among staff. False when the same form was sent before."""
    if not await case.note_change(Change.CALLED):
        return False
    if said.note:
        await case.write(EntryKind.NOTE, said.note)
    await _keep(case.tx, case.ticket.customer_id, said, case.doer, case.now, ticket_id=case.ticket.id)
    office = case.bureau.office
    if said.result in SETTLES:
        await case.change(callback_wish=None, callback_wished_at=None, follow_up_at=None)
    elif case.ticket.follow_up_at is not None:
        await case.change(follow_up_at=office.calendar.days_after(case.now, 1, office.zone))
    else:
        await case.change()
    return True


async def called_customer(tx: AsyncConnection, customer_id: int, said: Said, doer: Doer, now: datetime) -> bool:
    """About no ticket. False when it was told just now."""
    await customers.hold(tx, customer_id)
    if _is_told(await calls.latest(tx, [customer_id]), customer_id, said, doer, now):
        return False
    await _keep(tx, customer_id, said, doer, now)
    return True


async def called_contact(tx: AsyncConnection, contact_id: int, said: Said, doer: Doer, now: datetime) -> bool:
    """Somebody of the company's lists. False when it was told just now, or they are no more.

    Who has come meanwhile was called as the customer that they are.
    """
    contact = await contacts.hold(tx, contact_id)
    if contact is None:
        return False
    if contact.customer_id is not None and await customers.get(tx, contact.customer_id) is not None:
        return await called_customer(tx, contact.customer_id, said, doer, now)
    if _is_told(await calls.latest_of_contacts(tx, [contact_id]), contact_id, said, doer, now):
        return False
    await _keep(tx, None, said, doer, now, contact_id=contact_id)
    return True


def _is_told(latest: Mapping[int, Call], whose: int, said: Said, doer: Doer, now: datetime) -> bool:
    before = latest.get(whose)
    same = before is not None and (before.person_id, before.result) == (doer.id, said.result)
    return same and before is not None and now - before.at < TWICE_WITHIN


async def _keep(
    tx: AsyncConnection,
    customer_id: int | None,
    said: Said,
    doer: Doer,
    now: datetime,
    *,
    ticket_id: int | None = None,
    contact_id: int | None = None,
) -> None:
    if doer.id is None:
        return
    await calls.settle(tx, customer_id=customer_id, contact_id=contact_id)
    await calls.add(
        tx,
        customer_id=customer_id,
        contact_id=contact_id,
        ticket_id=ticket_id,
        person_id=doer.id,
        person_name=doer.name,
        result=said.result,
        note=said.note,
        again_at=said.again_at,
        now=now,
    )
