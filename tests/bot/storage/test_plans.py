"""The hot statements find their rows by an index, however full the tables get."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import Purpose
from bot.storage import (
    arrivals,
    broadcasts,
    calllist,
    claims,
    course,
    deliveries,
    entries,
    escalations,
    files,
    ledger,
    record,
    sessions,
    tickets,
    updates,
    watching,
    webhooks,
)
from bot.storage.database import Database
from bot.storage.record import Filters, Place
from bot.storage.tables.metadata import metadata
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, confirmation

Ask = Callable[[AsyncConnection], Awaitable[object]]

# What is asked, and the index that its first statement goes by. On rows of which few are in the state asked for,
# any other way reads all that ever was.
PARTIAL: dict[str, tuple[Ask, str]] = {
    "claim": (lambda tx: claims.urgent(tx, NOW, limit=50), "ix_deliveries_planned"),
    "running broadcasts": (broadcasts.running, "ix_broadcasts_unfinished"),
    "what is left of a broadcast": (
        lambda tx: ledger.skip_left(tx, 1, "x", NOW, limit=50),
        "ix_deliveries_broadcast_id_state_id",
    ),
    "next due delivery": (claims.next_due, "ix_deliveries_planned"),
    "recover": (lambda tx: claims.recover(tx, NOW), "ix_deliveries_sending"),
    "waiting updates": (lambda tx: updates.waiting(tx, after=0, limit=500), "ix_updates_waiting"),
    "due broadcasts": (lambda tx: broadcasts.due(tx, NOW), "ix_broadcasts_scheduled"),
    "next due broadcast": (broadcasts.next_due, "ix_broadcasts_scheduled"),
    "due downloads": (lambda tx: files.due(tx, NOW, besides=[], limit=4), "ix_files_waiting"),
    "next try of a download": (lambda tx: files.next_retry(tx, NOW), "ix_files_waiting"),
    "erased files": (lambda tx: files.to_remove(tx, limit=500), "ix_files_erased"),
    "webhooks to call": (lambda tx: webhooks.with_due_calls(tx, NOW), "ix_webhook_calls_waiting"),
    "calls of a webhook": (lambda tx: webhooks.due(tx, 1, NOW, limit=50), "ix_webhook_calls_waiting"),
    "tickets that nobody accepted": (lambda tx: watching.unaccepted(tx, NOW, limit=100), "ix_tickets_unaccepted"),
    "next ticket to accept": (watching.next_unaccepted, "ix_tickets_unaccepted"),
    "promises that slip": (lambda tx: watching.slipping(tx, NOW, limit=100), "ix_tickets_kept"),
    "next promise": (watching.next_slipping, "ix_tickets_kept"),
    "untold escalations": (
        lambda tx: escalations.untold(tx, urgent_only=False, limit=100),
        "ix_escalations_untold",
    ),
    "urgent untold escalations": (
        lambda tx: escalations.untold(tx, urgent_only=True, limit=100),
        "ix_escalations_untold",
    ),
    "wished calls": (lambda tx: calllist.due(tx, NOW, why=calllist.Why.WISH, limit=26), "ix_tickets_callback"),
    "calls to be made again": (lambda tx: calllist.due(tx, NOW, why=calllist.Why.AGAIN, limit=26), "ix_calls_again"),
    "calls after resolving": (
        lambda tx: calllist.due(tx, NOW, why=calllist.Why.FOLLOW_UP, limit=26),
        "ix_tickets_follow_up",
    ),
    "calls to the unhappy": (
        lambda tx: calllist.due(tx, NOW, why=calllist.Why.UNHAPPY, limit=26),
        "ix_tickets_rated_at",
    ),
    "album": (lambda tx: tickets.of_album(tx, ANN, "a1"), "ix_entries_chat_id_media_group_id"),
}
WHOLE: dict[str, tuple[Ask, str]] = {
    "a customer's tickets": (lambda tx: tickets.of_customer(tx, ANN, limit=10), "ix_tickets_customer_id_id"),
    "arrival": (
        lambda tx: arrivals.of_message(tx, customer_id=ANN, chat_id=ANN, message_id=5, begun_since=NOW),
        "ix_drafts_customer_id",
    ),
    "latest ticket": (lambda tx: tickets.latest_of(tx, ANN, ANN), "ix_tickets_customer_id_id"),
    "thread": (lambda tx: entries.of_ticket(tx, 1, notes=False), "ix_entries_ticket_id_id"),
    "files of a thread": (lambda tx: files.of_entries(tx, [1, 2]), "ix_files_entry_id"),
    "quoted message": (lambda tx: tickets.of_bot_message(tx, ANN, 5), "ix_deliveries_chat_id_message_id"),
    "previous announcements": (lambda tx: deliveries.previous_announcements(tx, [9]), "ix_deliveries_chat_id"),
    "latest closing notice": (lambda tx: deliveries.latest(tx, ANN, Purpose.CLOSING), "ix_deliveries_chat_id"),
    "names of colleagues": (lambda tx: sessions.last_names(tx, [1, 2]), "ix_sessions_person_id_began_at"),
    "the record": (lambda tx: record.page(tx, Filters(), limit=51), "ix_changes_at_id"),
    "a later page of the record": (
        lambda tx: record.page(tx, Filters(until=NOW), before=Place(NOW, False, 7), limit=51),
        "ix_changes_at_id",
    ),
    "rate of a broadcast": (lambda tx: course.rate(tx, 1, NOW), "ix_deliveries_broadcast_id_state_id"),
    "reasons of a broadcast": (lambda tx: course.reasons(tx, 1), "ix_deliveries_broadcast_id_state_id"),
    "books of a broadcast": (lambda tx: deliveries.count_by_state(tx, 1), "ix_deliveries_broadcast_id_state_id"),
}
EVERY = PARTIAL | WHOLE


async def plan_of(database: Database, ask: Ask, explain: str, *first: str) -> str:
    """How the database means to run the function's first statement, word for word as it is sent."""
    sent: list[tuple[str, Any]] = []

    def note(connection: object, cursor: object, statement: str, parameters: Any, *_: object) -> None:
        sent.append((statement, parameters))

    async with database.reading() as tx:
        for statement in first:
            await tx.exec_driver_sql(statement)
        event.listen(tx.sync_connection, "before_cursor_execute", note)
        await ask(tx)
        statement, parameters = next(one for one in sent if not one[0].startswith("BEGIN"))
        return "\n".join(str(row[-1]) for row in await tx.exec_driver_sql(f"{explain} {statement}", parameters))


