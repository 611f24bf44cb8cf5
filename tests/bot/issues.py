"""A ticket as tests of the rules and the words need it."""

from bot.tickets import State, Ticket, Via
from tests.bot.moments import NOW

RECEIVED = Ticket(
    id=12,
    customer_id=11,
    chat_id=11,
    title="The site is down",
    category="bug",
    state=State.RECEIVED,
    via=Via.CHAT,
    opened_at=NOW,
    changed_at=NOW,
    resolved_at=None,
    owner_id=None,
    owner_name=None,
    promised_at=None,
    link_generation=0,
)
