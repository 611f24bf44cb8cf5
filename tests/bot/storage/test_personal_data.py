"""What a customer gets of their data: what their pages show, and not how staff judge it among themselves."""

import json

from bot.storage import personal_data, rewards, tickets
from bot.storage.database import Database
from bot.storage.personal_data import OF_STAFF
from bot.tickets import Cause, State, Way
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, BOB, known, ticket

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
        told = await personal_data.of_customer(tx, ANN)
    assert told is not None
    [mine] = told["tickets"]
    assert {name: mine[name] for name in OPENLY} == OPENLY | {"promised_at": NOW.isoformat()}
    assert not OF_STAFF & set(mine)
    assert JUDGED.keys() <= OF_STAFF
    assert "typed it wrong" not in json.dumps(told)
    [reward] = told["rewards"]
    assert (reward["gift"], reward["earned_at"], reward["handed_at"]) == (f"A month for {ANN}", NOW.isoformat(), None)
