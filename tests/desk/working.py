"""What tests of staff's work on one ticket share."""

from datetime import timedelta

import httpx
from sqlalchemy import select

from bot.storage.schema import promises
from bot.tickets import Ticket
from tests.desk.served import STAFF, Served


async def post(
    desk: Served, ticket: Ticket, deed: str, *, by: int = STAFF, name: str = "Sam", **form: str
) -> httpx.Response:
    """A minute later than the deed before, as no two deeds of people are at the same moment."""
    desk.clock.forward(timedelta(minutes=1))
    headers = await desk.session(by, name)
    return await desk.client.post(f"/staff/t/{ticket.id}/{deed}", data=form, headers=headers)


async def done(desk: Served, ticket: Ticket, deed: str, *, by: int = STAFF, name: str = "Sam", **form: str) -> None:
    answer = await post(desk, ticket, deed, by=by, name=name, **form)
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/staff/t/{ticket.id}#latest"), answer.text


async def page_of(desk: Served, ticket: Ticket, *, by: int = STAFF, language: str = "en") -> str:
    headers = await desk.session(by) | {"Accept-Language": language}
    return " ".join((await desk.client.get(f"/staff/t/{ticket.id}", headers=headers)).text.split())


async def outcomes(desk: Served, ticket: Ticket) -> list[str | None]:
    """Of the ticket's promises, oldest first."""
    statement = select(promises.c.outcome).where(promises.c.ticket_id == ticket.id).order_by(promises.c.id)
    async with desk.database.reading() as tx:
        return list((await tx.execute(statement)).scalars())
