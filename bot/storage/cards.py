"""Status cards: deliveries that are sent once and then edited as their ticket moves. The customer's, and staff's."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, case, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import DeliveryState
from bot.storage.schema import deliveries

AT_ONCE = 500


def occasion(ticket_id: int) -> str:
    return f"ticket/{ticket_id}"


def staff_occasion(ticket_id: int) -> str:
    return f"staff/{ticket_id}"


async def refresh(tx: AsyncConnection, ticket_ids: Sequence[int], now: datetime, *, staffs_alone: bool = False) -> None:
    """The cards show something else now: a sent one is edited, one under way is edited right after.

    One that is still to be sent is worded then anyway. ``staffs_alone``: the customers' show the same as before.
    """
    names = (staff_occasion,) if staffs_alone else (occasion, staff_occasion)
    sent = deliveries.c.state == DeliveryState.SENT
    for first in range(0, len(ticket_ids), AT_ONCE):
        some = ticket_ids[first : first + AT_ONCE]
        await tx.execute(
            update(deliveries)
            .where(
                deliveries.c.ticket_id.in_(some),
                deliveries.c.occasion.in_([name(one) for one in some for name in names]),
                deliveries.c.state.in_([DeliveryState.SENT, DeliveryState.SENDING]),
            )
            .values(
                stale=deliveries.c.state == DeliveryState.SENDING,
                state=case((sent, DeliveryState.PLANNED.value), else_=deliveries.c.state),
                due_at=case((sent, literal(now, deliveries.c.due_at.type)), else_=deliveries.c.due_at),
                attempts=case((sent, 0), else_=deliveries.c.attempts),
            )
        )


async def wait_until(tx: AsyncConnection, ticket_id: int, due_at: datetime) -> bool:
    """Puts off a card that has not been sent yet; False when it has been."""
    statement = (
        update(deliveries)
        .where(
            deliveries.c.occasion == occasion(ticket_id),
            deliveries.c.ticket_id == ticket_id,
            and_(deliveries.c.state == DeliveryState.PLANNED, deliveries.c.message_id.is_(None)),
        )
        .values(due_at=due_at)
    )
    return (await tx.execute(statement)).rowcount > 0


async def is_unsent(tx: AsyncConnection, ticket_id: int) -> bool:
    """Whether the customer has not seen the card yet, so that the ticket is still being written."""
    statement = select(deliveries.c.id).where(
        deliveries.c.occasion == occasion(ticket_id),
        deliveries.c.ticket_id == ticket_id,
        deliveries.c.state == DeliveryState.PLANNED,
        deliveries.c.message_id.is_(None),
    )
    return (await tx.execute(statement)).first() is not None
