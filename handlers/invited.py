"""Contacts of the company's who come: by the code of their invitation, or because their Telegram id is known."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.invitations import Invitations
from bot.links import LinkClaim
from bot.storage import contacts
from bot.storage.contacts import Contact


async def recognise(
    tx: AsyncConnection, claim: LinkClaim | None, invitations: Invitations, customer_id: int, now: datetime
) -> bool:
    """Whether the customer, who must be known, is from now on somebody whom the company told of.

    The first who follows an invitation is meant by it; whoever comes with it later is welcome, too, and nothing more.
    """
    contact = await _contact(tx, claim, invitations, customer_id)
    if contact is None or contact.joined_at is not None:
        return False
    await contacts.tie(tx, contact, customer_id, now)
    return True


async def _contact(
    tx: AsyncConnection, claim: LinkClaim | None, invitations: Invitations, customer_id: int
) -> Contact | None:
    known = await contacts.of_customer(tx, customer_id)
    if known is not None or claim is None:
        return known
    contact = await contacts.hold(tx, claim.id)
    if contact is None or contact.customer_id is not None:
        return None
    return contact if invitations.proves(claim, contact.generation, contact.reference) else None
