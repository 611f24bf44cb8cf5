"""The dialog's router: who may pass to it, and each update only once."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.filters import Command, ExceptionTypeFilter
from aiogram.fsm.storage.memory import DisabledEventIsolation
from aiogram.types import CallbackQuery, ErrorEvent, Message, TelegramObject, User
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, setup_dialogs
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent, UnknownState
from aiogram_dialog.api.internal import CONTEXT_KEY

from bot import texts
from bot.languages import Language
from bot.people import Action, People, Role
from handlers import presses
from handlers.broadcast import acts, overview, stale
from handlers.broadcast.audience import ACCOUNT, AUDIENCE
from handlers.broadcast.buttons import BUTTONS
from handlers.broadcast.confirm import CONFIRM
from handlers.broadcast.content import ALBUM_PARTS, CONTENT
from handlers.broadcast.draft import open_prefilled
from handlers.broadcast.listing import LIST_READ, LISTING
from handlers.broadcast.moment import DAYS, HOUR, TIME
from handlers.broadcast.steps import Compose
from handlers.helm import router as helm
from handlers.helm.router import COMMANDS as STEERING

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
OWN_COMMANDS = ("/broadcast", "/broadcasts", *STEERING)
HANDLED = "update"
"""Of the dialog's data: the update that it last answered."""

router = Router(name=__name__)


async def only_staff_in_private(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """Nobody else's updates cost a look at the dialogs, and no other command is taken for an answer."""
    if data.get("role") not in (Role.STAFF, Role.ADMIN) or not _is_private(event) or _is_other_command(event):
        return UNHANDLED
    return await handler(event, data)


async def nothing(_: Handler, __: TelegramObject, ___: dict[str, Any]) -> Any:
    """The dialogs also listen to what is of no use to them."""
    return UNHANDLED


async def once(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """An update that comes again after a crash is not taken for the answer to the next question."""
    context, update = data.get(CONTEXT_KEY), data["event_update"]
    if context is not None:
        if context.dialog_data.get(HANDLED) == update.update_id:
            return "press" if isinstance(event, CallbackQuery) else "dialog"
        context.dialog_data[HANDLED] = update.update_id
    outcome = await handler(event, data)
    if outcome is None:
        return "press" if isinstance(event, CallbackQuery) else "dialog"
    return outcome


@router.message(Command("broadcast"))
async def begin(message: Message, event_from_user: User, people: People, dialog_manager: DialogManager) -> str:
    people.require(event_from_user.id, Action.BROADCAST)
    await dialog_manager.start(Compose.content, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
    return "command"


@router.error(ExceptionTypeFilter(OutdatedIntent, UnknownIntent, UnknownState))
async def dialog_over(event: ErrorEvent, language: Language, dialog_manager: DialogManager) -> str:
    """Here, among the dialogs, because the library then also forgets a dialog of which a crash left only half."""
    if isinstance(event.exception, UnknownState):
        # Of an earlier version, whose steps had other names.
        await dialog_manager.reset_stack(remove_keyboard=False)
    await stale.tell(event, texts.dialog_over(language))
    press = event.update.callback_query
    if press is not None and isinstance(press.message, Message):
        await presses.offer(press.message, None)
    return "refused: dialog over"


def _is_private(event: TelegramObject) -> bool:
    message = event.message if isinstance(event, CallbackQuery) else event
    return isinstance(message, Message) and message.chat.type == ChatType.PRIVATE


def _is_other_command(event: TelegramObject) -> bool:
    if not isinstance(event, Message) or not (event.text or "").startswith("/"):
        return False
    return (event.text or "").split()[0].partition("@")[0].lower() not in OWN_COMMANDS


for observer in (router.message, router.callback_query):
    observer.outer_middleware(only_staff_in_private)
for observer in (router.business_message, router.my_chat_member, router.chat_join_request):
    observer.outer_middleware(nothing)
router.include_routers(
    overview.router,
    acts.router,
    helm.router,
    helm.DIALOG,
    Dialog(
        CONTENT,
        ALBUM_PARTS,
        BUTTONS,
        AUDIENCE,
        ACCOUNT,
        LISTING,
        LIST_READ,
        TIME,
        DAYS,
        HOUR,
        CONFIRM,
        on_start=open_prefilled,
    ),
)
# The inbox keeps order within a chat already.
setup_dialogs(router, events_isolation=DisabledEventIsolation())
for observer in (router.message, router.callback_query):
    observer.outer_middleware(once)
