"""/staff/t/<number>: one issue turns out to be two, or two to be one, or to have to do with each other."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Response

from bot.casework import linking
from bot.casework.case import Case
from bot.casework.statuses import Change, Status
from bot.storage import deliveries, entries, tickets
from bot.tickets import EntryKind, Via, title_of
from desk.failures import Route
from desk.forms import Number, Problem
from desk.visitors import FromOurPage
from desk.work import AtWork

_NUMBER = re.compile(r"#?([0-9]{1,18})")

router = APIRouter(prefix="/staff/t/{ticket_id}", route_class=Route)


@router.post("/merge", dependencies=[FromOurPage])
async def merge(work: AtWork, into: Annotated[Number, Form()] = 0, key: Annotated[str, Form()] = "") -> Response:
    """What was said goes to the other issue of the same customer, and this one is resolved with it."""
    async with work.parts.database.transaction() as tx:
        case = await work.case(tx, key)
        ticket = case.ticket
        targets = await tickets.unresolved_of(tx, ticket.customer_id, besides=ticket.id)
        found = ticket.is_open and ticket.erased_at is None and into in {target.id for target in targets}
        if found:
            await tickets.merge(tx, ticket.id, into, now=work.now)
            await case.write(EntryKind.STATUS, str(Status(Change.MERGED, issue=into)))
    if not found and ticket.merged_into_id != into:
        return await work.page(Problem.NO_SUCH_ISSUE, "merge", status=422)
    work.parts.outbox.ring()
    return work.pages.see(f"/staff/t/{into}#latest")


@router.post("/link", dependencies=[FromOurPage])
async def link(work: AtWork, other: Annotated[str, Form()] = "", key: Annotated[str, Form()] = "") -> Response:
    """With any other issue, by its number; both show it to staff."""
    found = _NUMBER.fullmatch(other.strip())
    if found is None:
        return await work.page(Problem.NO_OTHER_ISSUE, "link", status=422, other=other)

    async def deed(case: Case) -> None:
        await linking.link(case, int(found[1]))

    return await work.do("link", deed, key=key, other=other)


@router.post("/unlink", dependencies=[FromOurPage])
async def unlink(work: AtWork, other: Annotated[Number, Form()] = 0, key: Annotated[str, Form()] = "") -> Response:
    async def deed(case: Case) -> None:
        await linking.unlink(case, other)

    return await work.do("link", deed, key=key)


@router.post("/split", dependencies=[FromOurPage])
async def split(work: AtWork, entry: Annotated[Number, Form()] = 0, key: Annotated[str, Form()] = "") -> Response:
    """One message of the customer's, not the first, becomes an issue of its own, confirmed where it was written."""
    async with work.parts.database.transaction() as tx:
        case = await work.case(tx, key)
        ticket = case.ticket
        said = await entries.get(tx, entry)
        first = await entries.first_of(tx, ticket.id)
        movable = said is not None and said.ticket_id == ticket.id and said.kind is EntryKind.MESSAGE
        if said is None or not movable or said == first or ticket.erased_at is not None:
            return await work.page(Problem.NO_SUCH_MESSAGE, "split", status=422)
        new = await tickets.open_new(
            tx,
            customer_id=ticket.customer_id,
            chat_id=ticket.chat_id,
            title=title_of(said.text),
            category=work.parts.suggester.suggest(said.text),
            via=said.via,
            now=work.now,
            thread_id=ticket.thread_id,
        )
        await entries.move(tx, said.id, new.id)
        await tickets.touch(tx, ticket.id, work.now)
        await case.write(EntryKind.STATUS, str(Status(Change.SPLIT, issue=new.id)))
        if ticket.chat_id is not None:
            quoted = said.message_id if said.via is Via.CHAT and said.chat_id == ticket.chat_id else None
            await deliveries.plan_card(tx, new, ticket.chat_id, work.now, reply_to=quoted, due_at=work.now)
    work.parts.outbox.ring()
    return work.pages.see(f"/staff/t/{new.id}")
