"""/transition and /deadline: admins read where the move stands, and move its deadline."""

from datetime import date

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import Message, User

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.errors import ChatferryError
from bot.helm import Helm
from bot.languages import Language
from bot.people import Action, People
from bot.sections import Company
from bot.storage import customers, transitions
from bot.storage.database import Database
from bot.transition import Transition
from handlers.reading import clean, name_of

router = Router(name=__name__)

SHOWN_CHANGES = 5


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
    async with database.transaction() as tx:
        helm = Helm(tx, company.zone, event_from_user.id, name_of(event_from_user), clock.now())
        moved = await moved_as_wished(helm, wish, reason)
    agenda.ring()
    await message.answer(texts.deadline_moved(language, moved, company.zone))
    return "command"


async def moved_as_wished(helm: Helm, wish: str, reason: str) -> Transition:
    """``wish``: days after launch ("28") or the last day ("2026-01-09").

    Raises DeadlineUnread, WindowOutOfRange, DeadlineInThePast, NotInThisPhase.
    """
    if wish.isascii() and wish.isdigit() and len(wish) < 5:
        return await helm.last(int(wish), reason)
    return await helm.last_until(day_of(wish), reason)


def day_of(written: str) -> date:
    """Raises DeadlineUnread."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise DeadlineUnread from None
