"""A call that does something to a ticket: by which program, only where nothing has changed, and once for each key."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Path, Request, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.case import Case
from bot.storage import idempotency, tickets
from bot.storage.idempotency import Answer
from bot.storage.sessions import ApiToken
from desk.api.callers import Writer, doer_of
from desk.api.shapes import TicketOut, etag_of, tickets_out
from desk.forms import Number
from desk.parts import DeskParts, Parts

Deed = Callable[[AsyncConnection], Awaitable[int]]
"""Does it, and says the number of the ticket that it was done to."""
OptionalKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,255}$",
        description="Chosen by the caller, such as a UUID. A call that is repeated with it is done once.",
    ),
]
RequiredKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,255}$",
        description="Chosen by the caller, such as a UUID. A call that is repeated with it makes one ticket.",
    ),
]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag of what was read. Needed: without it, 428.")
]


@dataclass(frozen=True)
class Call:
    """``key``: the Idempotency-Key, if there is one."""

    parts: DeskParts
    token: ApiToken
    path: str
    key: str | None
    now: datetime

    async def case(self, tx: AsyncConnection, ticket_id: int) -> Case:
        """Raises UnknownTicket, and NotPossible where nothing is done to it any more."""
        case = await Case.open(tx, self.parts.bureau, ticket_id, doer_of(self.token), self.now)
        case.require_kept()
        return case

    async def answer(self, asked: BaseModel | None, deed: Deed, status: int = 200) -> Response:
        """The ticket as it is after the deed; where the same call came before, as it is now, and nothing is done.

        What is kept of a call is the ticket's number alone, so that nothing in it outlives the ticket's erasure.
        """
        known = idempotency.Call(self.token.hash, self.key, self._digest(asked)) if self.key else None
        async with self.parts.database.transaction() as tx:
            before = await idempotency.begin(tx, known, self.now) if known else None
            if before is not None:
                status, ticket_id = before.status, int(before.body)
            else:
                ticket_id = await deed(tx)
                if known:
                    await idempotency.finish(tx, known, Answer(status, str(ticket_id)))
            shown, tag = await read(tx, self.parts, ticket_id)
        self.parts.outbox.ring()
        self.parts.agenda.ring()
        headers = {"ETag": tag}
        if status == 201:
            headers["Location"] = f"{self.parts.links.public_url}/api/v1/tickets/{ticket_id}"
        return Response(shown.model_dump_json(), status, headers, "application/json")

    def _digest(self, asked: BaseModel | None) -> str:
        said: Any = None if asked is None else asked.model_dump(mode="json")
        return hashlib.sha256(f"{self.path}\n{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


@dataclass(frozen=True)
class CallOnTicket(Call):
    ticket_id: int

    async def held(self, tx: AsyncConnection) -> Case:
        return await self.case(tx, self.ticket_id)


async def read(tx: AsyncConnection, parts: DeskParts, ticket_id: int) -> tuple[TicketOut, str]:
    """The ticket and its ETag. Raises UnknownTicket."""
    ticket = await tickets.get(tx, ticket_id)
    return (await tickets_out(tx, parts.office, [ticket]))[0], await etag_of(tx, ticket)


def require_match(asked: str | None, current: str) -> None:
    """Raises an HTTPException unless what was read is what stands there now."""
    if asked is None:
        raise HTTPException(428, "Send the ETag of what you read, as If-Match.")
    if asked.strip() != "*" and current not in {one.strip() for one in asked.split(",")}:
        raise HTTPException(412, "It has changed since it was read: read it again.", {"ETag": current})


async def _on_ticket(
    request: Request, ticket_id: Annotated[Number, Path()], parts: Parts, token: Writer, key: OptionalKey = None
) -> CallOnTicket:
    return CallOnTicket(parts, token, request.url.path, key, parts.clock.now(), ticket_id)


async def _for_new(request: Request, parts: Parts, token: Writer, key: RequiredKey) -> Call:
    return Call(parts, token, request.url.path, key, parts.clock.now())


OnTicket = Annotated[CallOnTicket, Depends(_on_ticket)]
ForNew = Annotated[Call, Depends(_for_new)]
