"""What a customer gets of their data: what their pages show, and not how staff judge it among themselves."""

import json

from bot.grants import Scope
from bot.imports.filing import bring_in
from bot.storage import contacts, personal_data, remarks, rewards, tickets
from bot.storage.database import Database
from bot.storage.erasure import erase
from bot.storage.personal_data import OF_STAFF
from bot.storage.remarks import Remarks
from bot.tickets import Cause, State, Way
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, BOB, known, ticket

LIST = """id,name,company,language,phone,tags,telegram_id
C-1,Ann Sailor,Harbour,en,+49 170 1234567,VIP,11
C-2,Bob,Quay,,+49 30 1234567,,12
"""
JUDGED = {"urgent": True, "level": 2, "cause": Cause.USE, "way": Way.PHONE, "done": "He had typed it wrong"}
OPENLY = {"state": State.RESOLVED, "owner_name": "Sam", "promised_at": NOW, "rating": 2, "rating_text": "slow"}


async def test_what_the_page_shows_is_in_it_and_what_staff_think_is_not(database: Database) -> None:
    async with database.transaction() as tx:
        for person in (ANN, BOB):
            await known(tx, person)
            number = (await ticket(tx, person)).id
            await tickets.change(tx, number, JUDGED | OPENLY | {"accept_by": NOW, "follow_up_at": NOW}, NOW)
            gift = f"A month for {person}"
            await rewards.earn(tx, customer_id=person, ticket_id=number, rule="first-issue", gift=gift, now=NOW)
        await remarks.keep(tx, Scope.CUSTOMER, ANN, Remarks(("VIP",), "Talks a lot"))
        told = await personal_data.of_customer(tx, ANN)
    assert told is not None
    assert "Talks a lot" not in json.dumps(told)
    assert told["profile"]["tags"] == ["VIP"]
    [mine] = told["tickets"]
    assert {name: mine[name] for name in OPENLY} == OPENLY | {"promised_at": NOW.isoformat()}
    assert not OF_STAFF & set(mine)
    assert JUDGED.keys() <= OF_STAFF
    assert "typed it wrong" not in json.dumps(told)
    [reward] = told["rewards"]
    assert (reward["gift"], reward["earned_at"], reward["handed_at"]) == (f"A month for {ANN}", NOW.isoformat(), None)


LISTED = {
    "reference": "C-1",
    "name": "Ann Sailor",
    "company": "Harbour",
    "language": "en",
    "phone": "+49 170 1234567",
    "tags": ["VIP"],
    "added_at": NOW.isoformat(),
    "invitation": {"followed_at": None, "renewed": 1},
}


async def test_what_the_companys_lists_say_of_somebody_is_theirs_also_before_they_came(database: Database) -> None:
    await bring_in(database, LIST.encode(), NOW)
    async with database.transaction() as tx:
        ann = (await contacts.of_references(tx, ["C-1"]))["C-1"]
        await contacts.revoke(tx, ann.id)
        told = await personal_data.of_customer(tx, ANN)
        assert told is not None
        assert (told["profile"], told["in_our_lists"]) == (None, [LISTED])
        await known(tx, ANN)
        await contacts.tie(tx, ann, ANN, NOW)
        told = await personal_data.of_customer(tx, ANN)
        assert told is not None
        [listed] = told["in_our_lists"]
        assert listed["invitation"] == {"followed_at": NOW.isoformat(), "renewed": 1}
        assert told["profile"]["name"] == "Ann"
        assert "Quay" not in json.dumps(told)
        assert await personal_data.of_customer(tx, 99) is None


async def test_an_erasure_takes_the_line_of_the_lists_with_it_and_no_other(database: Database) -> None:
    await bring_in(database, LIST.encode(), NOW)
    async with database.transaction() as tx:
        await erase(tx, ANN, NOW)
        assert await personal_data.of_customer(tx, ANN) is None
        await known(tx, BOB)
        await contacts.tie(tx, (await contacts.of_references(tx, ["C-2"]))["C-2"], BOB, NOW)
        await erase(tx, BOB, NOW)
        told = await personal_data.of_customer(tx, BOB)
        assert told is not None
        assert told["in_our_lists"] == []
        assert "Quay" not in json.dumps(told)
        assert await contacts.count(tx) == (0, 0)
