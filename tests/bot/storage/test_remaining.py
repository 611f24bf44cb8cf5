"""Who still needs a call: company by company, VIPs first."""

from sqlalchemy import update

from bot.funnel import Reach
from bot.storage import accounts, calls, customers, remaining
from bot.storage.database import Database
from bot.storage.everyone import Kind
from bot.storage.remaining import Wanted
from bot.storage.schema import accounts as account_rows
from bot.storage.schema import customers as customer_rows
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, BOB, channel, known, ticket
from tests.bot.storage.test_funnel import EVE, STAFF, listed

EVERYBODY = Wanted()


async def _lived_in(database: Database) -> None:
    """Harbour (VIP) with Ann and Bob, Quay with a contact; Eve alone, a contact alone."""
    async with database.transaction() as tx:
        harbour, quay = await accounts.named(tx, "Harbour Ltd"), await accounts.named(tx, "Quay GmbH")
        await tx.execute(
            update(account_rows).where(account_rows.c.id == harbour).values(tags=["Vip", "合同"], note="Ask for Ann")
        )
        for person in (ANN, BOB, EVE, STAFF):
            await known(tx, person)
            await channel(tx, person)
        for person in (ANN, BOB):
            await accounts.assign(tx, harbour, customer_id=person, chat_id=None)
        await ticket(tx, ANN)
        await customers.opened(tx, EVE, NOW)
        await tx.execute(
            update(customer_rows).where(customer_rows.c.id == EVE).values(name="Eve", username="eve_100%", tags=["old"])
        )
    assert quay
    await listed(database, "C-1", account="Quay GmbH", phone="138 0013 8000")
    await listed(database, "C-2")


async def asked(database: Database, wanted: Wanted = EVERYBODY, *, limit: int = 50) -> list[tuple[Kind, Reach, int]]:
    async with database.reading() as tx:
        found, more = [], await remaining.needs_call(tx, NOW, [STAFF], wanted, limit=limit)
        while more:
            found += more
            more = await remaining.needs_call(tx, NOW, [STAFF], wanted, after=found[-1].position, limit=limit)
    return [(one.kind, one.reach, one.people) for one in found]


async def test_who_needs_a_call_comes_by_tags_and_by_reach(database: Database) -> None:
    await _lived_in(database)
    everyone = [
        (Kind.ACCOUNT, Reach.FILED, 2),
        (Kind.CUSTOMER, Reach.OPENED, 1),
        (Kind.ACCOUNT, Reach.NEVER, 1),
        (Kind.CONTACT, Reach.NEVER, 1),
    ]
    assert await asked(database) == everyone
    assert await asked(database, limit=1) == everyone
    assert await asked(database, Wanted(Reach.OPENED)) == everyone[1:2]
    async with database.reading() as tx:
        counts = await remaining.by_reach(tx, NOW, [STAFF])
    assert counts == {Reach.FILED: (1, 2), Reach.OPENED: (1, 1), Reach.NEVER: (2, 2)}


async def test_a_word_finds_names_companies_usernames_and_tags(database: Database) -> None:
    await _lived_in(database)
    for word, kinds in {
        "harbour": [Kind.ACCOUNT],
        "合同": [Kind.ACCOUNT],
        "EVE": [Kind.CUSTOMER],
        "100%": [Kind.CUSTOMER],
        "1%": [],
        "c-2": [Kind.CONTACT],
        "quay": [Kind.ACCOUNT],
    }.items():
        assert [kind for kind, _, _ in await asked(database, Wanted(word=word))] == kinds, word


async def test_who_has_been_called_is_left_in_peace_and_who_moved_needs_no_call(database: Database) -> None:
    await _lived_in(database)
    async with database.transaction() as tx:
        await calls.add(
            tx,
            customer_id=BOB,
            ticket_id=None,
            person_id=STAFF,
            person_name="Mei",
            result="reached",
            note="",
            again_at=None,
            now=NOW,
        )
        await customers.migrate(tx, EVE, NOW)
    assert [kind for kind, _, _ in await asked(database)] == [Kind.ACCOUNT, Kind.CONTACT]
    assert len(await asked(database, Wanted(rested=True))) == 3
    assert await asked(database, Wanted(Reach.MOVED)) == [(Kind.CUSTOMER, Reach.MOVED, 1)]


async def test_the_people_of_each_party_come_with_what_a_caller_needs(database: Database) -> None:
    await _lived_in(database)
    async with database.reading() as tx:
        parties = await remaining.needs_call(tx, NOW, [STAFF], Wanted(), limit=50)
        people = await remaining.people_of(tx, parties, NOW, [STAFF])
        cards = await remaining.account_cards(tx, parties)
    by_party = [people[one.kind, one.id] for one in parties]
    assert [[one.id if one.kind is Kind.CUSTOMER else one.reference for one in some] for some in by_party] == [
        [ANN, BOB],
        [EVE],
        ["C-1"],
        ["C-2"],
    ]
    ann, eve, contact = by_party[0][0], by_party[1][0], by_party[2][0]
    assert (ann.reach, ann.open_tickets) == (Reach.FILED, 1)
    assert (eve.reach, eve.opened_at, eve.username) == (Reach.OPENED, NOW, "eve_100%")
    assert (contact.phone, contact.reach) == ("138 0013 8000", Reach.NEVER)
    assert [(one.name, one.note) for one in cards.values()][:1] == [("Harbour Ltd", "Ask for Ann")]
    async with database.reading() as tx:
        assert await remaining.people_of(tx, [], NOW, [STAFF]) == {}
