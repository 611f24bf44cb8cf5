"""Who is asking, and whether they may: by the secret of a link, the cookie of a session or a token of the API."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ChatferryError, NotAllowed, UnknownTicket
from bot.links import LinkKind, Links, claim_of
from bot.people import Action, Role, may
from bot.storage import customers, sessions, tickets
from bot.storage.customers import Customer
from bot.storage.sessions import ApiToken
from bot.tickets import Ticket
from desk.parts import Parts
from desk.security import from_our_page

COOKIE = "chatferry_session"
_bearer = Depends(HTTPBearer(auto_error=False, description="Made with `chatferry token create`."))


class LinkUnknown(ChatferryError):
    """The secret of a link is wrong, unknown or revoked; which of these is nobody's business."""


class NotSignedIn(ChatferryError):
    """There is no session, or its person is no longer staff."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of staff or admins, signed in."""

    id: int
    name: str
    role: Role

    def may(self, action: Action) -> bool:
        return may(self.role, action)


async def customer_of(tx: AsyncConnection, links: Links, secret: str) -> Customer:
    """Raises LinkUnknown."""
    claim = claim_of(secret)
    customer = await customers.get(tx, claim.id) if claim else None
    if claim is None or customer is None or not links.proves(LinkKind.DESK, claim, customer.link_generation):
        raise LinkUnknown
    return customer


async def ticket_of(tx: AsyncConnection, links: Links, secret: str) -> Ticket:
    """Raises LinkUnknown."""
    claim = claim_of(secret)
    if claim is None:
        raise LinkUnknown
    try:
        ticket = await tickets.get(tx, claim.id)
    except UnknownTicket:
        raise LinkUnknown from None
    if not links.proves(LinkKind.TICKET, claim, ticket.link_generation):
        raise LinkUnknown
    return ticket


async def _colleague(request: Request, parts: Parts) -> Colleague:
    secret = request.cookies.get(COOKIE)
    if not secret:
        raise NotSignedIn
    async with parts.database.reading() as tx:
        session = await sessions.find(tx, secret, parts.clock.now())
    if session is None or not may(role := parts.people.role(session.person_id), Action.WORK_TICKETS):
        raise NotSignedIn
    return Colleague(session.person_id, session.name, role)


SignedIn = Annotated[Colleague, Depends(_colleague)]


def allowed(action: Action) -> Callable[[Colleague], Awaitable[Colleague]]:
    """A dependency: whoever is signed in and may. Raises NotAllowed."""

    async def check(colleague: SignedIn) -> Colleague:
        if not colleague.may(action):
            raise NotAllowed(action)
        return colleague

    return check


Admin = Annotated[Colleague, Depends(allowed(Action.READ_TRANSITION))]
Broadcaster = Annotated[Colleague, Depends(allowed(Action.BROADCAST))]
Reporter = Annotated[Colleague, Depends(allowed(Action.READ_REPORTS))]
OfficeAdmin = Annotated[Colleague, Depends(allowed(Action.SET_OFFICE))]


async def _from_our_page(request: Request, parts: Parts) -> None:
    from_our_page(request, parts.links)


FromOurPage = Depends(_from_our_page)


async def _api_token(parts: Parts, bearer: HTTPAuthorizationCredentials | None = _bearer) -> ApiToken:
    token = None
    if bearer is not None:
        async with parts.database.reading() as tx:
            token = await sessions.find_api_token(tx, bearer.credentials)
    if token is None:
        raise HTTPException(401, "A valid bearer token is needed.", {"WWW-Authenticate": "Bearer"})
    if not may(token.role, Action.READ_API):
        raise HTTPException(403, "This token may not read the API.")
    return token


Reader = Depends(_api_token)
