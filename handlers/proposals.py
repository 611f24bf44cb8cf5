"""The buttons under a colleague's proposal: a second admin confirms it or declines it."""

from aiogram import F, Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.bridge import Bridge
from bot.clock import Clock
from bot.languages import Language
from bot.people import Action, People
from bot.proposals import OwnProposal, ProposalOver
from bot.sections import Company
from bot.texts import proposals as proposal_words
from bot.texts import wishes as words
from handlers import presses
from handlers.reading import name_of

router = Router(name=__name__)


@router.callback_query(F.data.regexp(r"^steer:(confirm|decline):\d{1,18}$"), F.message.as_("asked"))
async def settle(
    press: CallbackQuery,
    asked: Message,
    language: Language,
    people: People,
    clock: Clock,
    company: Company,
    bridge: Bridge,
) -> str:
    """Raises NotAllowed, OwnProposal, ProposalOver, and what the act refuses by now."""
    people.require(press.from_user.id, Action.MOVE_DEADLINE)
    _steer, deed, number = (press.data or "").split(":")
    by = (press.from_user.id, name_of(press.from_user))
    if deed == "confirm":
        _proposal, weighed = await bridge.confirm(int(number), by=by, now=clock.now())
        said = words.wish_done(language, weighed, company.zone)
    else:
        await bridge.decline(int(number), by=by, now=clock.now())
        said = proposal_words.proposal_declined(language)
    await presses.tell(press)
    await presses.replace(asked, said, None)
    return "press"


@router.error(ExceptionTypeFilter(OwnProposal))
async def own(event: ErrorEvent, language: Language) -> str:
    if event.update.callback_query is not None:
        await presses.tell(event.update.callback_query, proposal_words.own_proposal(language), alert=True)
    return "refused: own proposal"


@router.error(ExceptionTypeFilter(ProposalOver))
async def over(event: ErrorEvent, language: Language) -> str:
    press = event.update.callback_query
    if press is not None:
        await presses.tell(press, proposal_words.proposal_over(language), alert=True)
        if isinstance(press.message, Message):
            await presses.offer(press.message, None)
    return "refused: proposal over"
