"""Reports read the rows of their period, however many years there are."""

import pytest

from bot.storage import funnel
from bot.storage.database import Database
from bot.storage.reports import openings, quality, resolutions, weaknesses, work
from tests.bot.moments import DAY, NOW
from tests.bot.storage.test_plans import Ask, postgres_plan, sqlite_plan

SPAN = (NOW - 30 * DAY, NOW)
STATEMENTS: dict[str, tuple[Ask, str]] = {
    "opened": (lambda tx: openings.groups(tx, SPAN), "ix_tickets_opened_at"),
    "opened by channel": (lambda tx: openings.channels(tx, SPAN), "ix_tickets_opened_at"),
    "opened by account": (lambda tx: openings.companies(tx, SPAN), "ix_tickets_opened_at"),
    "times of opened ones": (lambda tx: openings.times(tx, SPAN), "ix_tickets_opened_at"),
    "accepted first": (lambda tx: openings.accepted_first(tx, SPAN), "ix_tickets_opened_at"),
    "open at a moment": (lambda tx: openings.standing(tx, NOW), "ix_tickets_"),
    "resolved": (lambda tx: resolutions.groups(tx, SPAN), "ix_tickets_resolved_at"),
    "times of resolved ones": (lambda tx: resolutions.times(tx, SPAN), "ix_tickets_resolved_at"),
    "resolved by owner": (lambda tx: resolutions.owners(tx, SPAN), "ix_tickets_resolved_at"),
    "weak spots": (lambda tx: weaknesses.spots(tx, SPAN, issues=5), "ix_tickets_resolved_at"),
    "promises": (lambda tx: quality.promised(tx, SPAN), "ix_promises_promised_at"),
    "ratings": (lambda tx: quality.ratings(tx, SPAN), "ix_tickets_rated_at"),
    "answers": (lambda tx: work.answers(tx, SPAN), "ix_entries_replied"),
    "written on the desk": (
        lambda tx: funnel.desk_messages(tx, SPAN),
        "ix_entries_on_desk",
    ),
    "efforts": (lambda tx: work.spent(tx, SPAN), "ix_efforts_at"),
}


@pytest.mark.parametrize(("ask", "index"), STATEMENTS.values(), ids=STATEMENTS)
async def test_a_statement_goes_by_its_index(database: Database, ask: Ask, index: str) -> None:
    plan = await (sqlite_plan if database.is_sqlite else postgres_plan)(database, ask)
    assert index in plan
    assert "SCAN tickets\n" not in f"{plan}\n"
