"""/deadline, /extend, /close and /reopen: what is missing is asked for, and all is shown with its numbers first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message, User
from aiogram_dialog import Dialog, DialogManager

from bot import texts
from bot.bridge import Bridge
from bot.clock import Clock
from bot.errors import ChatferryError
from bot.languages import Language
from bot.people import Action, People
from bot.proposals import Proposal
from bot.sections import Company
from bot.steering import NotInThisPhase, Steer, require_phase
from bot.storage import targets, transitions
from bot.storage.database import Database
from bot.texts import wishes as words
from bot.texts.refusals import refusal
from bot.texts.steering import how_to_close
from bot.transition import TooEarlyToClose
from bot.wishes import Wish
from handlers import presses
from handlers.helm import day, days, steps, sure, whom
from handlers.helm.steps import Steering
from handlers.reading import clean, name_of
from handlers.transition import day_of

router = Router(name=__name__)

COMMANDS = ("/deadline", "/extend", "/close", "/reopen")


@router.message(Command("deadline"))
async def move_deadline(
    message: Message,
    command: CommandObject,
    event_from_user: User,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
    bridge: Bridge,
    dialog_manager: DialogManager,
) -> str:
    """``/deadline [DAYS|DATE [REASON]]``. Raises DeadlineUnread, NotInThisPhase, WindowOutOfRange and the like."""
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    wish, _, reason = clean(command.args or "").strip().partition(" ")
    if not wish:
        return await _ask_deadline(dialog_manager, database, clock, company)
    asked = deadline_wished(wish)
    await bridge.weigh(asked, clock.now())
    must_say_why = bridge.needs_second(asked) and not reason.strip()
    await steps.begin(dialog_manager, Steering.why if must_say_why else Steering.sure, asked, reason=reason.strip())
    return "command"


@router.callback_query(F.data == "steer:deadline")
async def ask_deadline(
    press: CallbackQuery,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
    dialog_manager: DialogManager,
) -> str:
    people.require(press.from_user.id, Action.MOVE_DEADLINE)
    await _ask_deadline(dialog_manager, database, clock, company)
    await presses.tell(press)
    return "press"


async def _ask_deadline(manager: DialogManager, database: Database, clock: Clock, company: Company) -> str:
    async with database.reading() as tx:
        transition = await transitions.current(tx)
    require_phase(Steer.MOVE_DEADLINE, transition, clock.now(), company.zone)
    await steps.begin(manager, Steering.day, Wish(Steer.MOVE_DEADLINE))
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
    bridge: Bridge,
    dialog_manager: DialogManager,
) -> str:
    """``/extend [WHO [DATE [REASON]]]``: until that day; all said, it is done at once."""
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    who, until, reason = split(clean(command.args or ""))
    async with database.reading() as tx:
        transition = await transitions.current(tx)
        found = await targets.find(tx, who) if who else []
    require_phase(Steer.EXTEND, transition, clock.now(), company.zone)
    first, last = day.possible_days(Steer.EXTEND, transition, clock.now(), company)
    if who and len(found) != 1:
        await message.answer(texts.whom_do_you_mean(language, who, found))
    elif first > last:
        latest = language.moment(transition.window.latest, company.zone)
        await message.answer(words.no_more_time(language, latest))
    elif not who:
        await steps.begin(dialog_manager, Steering.whom, Wish(Steer.EXTEND))
    else:
        [target] = found
        wish = Wish(Steer.EXTEND, scope=target.scope, scope_id=target.id)
        if not until:
            await steps.begin(dialog_manager, Steering.day, wish, name=target.name)
            return "command"
        wish = replace(wish, last=day_of(until))
        if reason:
            by = (event_from_user.id, name_of(event_from_user))
            done = await bridge.steer(wish, reason, by=by, now=clock.now())
            assert not isinstance(done, Proposal)  # noqa: S101 - more time for one is not weighty
            await message.answer(words.wish_done(language, done, company.zone))
        else:
            await bridge.weigh(wish, clock.now())
            await steps.begin(dialog_manager, Steering.why, wish, name=target.name)
    return "command"


@router.message(Command("close"))
async def close(
    message: Message,
    command: CommandObject,
    event_from_user: User,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
    bridge: Bridge,
    dialog_manager: DialogManager,
) -> str:
    """``/close [REASON]``: before day 20 it is refused. Raises NotInThisPhase, TooEarlyToClose."""
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    wish, reason = Wish(Steer.CLOSE_EARLY), clean(command.args or "").strip()
    try:
        await bridge.weigh(wish, clock.now())
    except (NotInThisPhase, TooEarlyToClose) as error:
        if reason:
            raise
        await _refuse(message, how_to_close(language), error, language, database, company)
        return "refused: deadline"
    await steps.begin(dialog_manager, Steering.sure if reason else Steering.why, wish, reason=reason)
    return "command"


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
    bridge: Bridge,
    dialog_manager: DialogManager,
) -> str:
    """``/reopen [WHO|all [DAYS [REASON]]]``: chat again, of one or of all, for so many days.

    Raises what the act refuses.
    """
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    who, days_wished, reason = split(clean(command.args or ""))
    async with database.reading() as tx:
        transition = await transitions.current(tx)
        found = [whom.ALL] if who == whom.EVERYONE else await targets.find(tx, who) if who else []
    now = clock.now()
    try:
        require_phase(Steer.REOPEN, transition, now, company.zone)
    except NotInThisPhase as error:
        if who:
            raise
        await _refuse(message, texts.how_to_reopen(language), error, language, database, company)
        return "refused: deadline"
    if not who:
        await steps.begin(dialog_manager, Steering.whom, Wish(Steer.REOPEN))
    elif len(found) != 1:
        await message.answer(texts.whom_do_you_mean(language, who, found))
    else:
        [target] = found
        wish = Wish(Steer.REOPEN, scope=target.scope, scope_id=target.id)
        if not days_wished:
            await steps.begin(dialog_manager, Steering.days, wish, name=target.name)
        elif not (days_wished.isascii() and days_wished.isdigit() and len(days_wished) < 4):
            await message.answer(texts.how_to_reopen(language))
        else:
            wish = replace(wish, until=now + timedelta(days=int(days_wished)))
            await bridge.weigh(wish, now)
            step = Steering.sure if reason else Steering.why
            await steps.begin(dialog_manager, step, wish, reason=reason, name=target.name)
    return "command"


async def _refuse(
    message: Message,
    usage: str,
    error: ChatferryError,
    language: Language,
    database: Database,
    company: Company,
) -> None:
    """To who wrote the command alone: how it is used, and why not now."""
    async with database.reading() as tx:
        transition = await transitions.current(tx)
    await message.answer(f"{usage}\n\n{refusal(language, error, transition, company.zone)}")


def deadline_wished(written: str) -> Wish:
    """``written``: days after launch ("28") or the last day ("2026-01-09"). Raises DeadlineUnread."""
    if written.isascii() and written.isdigit() and len(written) < 5:
        return Wish(Steer.MOVE_DEADLINE, days=int(written))
    return Wish(Steer.MOVE_DEADLINE, last=day_of(written))


def split(args: str) -> tuple[str, str, str]:
    """Who, when and why; a name of several words stands in quotes."""
    rest = args.strip()
    if rest[:1] in {'"', "“", "„", "«"}:
        who, _, rest = rest[1:].replace("”", '"').replace("“", '"').replace("»", '"').partition('"')
    else:
        who, _, rest = rest.partition(" ")
    when, _, why = rest.strip().partition(" ")
    return who.strip(), when, why.strip()


async def _take_over(given: Any, manager: DialogManager) -> None:
    manager.dialog_data.update(given or {})
    if manager.current_context().state == Steering.day:
        await day.look_at(manager)


DIALOG = Dialog(whom.WHOM, whom.WHICH, day.DAY, days.DAYS, sure.WHY, sure.SURE, on_start=_take_over)
