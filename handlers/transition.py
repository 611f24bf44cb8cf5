"""/transition and /deadline: admins read where the move stands, and move its deadline."""

from datetime import date, datetime

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import Message, User

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.errors import ChatferryError
from bot.languages import Language
from bot.people import Action, People
from bot.sections import Company
from bot.storage import customers, transitions
from bot.storage.database import Database
from bot.transition import Transition
from handlers.reading import clean, name_of

router = Router(name=__name__)

SHOWN_CHANGES = 5
LONGEST_REASON = 200


class DeadlineUnread(ChatferryError):
    """What stands behind /deadline is neither a number of days nor a date."""


@router.message(Command("transition", "deadline"), F.chat.type != ChatType.PRIVATE)
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
) -> str:
    people.require(event_from_user.id, Action.READ_TRANSITION)
    async with database.reading() as tx:
        transition = await transitions.current(tx)
        known, migrated = await customers.count(tx)
        changes = await transitions.changes(tx, limit=SHOWN_CHANGES)
    await message.answer(
        texts.transition_status(
            language,
            transition,
            now=clock.now(),
            zone=company.zone,
            known=known,
            migrated=migrated,
            changes=changes,
        )
    )
    return "command"


@router.message(Command("deadline"))
async def move_deadline(
    message: Message,
    command: CommandObject,
    event_from_user: User,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
    agenda: Bell,
) -> str:
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    wish, _, reason = clean(command.args or "").strip().partition(" ")
    now = clock.now()
    async with database.transaction() as tx:
        moved = moved_as_wished(await transitions.current(tx), wish, now, company)
        who = f"{name_of(event_from_user)} ({event_from_user.id})"
        await transitions.move_deadline(tx, moved, who=who, reason=reason.strip()[:LONGEST_REASON] or None, now=now)
    agenda.ring()
    await message.answer(texts.deadline_moved(language, moved, company.zone))
    return "command"


def moved_as_wished(transition: Transition, wish: str, now: datetime, company: Company) -> Transition:
    """``wish``: days after launch ("28") or the last day ("2026-01-09").

    Raises DeadlineUnread, WindowOutOfRange, DeadlineInThePast, AlreadyClosed.
    """
    if wish.isascii() and wish.isdigit() and len(wish) < 5:
        return transition.lasting(int(wish), now)
    try:
        last = date.fromisoformat(wish)
    except ValueError:
        raise DeadlineUnread from None
    return transition.until(last, now, company.zone)
