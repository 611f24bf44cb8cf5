"""A list comes into the database as a whole, and the same list changes nothing."""

import pytest
from sqlalchemy import select

from bot.imports.faults import Column, Fault, Wrong
from bot.imports.filing import Report, bring_in
from bot.storage import accounts, contacts, customers
from bot.storage.contacts import Contact
from bot.storage.database import Database
from bot.storage.schema import accounts as account_rows
from bot.storage.schema import chats as chat_rows
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, BOB, channel, known

LIST = """id,name,company,language,phone,tags,telegram_id
C-1,Ann,Harbour Ltd,en,138 0013 8000,"VIP, contract",11
C-2,王小明,银河主机,zh,,,
C-3,Bob,harbour ltd,,,,12
"""


async def file(database: Database, text: str, *, skip_bad: bool = False, dry_run: bool = False) -> Report:
    return await bring_in(database, text.encode(), NOW, skip_bad=skip_bad, dry_run=dry_run)


async def contact(database: Database, reference: str) -> Contact:
    async with database.reading() as tx:
        return (await contacts.of_references(tx, [reference]))[reference]


def numbers(report: Report) -> tuple[int, ...]:
    return report.new, report.changed, report.same, report.bad, report.companies


async def test_a_list_is_filed_and_the_same_list_changes_nothing(database: Database) -> None:
    report = await file(database, LIST)
    assert report == Report(3, 0, 0, 0, 2, (), (), kept=True)
    ann, bob = await contact(database, "C-1"), await contact(database, "C-3")
    assert (ann.name, ann.language, ann.phone, ann.tags) == ("Ann", "en", "138 0013 8000", ["VIP", "contract"])
    assert (ann.customer_id, ann.joined_at, ann.generation) == (11, None, 0)
    assert ann.account_id == bob.account_id
    assert await file(database, LIST) == Report(0, 0, 3, 0, 0, (), (), kept=True)


async def test_a_changed_list_changes_what_it_names(database: Database) -> None:
    await file(database, LIST)
    report = await file(database, "id,name,tags\nC-1,Ann Sailor,VIP\nC-2,王小明,\n")
    assert numbers(report) == (0, 1, 1, 0, 0)
    ann = await contact(database, "C-1")
    assert (ann.name, ann.phone, ann.tags, ann.customer_id) == ("Ann Sailor", "138 0013 8000", ["VIP"], 11)
    await file(database, "id,name,company,phone\nC-1,Ann Sailor,,\n")
    ann = await contact(database, "C-1")
    assert (ann.account_id, ann.phone) == (None, None)


async def test_with_a_bad_line_nothing_is_written_unless_the_others_are_asked_for(database: Database) -> None:
    bad = f"{LIST}C-4,,Fourth Ltd,,,,\n"
    for dry_run in (False, True):
        report = await file(database, bad, dry_run=dry_run)
        assert report == Report(3, 0, 0, 1, 2, (Fault(5, Column.NAME, Wrong.EMPTY),), (), kept=False)
        async with database.reading() as tx:
            assert await contacts.count(tx) == (0, 0)
            assert await accounts.names(tx) == []
    assert (await file(database, bad, skip_bad=True)).kept
    async with database.reading() as tx:
        assert await contacts.count(tx) == (3, 0)


async def test_a_dry_run_of_a_good_list_writes_nothing(database: Database) -> None:
    report = await file(database, LIST, dry_run=True)
    assert (report.new, report.kept) == (3, False)
    async with database.reading() as tx:
        assert await contacts.count(tx) == (0, 0)


async def test_what_the_list_tells_of_a_known_customer_goes_to_them(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx, ANN)
        await channel(tx, ANN)
        await known(tx, BOB, language="zh")
        await customers.set_phone(tx, BOB, "010 1234 5678")
    await file(database, LIST.replace("C-3,Bob,harbour ltd,,,", "C-3,Bob,harbour ltd,en,020 1234 5678,"))
    async with database.reading() as tx:
        ann, bob = await customers.get(tx, ANN), await customers.get(tx, BOB)
        account = (await tx.execute(select(account_rows.c.id).where(account_rows.c.name == "Harbour Ltd"))).scalar_one()
        assert (await tx.execute(select(chat_rows.c.account_id))).scalars().all() == [account]
    assert ann
    assert bob
    assert (ann.language, ann.phone, ann.tags, ann.account_id) == (
        "en",
        "138 0013 8000",
        ["VIP", "contract"],
        account,
    )
    # What they chose themselves stays.
    assert (bob.language, bob.phone, bob.account_id) == ("zh", "010 1234 5678", account)
    await file(database, "id,name,phone,tags\nC-1,Ann,139 0013 8000,contract\n")
    async with database.reading() as tx:
        ann = await customers.get(tx, ANN)
    assert ann
    assert (ann.phone, ann.tags, ann.account_id) == ("139 0013 8000", ["contract"], account)


@pytest.mark.parametrize(
    ("own", "before", "after", "then"),
    [
        (None, None, None, None),
        (["gold"], None, ["VIP"], ["gold", "VIP"]),
        (["gold", "VIP"], ["VIP"], ["contract"], ["gold", "contract"]),
        (["VIP"], ["VIP"], None, None),
        (["VIP"], None, ["VIP"], ["VIP"]),
    ],
)
def test_tags_by_staff_outlast_the_list(
    own: list[str] | None, before: list[str] | None, after: list[str] | None, then: list[str] | None
) -> None:
    assert contacts.tags_after(own, before, after) == then


async def test_who_somebody_is_in_telegram_is_not_taken_over(database: Database) -> None:
    await file(database, LIST)
    async with database.transaction() as tx:
        await known(tx, BOB)
        bob = await contacts.hold(tx, (await contacts.of_references(tx, ["C-3"]))["C-3"].id)
        assert bob
        await contacts.tie(tx, bob, BOB, NOW)
    report = await file(database, "id,name,telegram_id\nC-2,Wang,11\nC-3,Bob,13\nC-1,Ann,\n")
    assert report.faults == (
        Fault(2, Column.TELEGRAM, Wrong.TAKEN, "C-1"),
        Fault(3, Column.TELEGRAM, Wrong.JOINED, "12"),
    )
    assert numbers(report) == (0, 0, 1, 2, 0)
