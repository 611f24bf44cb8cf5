"""/holdouts: who has not migrated, page by page or as a file; and who may not steer is told so."""

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message, User

from bot import texts
from bot.clock import Clock
from bot.deliveries import Button
from bot.languages import Language
from bot.people import Action, People, Role
from bot.sections import Company
from bot.spreadsheet import BYTE_ORDER_MARK, line
from bot.storage import holdouts, impact
from bot.storage.database import Database
from bot.storage.holdouts import Holdout
from bot.texts import wishes as words
from handlers import presses
from handlers.cards import keyboard

router = Router(name=__name__)

DIALOGS = ("deadline", "extend", "close", "reopen")
"""Those of admins in private go on to handlers/helm."""
SHOWN = 20
READ_AT_ONCE = 500
HEADINGS = ("chat", "name", "company", "phone", "unreachable", "opened")


async def _is_no_admin(_: Message, role: Role) -> bool:
    return role is not Role.ADMIN


@router.message(Command("holdouts", *DIALOGS), F.chat.type != ChatType.PRIVATE)
async def refuse_in_group(message: Message, event_from_user: User, language: Language, people: People) -> str:
    """The numbers are not for the customers who read along."""
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    await message.reply(texts.ask_privately(language))
    return "command"


@router.message(Command(*DIALOGS), _is_no_admin)
async def refuse(message: Message, event_from_user: User, people: People) -> str:
    """Raises NotAllowed."""
    people.require(event_from_user.id, Action.MOVE_DEADLINE)
    return "command"


@router.message(Command("holdouts"))
async def list_holdouts(
    message: Message, event_from_user: User, language: Language, people: People, database: Database
) -> str:
    people.require(event_from_user.id, Action.READ_TRANSITION)
    said, buttons = await _page(database, people, language, None)
    await message.answer(said, reply_markup=buttons)
    return "command"


@router.callback_query(F.data.regexp(r"^holdouts:-?\d{1,18}$"), F.message.as_("shown"))
async def turn(press: CallbackQuery, shown: Message, language: Language, people: People, database: Database) -> str:
    people.require(press.from_user.id, Action.READ_TRANSITION)
    after = int((press.data or "").partition(":")[2])
    await presses.tell(press)
    await presses.replace(shown, *await _page(database, people, language, after or None))
    return "press"


@router.callback_query(F.data == "holdouts:csv", F.message.as_("shown"))
async def send_file(
    press: CallbackQuery, shown: Message, people: People, database: Database, clock: Clock, company: Company
) -> str:
    people.require(press.from_user.id, Action.READ_TRANSITION)
    await presses.tell(press)
    lines, after = [line(HEADINGS)], None
    while True:
        async with database.reading() as tx:
            found = await holdouts.page(tx, people.everyone, after=after, limit=READ_AT_ONCE)
        lines += [_cells(one, company) for one in found]
        if len(found) < READ_AT_ONCE:
            break
        after = found[-1].chat_id
    day = clock.now().astimezone(company.zone).date()
    written = (BYTE_ORDER_MARK + "".join(lines)).encode()
    await shown.answer_document(BufferedInputFile(written, f"holdouts-{day}.csv"))
    return "press"


async def _page(
    database: Database, people: People, language: Language, after: int | None
) -> tuple[str, InlineKeyboardMarkup | None]:
    async with database.reading() as tx:
        affected = await impact.of_all(tx, people.everyone)
        found = await holdouts.page(tx, people.everyone, after=after, limit=SHOWN + 1)
    shown: Sequence[Holdout] = found[:SHOWN]
    first, more, as_file = words.page_buttons(language)
    turning = [Button(first, data="holdouts:0")] if after is not None else []
    turning += [Button(more, data=f"holdouts:{shown[-1].chat_id}")] if len(found) > SHOWN else []
    rows = [*([turning] if turning else []), [Button(as_file, data="holdouts:csv")]]
    return texts.holdout_list(language, shown, affected.staying), keyboard(rows) if shown else None


def _cells(one: Holdout, company: Company) -> str:
    opened = one.opened_at.astimezone(company.zone).date().isoformat() if one.opened_at else ""
    return line((str(one.chat_id), one.name, one.account, one.phone, one.unreachable, opened))
