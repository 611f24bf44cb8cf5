"""/extend, /holdouts, /close and /reopen: admins grant more time, close early, and open chat again."""

from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message, User

from bot import texts
from bot.bell import Bell
from bot.clock import Clock
from bot.deliveries import Button
from bot.grants import GrantKind, Scope
from bot.helm import Helm
from bot.languages import Language
from bot.people import Action, People
from bot.sections import Company
from bot.steering import Steer, require_phase
from bot.storage import grants, holdouts, impact, targets, transitions
from bot.storage.database import Database
from bot.storage.targets import Target
from bot.transition import TooEarlyToClose
from handlers import presses
from handlers.cards import keyboard
from handlers.reading import clean, name_of
from handlers.transition import day_of

router = Router(name=__name__)

COMMANDS = ("extend", "holdouts", "close", "reopen")
SHOWN_HOLDOUTS = 20
EVERYONE = "all"


@router.message(Command(*COMMANDS), F.chat.type != ChatType.PRIVATE)
async def refuse_in_group(message: Message, event_from_user: User, language: Language, people: People) -> str:
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    await message.reply(texts.ask_privately(language))
    return "command"


@router.message(Command("extend"))
async def extend(
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
    """``/extend WHO DATE REASON``: until that day, at the deadline's hour."""
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    who, day, reason = _split(clean(command.args or ""))
    if not (who and day and reason):
        await message.answer(texts.how_to_extend(language))
        return "command"
    async with database.transaction() as tx:
        found = await targets.find(tx, who)
        if len(found) != 1:
            await message.answer(texts.whom_do_you_mean(language, who, found))
            return "command"
        window = (await transitions.current(tx)).window
        hour = window.deadline.astimezone(company.zone).timetz()
        until = datetime.combine(day_of(day), hour)
        helm = Helm(tx, company.zone, event_from_user.id, name_of(event_from_user), clock.now())
        given = await helm.grant(GrantKind.EXTENSION, found[0].scope, found[0].id, until, reason)
    agenda.ring()
    await message.answer(texts.granted(language, given, found[0].name, company.zone))
    return "command"


@router.message(Command("holdouts"))
async def list_holdouts(
    message: Message, event_from_user: User, language: Language, people: People, database: Database
) -> str:
    people.require(event_from_user.id, Action.READ_TRANSITION)
    async with database.reading() as tx:
        affected = await impact.of_all(tx, people.everyone)
        first = await holdouts.page(tx, people.everyone, limit=SHOWN_HOLDOUTS)
    await message.answer(texts.holdout_list(language, first, affected.staying))
    return "command"


@router.message(Command("close"))
async def ask_to_close(
    message: Message,
    command: CommandObject,
    event_from_user: User,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
) -> str:
    """Before day 20 it is refused, with the earliest date; from then on it is asked once more, with the numbers."""
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    now = clock.now()
    async with database.reading() as tx:
        transition = await transitions.current(tx)
        require_phase(Steer.CLOSE_EARLY, transition, now, company.zone)
        if now < transition.window.earliest:
            raise TooEarlyToClose(transition.window.earliest)
        affected = await impact.of_all(tx, people.everyone)
    words = texts.ask_close_early(language, affected, transition.window.deadline, company.zone)
    await message.answer(words, reply_markup=keyboard([[Button(texts.close_now(language), data="steer:close")]]))
    return "command"


@router.callback_query(F.data == "steer:close", F.message.as_("question"))
async def close(
    press: CallbackQuery,
    question: Message,
    event_from_user: User,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
    agenda: Bell,
) -> str:
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    async with database.transaction() as tx:
        helm = Helm(tx, company.zone, event_from_user.id, name_of(event_from_user), clock.now())
        await helm.close_early("/close")
    agenda.ring()
    await presses.tell(press)
    await presses.replace(question, texts.closing_now(language), None)
    return "press"


@router.message(Command("reopen"))
async def reopen(
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
    """``/reopen WHO|all DAYS REASON``: chat again, of one or of all, for so many days."""
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    who, days, reason = _split(clean(command.args or ""))
    if not (who and reason and days.isascii() and days.isdigit() and len(days) < 4):
        await message.answer(texts.how_to_reopen(language))
        return "command"
    now = clock.now()
    async with database.transaction() as tx:
        everyone = [Target(Scope.ALL, 0, texts.everyone(language))]
        found = everyone if who == EVERYONE else await targets.find(tx, who)
        if len(found) != 1:
            await message.answer(texts.whom_do_you_mean(language, who, found))
            return "command"
        [target] = found
        helm = Helm(tx, company.zone, event_from_user.id, name_of(event_from_user), now)
        given = await helm.grant(GrantKind.REOPENING, target.scope, target.id, now + timedelta(days=int(days)), reason)
        affected = await impact.of_all(tx, people.everyone, about=grants.channels_of(target.scope, target.id))
    agenda.ring()
    words = texts.granted(language, given, target.name, company.zone)
    await message.answer(f"{words}\n{texts.impact_line(language, affected)}")
    return "command"


def _split(args: str) -> tuple[str, str, str]:
    """Who, when and why; a name of several words stands in quotes."""
    rest = args.strip()
    if rest[:1] in {'"', "“", "„", "«"}:
        who, _, rest = rest[1:].replace("”", '"').replace("“", '"').replace("»", '"').partition('"')
    else:
        who, _, rest = rest.partition(" ")
    when, _, why = rest.strip().partition(" ")
    return who.strip(), when, why.strip()
