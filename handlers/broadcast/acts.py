"""Presses on one broadcast: seen, paused, resumed, cancelled, duplicated, edited, taken back, sent again in part."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram_dialog import DialogManager, StartMode
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.bell import Bell
from bot.broadcast import Act, BroadcastState
from bot.clock import Clock
from bot.deliveries import DeliveryState
from bot.languages import Language
from bot.people import Action, People
from bot.sections import Company
from bot.storage import broadcasts, duplicates, ledger
from bot.storage.database import Database
from handlers import presses
from handlers.broadcast import draft
from handlers.broadcast.overview import button, in_pairs, state_of
from handlers.broadcast.steps import Compose

router = Router(name=__name__)

SHOWN_UNCONFIRMED = 10


class On(BaseFilter):
    """A press of one of these buttons; adds `act` and `broadcast_id`. ``place``: of which message it is."""

    def __init__(self, *acts: str, place: str = "broadcast") -> None:
        self._acts, self._place = acts, place

    async def __call__(self, press: CallbackQuery) -> bool | dict[str, Any]:
        place, _, rest = (press.data or "").partition(":")
        act, _, number = rest.partition(":")
        if place != self._place or act not in self._acts or not (number.isdecimal() and len(number) < 18):
            return False
        return {"act": act, "broadcast_id": int(number)}


async def _repeat(tx: AsyncConnection, broadcast_id: int, now: datetime) -> object:
    taken_up = await broadcasts.take_up_again(tx, broadcast_id)
    await ledger.plan_unconfirmed_again(tx, broadcast_id, now)
    return taken_up


DONE_AT_ONCE: dict[str, Callable[[AsyncConnection, int, datetime], Awaitable[object]]] = {
    "pause": lambda tx, broadcast_id, _: broadcasts.pause(tx, broadcast_id),
    "resume": lambda tx, broadcast_id, _: broadcasts.resume(tx, broadcast_id),
    "cancel": broadcasts.cancel,
    "delete": broadcasts.withdraw,
    "repeat": _repeat,
}


@router.callback_query(On("show", *DONE_AT_ONCE), F.message.as_("asked"))
async def act_and_show(
    press: CallbackQuery,
    asked: Message,
    act: str,
    broadcast_id: int,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    company: Company,
    agenda: Bell,
    outbox: Bell,
) -> str:
    """Raises NotInThisState, UnknownBroadcast."""
    people.require(press.from_user.id, Action.BROADCAST)
    if act in DONE_AT_ONCE:
        async with database.transaction() as tx:
            await DONE_AT_ONCE[act](tx, broadcast_id, clock.now())
        agenda.ring()
        outbox.ring()
    async with database.reading() as tx:
        words, buttons = await state_of(tx, broadcast_id, language, company)
    await presses.replace(asked, words, buttons)
    await presses.tell(press)
    return "press"


@router.callback_query(On("pause", "resume", place="progress"))
async def act_beside_progress(
    press: CallbackQuery,
    act: str,
    broadcast_id: int,
    people: People,
    database: Database,
    clock: Clock,
    agenda: Bell,
    outbox: Bell,
) -> str:
    """The message with the button is not ours to change: the duty that keeps it shows the new state at once."""
    people.require(press.from_user.id, Action.BROADCAST)
    async with database.transaction() as tx:
        await DONE_AT_ONCE[act](tx, broadcast_id, clock.now())
    agenda.ring()
    outbox.ring()
    await presses.tell(press)
    return "press"


@router.callback_query(On("ask_cancel", "ask_delete", "unconfirmed"), F.message.as_("asked"))
async def ask_first(
    press: CallbackQuery,
    asked: Message,
    act: str,
    broadcast_id: int,
    language: Language,
    people: People,
    database: Database,
) -> str:
    """Raises NotInThisState, UnknownBroadcast."""
    people.require(press.from_user.id, Action.BROADCAST)
    async with database.reading() as tx:
        words, buttons = await _question(tx, act, broadcast_id, language)
    await presses.replace(asked, words, buttons)
    await presses.tell(press)
    return "press"


@router.callback_query(On("ask_cancel", "unconfirmed", place="progress"), F.message.as_("asked"))
async def ask_below_progress(
    press: CallbackQuery,
    asked: Message,
    act: str,
    broadcast_id: int,
    language: Language,
    people: People,
    database: Database,
) -> str:
    """Raises NotInThisState, UnknownBroadcast."""
    people.require(press.from_user.id, Action.BROADCAST)
    async with database.reading() as tx:
        words, buttons = await _question(tx, act, broadcast_id, language)
    await asked.answer(words, reply_markup=buttons)
    await presses.tell(press)
    return "press"


@router.callback_query(On("edit", "duplicate"))
async def compose(
    press: CallbackQuery,
    act: str,
    broadcast_id: int,
    language: Language,
    people: People,
    database: Database,
    clock: Clock,
    dialog_manager: DialogManager,
) -> str:
    """Raises NotInThisState, UnknownBroadcast."""
    people.require(press.from_user.id, Action.BROADCAST)
    now = clock.now()
    if act == "edit":
        async with database.reading() as tx:
            found = await broadcasts.require(tx, broadcast_id, Act.EDIT)
        moments = [found.due_at] if found.due_at > now else []
    else:
        moments = []
        async with database.transaction() as tx:
            broadcast_id = await duplicates.duplicate(
                tx,
                broadcast_id,
                state=BroadcastState.DRAFT,
                due_at=now,
                created_by=press.from_user.id,
                origin=f"press/{press.id}",
                now=now,
                language=language.code,
            )
    await dialog_manager.start(Compose.confirm, data=draft.prefilled(broadcast_id, moments), mode=StartMode.RESET_STACK)
    await presses.tell(press)
    return "press"


async def _question(
    tx: AsyncConnection, act: str, broadcast_id: int, language: Language
) -> tuple[str, InlineKeyboardMarkup]:
    _ = language.gettext
    books = await ledger.books(tx, broadcast_id)
    if act == "ask_cancel":
        await broadcasts.require(tx, broadcast_id, Act.CANCEL)
        words = texts.ask_cancel_broadcast(language, broadcast_id, books.left)
        yes = [button(_("Yes, cancel it"), "cancel", broadcast_id)]
    elif act == "ask_delete":
        await broadcasts.require(tx, broadcast_id, Act.DELETE_SENT)
        words = texts.ask_delete_sent(language, broadcast_id, books.sent)
        yes = [button(_("Yes, delete it"), "delete", broadcast_id)]
    else:
        found = await broadcasts.get(tx, broadcast_id)
        rows = await ledger.page(tx, broadcast_id, state=DeliveryState.UNCONFIRMED, limit=SHOWN_UNCONFIRMED)
        words = texts.broadcast_unconfirmed(language, broadcast_id, books.unconfirmed, rows)
        yes = (
            [button(_("Send to these again"), "repeat", broadcast_id)]
            if rows and found.state is BroadcastState.DONE
            else []
        )
    return words, in_pairs([*yes, button(_("Back"), "show", broadcast_id)])
