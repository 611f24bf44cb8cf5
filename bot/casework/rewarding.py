"""A customer has earned a reward by filing on the desk."""

from bot import texts
from bot.casework.case import Case, occasion
from bot.casework.news import News
from bot.casework.statuses import Change
from bot.languages import choose
from bot.office.rewards import Earned
from bot.storage import rewards
from bot.tickets import Via


async def earn(case: Case, rule: Earned) -> None:
    """Where the office rewards it, and the ticket was filed on the desk; once for each ticket and rule."""
    offered = next((one for one in case.bureau.office.rewards if one.rule is rule), None)
    if offered is None or case.ticket.via is not Via.DESK:
        return
    if rule is Earned.FIRST_ISSUE and await rewards.has(case.tx, case.ticket.customer_id, rule):
        return
    customer = await case.customer()
    language = choose(customer.language if customer else None, case.bureau.company.language)
    gift = offered.gift.in_language(language.code)
    if not await rewards.earn(
        case.tx, customer_id=case.ticket.customer_id, ticket_id=case.ticket.id, rule=rule, gift=gift, now=case.now
    ):
        return
    entry = await case.note_change(Change.REWARDED, content=f"reward {rule}", gift=gift)
    ticket = case.ticket
    await case.tell(
        News.REWARD,
        occasion(entry) if entry else f"reward/{rule}/{ticket.id}",
        lambda language, link: texts.rewarded(language, ticket, gift, link),
    )
