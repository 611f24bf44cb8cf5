"""The buttons under staff's cards: a ticket is accepted with a promised time, or dispatched."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, User

from bot import texts
from bot.bell import Bell
from bot.casework import acceptance
from bot.casework.case import Bureau, Case, Doer
from bot.casework.dispatch import dispatch
from bot.casework.promises import offered, promised_at
from bot.clock import Clock
from bot.errors import ChatferryError, NotPossible, TicketResolved, UnknownTicket
from bot.languages import Language
from bot.links import Links
from bot.office.office import Office
from bot.storage import tickets
from bot.storage.database import Database
from bot.tickets import State, Ticket, Via
from handlers import presses
from handlers.cards import keyboard
from handlers.roles import COMPANY

router = Router(name=__name__)
pressed = router.callback_query


@pressed(F.data.startswith("staff:"), ~COMPANY)
async def refuse(press: CallbackQuery, language: Language) -> str:
    """A customer in the same group, or somebody who no longer is staff."""
    await presses.tell(press, texts.only_staff(language), alert=True)
    return "refused: not allowed"


@pressed(F.data.regexp(r"^staff:accept:(\d{1,18})$").group(1).as_("number"), F.message.as_("card"))
async def offer_times(
    press: CallbackQuery,
    number: str,
    card: Message,
    language: Language,
    database: Database,
    clock: Clock,
    office: Office,
    links: Links,
) -> str:
    ticket = await _found(database, number)
    if ticket is not None and ticket.is_open:
        times = offered(clock.now(), office.calendar, office.zone)
        await presses.tell(press)
        await presses.offer(card, keyboard(texts.staff_promise_buttons(language, ticket, times)))
        return "press"
    return await _too_late(press, card, ticket, language, links)


@pressed(F.data.regexp(r"^staff:(promise|again):\d{1,18}:[a-z-]{1,16}$"), F.message.as_("card"))
async def accept(
    press: CallbackQuery,
    card: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    clock: Clock,
    bureau: Bureau,
    office: Office,
    links: Links,
    outbox: Bell,
    agenda: Bell,
) -> str:
    """The card itself is edited as soon as the ticket has changed."""
    _, deed, number, choice = (press.data or "").split(":")
    now = clock.now()
    promised = promised_at(choice, "", now, office.calendar, office.zone)
    if promised is None:
        return await _too_late(press, card, await _found(database, number), language, links)
    try:
        async with database.transaction() as tx:
            case = await Case.open(tx, bureau, int(number), _doer(office, event_from_user), now, key=press.id)
            case.require_kept()
            if deed == "promise" and case.ticket.state is not State.RECEIVED:
                raise NotPossible("accepted meanwhile")
            await acceptance.accept(case, promised, asked=choice)
    except ChatferryError as error:
        return await _refused(error, press, card, number, database, language, links)
    await presses.tell(press)
    outbox.ring()
    agenda.ring()
    return "press"


@pressed(F.data.regexp(r"^staff:dispatch:(\d{1,18})$").group(1).as_("number"), F.message.as_("card"))
async def offer_departments(
    press: CallbackQuery,
    number: str,
    card: Message,
    language: Language,
    database: Database,
    office: Office,
    links: Links,
) -> str:
    ticket = await _found(database, number)
    if ticket is not None and ticket.is_open:
        others = [one for one in office.departments if one.key != office.department_of(ticket)]
        await presses.tell(press)
        await presses.offer(card, keyboard(texts.staff_department_buttons(language, ticket.id, others)))
        return "press"
    return await _too_late(press, card, ticket, language, links)


@pressed(F.data.regexp(r"^staff:to:\d{1,18}:[\w-]{1,32}$"), F.message.as_("card"))
async def pass_on(
    press: CallbackQuery,
    card: Message,
    event_from_user: User,
    language: Language,
    database: Database,
    clock: Clock,
    bureau: Bureau,
    office: Office,
    links: Links,
    outbox: Bell,
) -> str:
    """Without a reason: who has one writes it on the desk."""
    _, _, number, department = (press.data or "").split(":")
    try:
        async with database.transaction() as tx:
            doer = _doer(office, event_from_user)
            case = await Case.open(tx, bureau, int(number), doer, clock.now(), key=press.id)
            case.require_kept()
            await dispatch(case, department, "")
    except ChatferryError as error:
        return await _refused(error, press, card, number, database, language, links)
    await presses.tell(press)
    outbox.ring()
    return "press"


@pressed(F.data.regexp(r"^staff:card:(\d{1,18})$").group(1).as_("number"), F.message.as_("card"))
async def go_back(
    press: CallbackQuery, number: str, card: Message, language: Language, database: Database, links: Links
) -> str:
    await presses.tell(press)
    await _restore(card, await _found(database, number), language, links)
    return "press"


def _doer(office: Office, user: User) -> Doer:
    member = office.member(user.id)
    return Doer(user.id, member.name if member else user.full_name, Via.CHAT)


async def _found(database: Database, number: str) -> Ticket | None:
    try:
        async with database.reading() as tx:
            return await tickets.get(tx, int(number))
    except UnknownTicket:
        return None


async def _refused(
    error: ChatferryError,
    press: CallbackQuery,
    card: Message,
    number: str,
    database: Database,
    language: Language,
    links: Links,
) -> str:
    """Somebody has settled it meanwhile; anything else is for others to say."""
    if not isinstance(error, NotPossible | TicketResolved | UnknownTicket):
        raise error
    return await _too_late(press, card, await _found(database, number), language, links)


async def _too_late(
    press: CallbackQuery, card: Message, ticket: Ticket | None, language: Language, links: Links
) -> str:
    await presses.tell(press, texts.too_late(language), alert=True)
    await _restore(card, ticket, language, links)
    return "press"


async def _restore(card: Message, ticket: Ticket | None, language: Language, links: Links) -> None:
    link = links.staff_ticket(ticket.id) if ticket is not None and links.work_as_buttons else None
    rows = texts.staff_card_buttons(language, ticket, link) if ticket is not None else ()
    await presses.offer(card, keyboard(rows) if rows else None)