async def sqlite_plan(database: Database, ask: Ask) -> str:
    return await plan_of(database, ask, "EXPLAIN QUERY PLAN")


async def postgres_plan(database: Database, ask: Ask, *filled: str) -> str:
    """On empty tables any plan is cheap: what is asked is whether the index can serve at all.

    Pages that earlier tests have left would count as full of rows, so they go first, until all is rolled back.
    ``filled``: statements by which there is something to count.
    """
    emptied = "TRUNCATE search_index, " + ", ".join(table.name for table in metadata.sorted_tables)
    return await plan_of(database, ask, "EXPLAIN", "SET LOCAL enable_seqscan = off", emptied, *filled)


@pytest.mark.parametrize(("ask", "index"), EVERY.values(), ids=EVERY)
async def test_sqlite_finds_rows_by_an_index(sqlite: Database, ask: Ask, index: str) -> None:
    assert index in await sqlite_plan(sqlite, ask)


@pytest.mark.parametrize(("ask", "index"), PARTIAL.values(), ids=PARTIAL)
async def test_postgres_finds_rows_by_a_partial_index(postgres: Database, ask: Ask, index: str) -> None:
    assert index in await postgres_plan(postgres, ask)


async def test_claiming_reads_no_more_than_it_takes(sqlite: Database) -> None:
    """With everything planned and due, as after the start of a great broadcast: nothing is sorted first."""
    async with sqlite.transaction() as tx:
        for number in range(300):
            await deliveries.plan(tx, confirmation(f"news/{number}", purpose=Purpose.ANNOUNCEMENT), NOW)
        await tx.exec_driver_sql("ANALYZE")
    plan = await sqlite_plan(sqlite, lambda tx: claims.urgent(tx, NOW, limit=5))
    others, _, staff_cards = plan.partition("UNION ALL")
    assert "ix_deliveries_planned" in others
    assert "TEMP B-TREE" not in others
    assert "SCAN deliveries USING INDEX ix_deliveries_staff_cards" in staff_cards
