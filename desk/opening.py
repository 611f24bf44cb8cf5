"""Notes that a customer opened one of their links: the first time, and nothing after that."""

from fastapi import Request

from bot.storage import customers
from bot.storage.customers import Customer
from desk.parts import DeskParts
from desk.visitors import COOKIE


async def note_opened(request: Request, parts: DeskParts, customer: Customer | None) -> None:
    """Staff have a session, and look at such a page to see what the customer sees: that is no opening."""
    if customer is None or customer.opened_at is not None or COOKIE in request.cookies:
        return
    async with parts.database.transaction() as tx:
        await customers.opened(tx, customer.id, parts.clock.now())
