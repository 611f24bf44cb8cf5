"""The queue's filters, on both databases, and the indexes that each goes by."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.business import FIRST_CHANNEL, channel_id
from bot.office.office import Office
from bot.search import asked
from bot.storage import accounts, queue, tickets
from bot.storage.database import Database
from bot.storage.queue import COUNTED, EVERY, Channel, Filters, Mark
from bot.storage.schema import tickets as table
from bot.tickets import State, Ticket, Via
from tests.bot.moments import HOUR, NOW
from tests.bot.storage.rows import ANN, BOB, GROUP, known, ticket
from tests.bot.storage.test_plans import postgres_plan, sqlite_plan

OFFICE = Office(ZoneInfo("Asia/Shanghai"))
SAM, EVE = 501, 502


def marked(mark: Mark) -> Filters:
    return Filters(marks=frozenset({mark}))


# What is asked for, and the index that it goes by on each database.
BY: dict[str, tuple[Filters, str]] = {
    "open": (Filters(open=True), "ix_tickets_open"),
    "state": (Filters(state=State.RESOLVED), "ix_tickets_state_id"),
    "category": (Filters(category="bug"), "ix_tickets_category_id"),
    "dispatched": (Filters(department="hosting"), "ix_tickets_department_id"),
    "category's department": (Filters(department="hosting"), "ix_tickets_category_id"),
    "owner": (Filters(owner=SAM), "ix_tickets_owner_id"),
    "nobody": (Filters(nobody=True), "ix_tickets_open"),
    # The accepted ones are few, and come in order.
    "overdue": (marked(Mark.OVERDUE), "ix_tickets_state_id"),
    "waiting": (marked(Mark.WAITING), "ix_tickets_waiting"),
    "callback": (marked(Mark.CALLBACK), "ix_tickets_callback"),
    "urgent": (marked(Mark.URGENT), "ix_tickets_urgent"),
    "escalated": (marked(Mark.ESCALATED), "ix_tickets_escalated"),
    "group": (Filters(channel=Channel.GROUP), "ix_tickets_in_group"),
    "business": (Filters(channel=Channel.BUSINESS), "ix_tickets_through_staff"),
    "desk": (Filters(channel=Channel.DESK), "ix_tickets_filed"),
}
ON_SQLITE = BY | {
    "account": (Filters(account="Harbour"), "ix_tickets_customer_id_id"),
    "words": (Filters(words=asked("site down")), "SCAN search_index VIRTUAL TABLE INDEX"),
    "words and more": (Filters(words=asked("site"), state=State.RESOLVED), "SCAN search_index VIRTUAL TABLE INDEX"),
}
ON_POSTGRES = BY | {
    # It counts, and so knows how few these hold.
    "state": (Filters(state=State.ACCEPTED), "ix_tickets_open"),
    "overdue": (marked(Mark.OVERDUE), "ix_tickets_promised"),
    "words": (Filters(words=asked("site down")), "ix_search_index_words"),
}


@pytest.mark.parametrize(("filters", "index"), ON_SQLITE.values(), ids=ON_SQLITE)
async def test_sqlite_finds_each_by_an_index(sqlite: Database, filters: Filters, index: str) -> None:
    plan = await sqlite_plan(sqlite, lambda tx: queue.page(tx, OFFICE, filters, NOW, limit=51))
    assert index in plan
    if filters != Filters(account="Harbour"):
        inner = plan.partition("SCAN anon_1")[0]
        assert "TEMP B-TREE" not in inner or filters.department, "sorted before it is cut off"


# Most tickets are resolved, as ever; of the open ones, each filter asks for a few.
AS_AFTER_A_YEAR = (
    "INSERT INTO customers (id, name, first_seen_at) SELECT n, 'Ann', now() FROM generate_series(1, 200) n",
    f"""
    INSERT INTO tickets (
        id, customer_id, chat_id, title, category, state, via, opened_at, changed_at, owner_id, department,
        promised_at, waiting_since, callback_wish, urgent, level
    )
    SELECT
        n, n % 200 + 1, CASE WHEN n % 90 = 0 THEN -5 WHEN n % 91 = 0 THEN {FIRST_CHANNEL + 1} ELSE n % 200 + 1 END,
        'Site',
        CASE WHEN n % 50 = 0 THEN 'bug' WHEN n % 51 = 0 THEN 'hosting' ELSE 'question' END,
        CASE WHEN n % 25 > 0 THEN 'resolved' WHEN n % 2 = 0 THEN 'accepted' ELSE 'received' END,
        CASE WHEN n % 60 = 0 THEN 'desk' ELSE 'chat' END, now(), now(),
        CASE WHEN n % 80 = 0 THEN 501 END, CASE WHEN n % 70 = 0 THEN 'hosting' END,
        CASE WHEN n % 50 = 0 THEN now() END, CASE WHEN n % 100 = 0 THEN now() END,
        CASE WHEN n % 125 = 0 THEN '' END, n % 150 = 0, CASE WHEN n % 175 = 0 THEN 1 ELSE 0 END
    FROM generate_series(1, 4000) n
    """,
    """
    INSERT INTO search_index (ticket_id, words)
    SELECT n, to_tsvector('simple', CASE WHEN n % 500 = 0 THEN 'site down' ELSE 'mail ' || n END)
    FROM generate_series(1, 4000) n
    """,
    "ANALYZE customers, tickets, search_index",
)


@pytest.mark.parametrize(("filters", "index"), ON_POSTGRES.values(), ids=ON_POSTGRES)
async def test_postgres_finds_each_by_an_index(postgres: Database, filters: Filters, index: str) -> None:
    plan = await postgres_plan(postgres, lambda tx: queue.page(tx, OFFICE, filters, NOW, limit=51), *AS_AFTER_A_YEAR)
    assert index in plan


async def several(database: Database, *changes: dict[str, Any]) -> list[Ticket]:
    """Tickets of Ann's, each changed like this."""
    async with database.transaction() as tx:
        await known(tx)
        made = [await ticket(tx) for _ in changes]
        return [
            await tickets.change(tx, one.id, change, NOW) if change else one
            for one, change in zip(made, changes, strict=True)
        ]


