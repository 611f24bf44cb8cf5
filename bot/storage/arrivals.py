"""What is known when a message arrives: of its writer, its chat and the move, and whether it came before."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import transitions
from bot.storage.chats import Chat
from bot.storage.customers import Customer
from bot.storage.drafts import BEFORE_A_MATTER
from bot.storage.schema import chats, customers, drafts, entries, transition
from bot.transition import Transition


@dataclass(frozen=True, slots=True)
class Arrival:
    customer: Customer
    chat: Chat | None
    """None: nobody has written there yet."""
    transition: Transition
    kept: bool
    """Whether this chat message is kept already, as an entry or a draft."""
    begun: bool
    """Whether words of the customer's wait for the matter whose first lines they become."""


_customer = [customers.c[field.name] for field in fields(Customer)]
_chat = [chats.c[field.name] for field in fields(Chat)]
_kept = or_(
    *(
        exists().where(table.c.chat_id == bindparam("chat"), table.c.message_id == bindparam("message"))
        for table in (drafts, entries)
    )
)
_begun = exists().where(
    drafts.c.customer_id == bindparam("customer"),
    drafts.c.chat_id == bindparam("chat"),
    # Not IN: that is made anew at every call.
    or_(*(drafts.c.kind == kind for kind in BEFORE_A_MATTER)),
    drafts.c.ticket_id.is_(None),
    drafts.c.created_at >= bindparam("since"),
)
# Built once: building it costs as much as running it, and it runs for every message.
_arrival = (
    select(*_customer, *_chat, *transitions.COLUMNS, _kept.label("kept"), _begun.label("begun"))
    .select_from(customers)
    .outerjoin(chats, chats.c.id == bindparam("chat"))
    .join(transition, transition.c.id == 1)
    .where(customers.c.id == bindparam("customer"))
    .with_for_update(of=customers)
)


async def of_message(
    tx: AsyncConnection, *, customer_id: int, chat_id: int, message_id: int, begun_since: datetime
) -> Arrival | None:
    """Holds the customer, as `customers.hold` does; None when this person is no customer yet."""
    parameters = {"customer": customer_id, "chat": chat_id, "message": message_id, "since": begun_since}
    row = (await tx.execute(_arrival, parameters)).one_or_none()
    if row is None:
        return None
    values = iter(row)
    customer = Customer(*(next(values) for _ in _customer))
    of_chat = [next(values) for _ in _chat]
    chat = Chat(*of_chat) if of_chat[0] is not None else None
    move = transitions.of_row([next(values) for _ in transitions.COLUMNS])
    return Arrival(customer, chat, move, *map(bool, values))
