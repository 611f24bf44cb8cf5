"""A ticket is taken on with a promised time, handed to somebody else, marked as urgent."""

from datetime import datetime
from typing import Any

from bot import texts
from bot.casework.case import Case, occasion
from bot.casework.events import Event
from bot.casework.news import News
from bot.casework.slipping import hush
from bot.casework.statuses import Change, Status
from bot.errors import NotPossible
from bot.storage import promises
from bot.tickets import EntryKind, State


async def accept(case: Case, promised_at: datetime, *, asked: str = "", first: bool = False) -> None:
    """Again, it promises a new time; the owner stays. Raises TicketResolved, NotPossible.

    ``first``: only if nobody else has accepted it.

    ``asked``: the promise as it was chosen ("within an hour"), by which the same form is known a second later.
    """
    if asked and await case.came_before(EntryKind.STATUS, asked):
        return
    case.require_open()
    if first and case.ticket.owner_name is not None and case.ticket.owner_id != case.doer.id:
        raise NotPossible("taken")
    # A program that has taken it on, without an id, makes way for a person.
    nobody = case.ticket.owner_name is None or (case.ticket.owner_id is None and case.doer.id is not None)
    anew = case.ticket.state is State.RECEIVED or nobody
    status = str(Status(Change.ACCEPTED, promised_at))
    entry = await case.write(EntryKind.STATUS, status, content=asked or None)
    if entry is None:
        return
    ticket, doer = case.ticket, case.doer
    await hush(case)
    await promises.make(case.tx, ticket.id, promised_at, by_id=doer.id, by_name=doer.name, now=case.now)
    await case.change(
        undo="accept",
        state=State.ACCEPTED,
        owner_id=doer.id if anew else ticket.owner_id,
        owner_name=doer.name if anew else ticket.owner_name,
        first_owner_id=ticket.first_owner_id if ticket.first_owner_name else doer.id,
        first_owner_name=ticket.first_owner_name or doer.name,
        accepted_at=ticket.accepted_at or case.now,
        promised_at=promised_at,
        waiting_since=None,
        slipped_at=None,
    )
    now = case.ticket
    zone = case.bureau.company.zone
    await case.tell(News.ACCEPTED, occasion(entry), lambda language, link: texts.accepted(language, now, link, zone))
    if anew:
        await case.happened(Event.ACCEPTED)


async def transfer(case: Case, to_id: int, to_name: str, reason: str) -> None:
    """Somebody else becomes its owner; who was asked first stays named. Raises TicketResolved, NotPossible.

    ``reason``: for colleagues; the customer never reads it.
    """
    content = f"transfer {to_id} {reason}"
    if await case.came_before(EntryKind.STATUS, content):
        return
    case.require_open()
    ticket = case.ticket
    if ticket.state is State.RECEIVED:
        raise NotPossible("not accepted")
    if ticket.owner_id == to_id:
        raise NotPossible("same owner")
    about: dict[str, Any] = {"from": ticket.owner_name or "", "to": to_name}
    if await case.note_change(Change.TRANSFERRED, content=content, **about):
        if reason:
            await case.note_change(Change.REASON, reason=reason)
        await case.change(undo="transfer", owner_id=to_id, owner_name=to_name)


async def mark_urgent(case: Case, urgent: bool) -> None:
    """Raises TicketResolved."""
    case.require_open()
    if case.ticket.urgent != urgent and await case.note_change(Change.URGENT, yes=urgent):
        await case.change(undo="urgent", urgent=urgent)