async def found(database: Database, filters: Filters, **place: Any) -> list[Ticket]:
    async with database.reading() as tx:
        return await queue.page(tx, OFFICE, filters, NOW, **{"limit": 9} | place)


ACCEPTED = {"state": State.ACCEPTED, "owner_id": SAM, "owner_name": "Sam"}
RESOLVED = {"state": State.RESOLVED, "resolved_at": NOW}


@pytest.mark.parametrize(
    ("filters", "let_through", "kept_out"),
    [
        (Filters(open=True), [{}, ACCEPTED], [RESOLVED]),
        (Filters(state=State.ACCEPTED), [ACCEPTED], [{}, RESOLVED]),
        (Filters(category="hosting"), [{"category": "hosting"}], [{}]),
        (Filters(owner=SAM), [ACCEPTED, ACCEPTED | RESOLVED], [{}, ACCEPTED | {"owner_id": EVE}]),
        (Filters(nobody=True), [{}], [ACCEPTED, RESOLVED, ACCEPTED | {"owner_id": None, "owner_name": "crm"}]),
        (
            marked(Mark.OVERDUE),
            [ACCEPTED | {"promised_at": NOW}, ACCEPTED | {"promised_at": NOW - HOUR}],
            [
                ACCEPTED,
                ACCEPTED | {"promised_at": NOW + timedelta(microseconds=1)},
                ACCEPTED | {"promised_at": NOW, "waiting_since": NOW},
                ACCEPTED | {"promised_at": NOW} | RESOLVED,
            ],
        ),
        (marked(Mark.WAITING), [ACCEPTED | {"waiting_since": NOW}], [{}, RESOLVED | {"waiting_since": NOW}]),
        (marked(Mark.CALLBACK), [{"callback_wish": ""}], [{}, RESOLVED | {"callback_wish": ""}]),
        (marked(Mark.URGENT), [{"urgent": True}], [{}, RESOLVED | {"urgent": True}]),
        (marked(Mark.ESCALATED), [{"level": 1}, {"level": 2}], [{}, RESOLVED | {"level": 2}]),
        (
            Filters(marks=frozenset({Mark.URGENT, Mark.ESCALATED}), owner=SAM, category="bug"),
            [ACCEPTED | {"urgent": True, "level": 1}],
            [{"urgent": True, "level": 1}, ACCEPTED | {"urgent": True}, ACCEPTED | {"level": 1}],
        ),
        (Filters(channel=Channel.PRIVATE), [{}], [{"chat_id": GROUP}, {"chat_id": channel_id(1)}]),
        (Filters(channel=Channel.GROUP), [{"chat_id": GROUP}], [{}, {"chat_id": channel_id(1)}]),
        (Filters(channel=Channel.BUSINESS), [{"chat_id": channel_id(1)}], [{}, {"chat_id": GROUP}]),
        (Filters(channel=Channel.DESK), [{"chat_id": None, "via": Via.DESK}], [{}, {"chat_id": GROUP}]),
        (
            # A bug belongs to engineering; one that went to a department which is no more is back there.
            Filters(department="engineering"),
            [{}, {"category": "question", "department": "engineering"}, {"department": "closed-down"}],
            [{"category": "hosting"}, {"department": "hosting"}],
        ),
        (Filters(department="nowhere"), [], [{}, {"department": "nowhere"}]),
    ],
)
async def test_a_filter_lets_through_what_it_means(
    database: Database, filters: Filters, let_through: list[dict[str, Any]], kept_out: list[dict[str, Any]]
) -> None:
    made = await several(database, *kept_out, *let_through)
    assert await found(database, filters) == made[len(kept_out) :][::-1]
    assert await found(database, EVERY) == made[::-1][:9]


