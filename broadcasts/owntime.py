"""Channels with a time of their own, extended or opened again, are announced to with that time at the usual slots."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.content import Content
from bot.deliveries import Purpose
from bot.languages import NAMES, language
from bot.notices import LAST_DAYS, frozen
from bot.people import People
from bot.placeholders import Stage, fill
from bot.sections import Company
from bot.storage import announcement_texts, broadcasts, deliveries, endings
from bot.storage.audiences import Audience, chats_of
from bot.transition import Transition
from broadcasts.announcements import Slot


async def announce_own_times(
    tx: AsyncConnection,
    slot: Slot,
    transition: Transition,
    *,
    company: Company,
    people: People,
    audience: Audience,
    now: datetime,
) -> bool:
    """From the launch on, one announcement for each such time, unless known already; whether there was any.

    Only for times that were granted before the slot: those channels were told another way a moment ago.
    """
    if slot.at < transition.window.launch:
        return False
    planned = False
    for until in await endings.own(tx, max(now, transition.window.deadline), granted_by=slot.at):
        key = f"{slot.key}/{int(until.timestamp())}"
        broadcast_id = await broadcasts.create(
            tx,
            kind=Purpose.ANNOUNCEMENT,
            content=await _words(tx, company, transition, slot.at, until),
            audience=audience,
            due_at=slot.at,
            slot=key,
            now=now,
        )
        if broadcast_id is None:
            continue
        await broadcasts.start(tx, broadcast_id, now)
        theirs = chats_of(audience, people.everyone).where(endings.at(until))
        await deliveries.plan_many(
            tx, theirs, occasion=key, purpose=Purpose.ANNOUNCEMENT, broadcast_id=broadcast_id, now=now
        )
        planned = True
    return planned


def stage_until(until: datetime, at: datetime) -> Stage:
    """As near as their own time is over."""
    left = until - at
    if left <= timedelta(days=1):
        return Stage.LAST_DAY
    return Stage.LAST_DAYS if left <= timedelta(days=LAST_DAYS) else Stage.LIVE


async def _words(
    tx: AsyncConnection, company: Company, transition: Transition, at: datetime, until: datetime
) -> Content:
    stage, days = stage_until(until, at), -((at - until) // timedelta(days=1))
    written = await announcement_texts.of_stage(tx, stage)
    said = {}
    for code in NAMES:
        spoken = language(code)
        own = {"deadline": spoken.moment(until, company.zone), "days_left": texts.days_left(spoken, days)}
        text = written.get(code) or texts.notice(spoken, stage)
        said[code] = fill(text, frozen(company, transition, at, code) | own)
    return Content(said)
