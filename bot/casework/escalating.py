"""A ticket goes up a level: its thread keeps it among staff, and the next level is told (bot/watch.py)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework.case import Bureau, Case, Doer
from bot.casework.statuses import Change
from bot.escalation import Reason, holds, level_for
from bot.office.members import Level
from bot.storage import escalations


async def escalate(case: Case, reason: Reason) -> bool:
    """Once for each reason; False when it went up for this one before, or there is nothing to it any more."""
    if not holds(reason, case.ticket):
        return False
    level = level_for(reason, Level(case.ticket.level))
    if not await escalations.add(case.tx, case.ticket.id, reason, level, case.now):
        return False
    await case.note_change(Change.ESCALATED, level=int(level), reason=reason.value)
    await case.change(level=int(level))
    return True


async def escalate_complaint(tx: AsyncConnection, bureau: Bureau, ticket_id: int, now: datetime) -> None:
    """After its category was changed to what it is now."""
    if bureau.office.rules.complaints:
        await escalate(await by_rules(tx, bureau, ticket_id, now), Reason.COMPLAINT)


async def by_rules(tx: AsyncConnection, bureau: Bureau, ticket_id: int, now: datetime) -> Case:
    """The ticket in the hands of the rules, which the company stands for."""
    return await Case.open(tx, bureau, ticket_id, Doer(None, bureau.company.name), now)