async def test_an_account_is_found_by_its_name_in_small_or_capital_letters(database: Database) -> None:
    [anns] = await several(database, {})
    async with database.transaction() as tx:
        await known(tx, BOB)
        await ticket(tx, BOB)
        await accounts.assign(tx, await accounts.named(tx, "Harbour Ltd"), customer_id=ANN, chat_id=None)
    assert await found(database, Filters(account="harbour LTD")) == [anns]
    assert await found(database, Filters(account="Harbour")) == []


@pytest.mark.parametrize("filters", [EVERY, Filters(department="engineering"), Filters(state=State.RECEIVED)])
async def test_pages_go_from_the_newest_to_the_oldest_with_each_once(database: Database, filters: Filters) -> None:
    made = await several(database, *({"department": "engineering"} if number % 2 else {} for number in range(7)))
    first = await found(database, filters, limit=4)
    second = await found(database, filters, before=first[-1].id, limit=4)
    assert [*first, *second] == made[::-1]


async def test_counts_go_no_further_than_anybody_reads(database: Database) -> None:
    await several(database, {}, {"urgent": True}, RESOLVED)
    named = {"all": EVERY, "urgent": marked(Mark.URGENT), "overdue": marked(Mark.OVERDUE)}
    named["engineering"] = Filters(department="engineering")
    async with database.transaction() as tx:
        assert await queue.count(tx, OFFICE, named, NOW) == {"all": 3, "urgent": 1, "overdue": 0, "engineering": 3}
        [row] = (await tx.execute(table.select().limit(1))).mappings()
        many = [dict(row) | {"id": row["id"] + 1_000 + number} for number in range(COUNTED)]
        await tx.execute(table.insert(), many)
        assert (await queue.count(tx, OFFICE, named, NOW))["all"] == COUNTED
