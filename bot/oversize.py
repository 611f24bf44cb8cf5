"""Files that are too big for a bot: named on the ticket, and the customer is told where to bring them."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.deliveries import Draft, Purpose
from bot.files import FileState
from bot.identity import Identity
from bot.languages import choose
from bot.links import Links
from bot.storage import customers, deliveries, files, tickets
from bot.storage.customers import Customer
from bot.storage.database import Database
from bot.storage.files import Fetch, Origin
from bot.tickets import Ticket


class Oversize:
    """``default``: the language of customers whose own is unknown."""

    def __init__(
        self, database: Database, clock: Clock, outbox: Bell, links: Links, identity: Identity, default: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox
        self._links = links
        self._identity = identity
        self._default = default

    async def note(self, fetch: Fetch, said: str) -> None:
        """The file is given up, and the answer to the customer planned, in one transaction."""
        async with self._database.transaction() as tx:
            if not await files.give_up(tx, fetch.id, FileState.TOO_BIG, said):
                return
            origin = await files.origin(tx, fetch.id)
            if origin is not None:
                await deliveries.plan(tx, await self._answer(tx, fetch.id, origin), self._clock.now())
        self._outbox.ring()

    async def _answer(self, tx: AsyncConnection, file_id: int, origin: Origin) -> Draft:
        ticket = None if origin.ticket_id is None else await tickets.get(tx, origin.ticket_id)
        customer = await customers.get(tx, origin.customer_id)
        language = choose(customer.language if customer else None, self._default)
        link = self._link(ticket, customer, origin)
        album = origin.media_group_id
        return Draft(
            # One answer is enough for all that an album holds.
            occasion=f"too big/{album or file_id}",
            chat_id=origin.chat_id,
            purpose=Purpose.ANSWER,
            text=texts.album_too_big(language, link) if album else texts.too_big(language, origin.name, link),
            ticket_id=origin.ticket_id,
            reply_to=origin.message_id,
            thread_id=ticket.thread_id if ticket else None,
        )

    def _link(self, ticket: Ticket | None, customer: Customer | None, origin: Origin) -> str:
        if ticket is not None:
            return self._links.ticket(ticket.id, ticket.link_generation)
        if customer is not None and origin.chat_id == customer.id:
            return self._links.desk(customer.id, customer.link_generation)
        # A personal link is for one pair of eyes.
        return self._identity.start_link
