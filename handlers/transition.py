"""/transition: admins read where the move stands, and go on from there to what they can do about it."""

from collections.abc import Sequence
from datetime import date, time

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import Message, User

from bot import texts
from bot.clock import Clock
from bot.deliveries import Button
from bot.errors import ChatferryError
from bot.languages import Language
from bot.links import Links
from bot.people import Action, People
from bot.sections import Company
from bot.steering import PHASES, Steer
from bot.storage import customers, impact, proposals, transitions
from bot.storage.database import Database
from bot.texts import wishes as words
from handlers.cards import keyboard

router = Router(name=__name__)

SHOWN_CHANGES = 5


class DeadlineUnread(ChatferryError):
    """What was written is neither a number of days nor a date."""


@router.message(Command("transition"), F.chat.type != ChatType.PRIVATE)
async def refuse_in_group(message: Message, event_from_user: User, language: Language, people: People) -> str:
    """The numbers are not for the customers who read along."""
    people.require(event_from_user.id, Action.READ_TRANSITION)
    await message.reply(texts.ask_privately(language))
    return "command"


@router.message(Command("transition"))
async def show(
    message: Message,
    event_from_user: User,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
    links: Links,
    usual_times: Sequence[time],
) -> str:
    """``usual_times``: of announcements, where admins set no others."""
    people.require(event_from_user.id, Action.READ_TRANSITION)
    async with database.reading() as tx:
        transition = await transitions.current(tx)
        known, migrated = await customers.count(tx)
        changes = await transitions.changes(tx, limit=SHOWN_CHANGES)
        affected = await impact.of_all(tx, people.everyone)
        waiting = await proposals.waiting(tx, clock.now())
    notes = words.standing_lines(language, affected, len(waiting))
    if transition.phase(clock.now(), company.zone) in PHASES[Steer.SET_TIMES]:
        page = f"{links.public_url}/admin/transition"
        notes.append(words.announced_at(language, transition.times or usual_times, page))
    move, who_stays, plan = words.transition_buttons(language)
    buttons = [[Button(move, data="steer:deadline"), Button(who_stays, data="holdouts:0")]]
    # Telegram takes no button that leads to this very machine, as the first start's does.
    buttons += (
        [[Button(plan, url=f"{links.public_url}/admin/transition")]] if links.public_url.startswith("https:") else []
    )
    await message.answer(
        texts.transition_status(
            language,
            transition,
            now=clock.now(),
            zone=company.zone,
            known=known,
            migrated=migrated,
            changes=changes,
            notes=notes,
        ),
        reply_markup=keyboard(buttons),
    )
    return "command"


def day_of(written: str) -> date:
    """Raises DeadlineUnread."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise DeadlineUnread from None
