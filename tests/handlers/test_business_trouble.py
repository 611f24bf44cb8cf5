"""Accounts of staff when something is amiss: late messages, ended connections, refusals, people who left."""

from datetime import timedelta

import pytest

from bot.deliveries import Draft, Purpose
from bot.people import Role
from bot.storage import deliveries, tickets
from bot.storage.schema import business_accounts, updates
from bot.storage.schema import deliveries as table
from tests.ferry import ANN, STAFF, Ferry, Json, buttons, texts_of
from tests.handlers.account import Account


def late(connection: str, ferry: Ferry) -> Json:
    ann = {"id": ANN, "is_bot": False, "first_name": "Ann"}
    chat = {"id": ANN, "type": "private", "first_name": "Ann"}
    said = {"message_id": 9001, "from": ann, "chat": chat, "text": "My invoice is wrong"}
    return said | {"date": int(ferry.clock.now().timestamp()), "business_connection_id": connection}


async def news(ferry: Ferry, words: str) -> None:
    [ticket] = await ferry.tickets()
    async with ferry.database.transaction() as tx:
        draft = Draft("entry/99", ticket.chat_id or 0, Purpose.STATUS, words, ticket_id=ticket.id)
        await deliveries.plan(tx, draft, ferry.clock.now())
    ferry.app.outbox.ring()
    await ferry.quiet()


async def outcome(ferry: Ferry) -> tuple[str, str | None]:
    row = (await ferry.rows(updates))[-1]
    return row.state, row.outcome


@pytest.mark.parametrize("known_to_telegram", [True, False])
async def test_a_late_message_through_an_ended_connection_is_kept_and_ends_nothing(
    ferry: Ferry, account: Account, known_to_telegram: bool
) -> None:
    world = ferry.sandbox.world
    await account.hear(ANN, "The site is down")
    ended = account.business.id
    world.connect_business(STAFF, enabled=False)
    lives = world.connect_business(STAFF).id
    await ferry.quiet()
    if not known_to_telegram:
        world.businesses.pop(ended)
    ferry.forward(minutes=1)
    await ferry.put({"business_message": late(ended, ferry)})
    assert await outcome(ferry) == ("done", "entry")
    [kept] = await ferry.rows(business_accounts)
    assert (kept.connection_id, kept.enabled) == (lives, True)


async def test_where_the_account_may_not_answer_a_wish_to_be_called_is_noted_all_the_same(ferry: Ferry) -> None:
    silent = Account(ferry, ferry.sandbox.world.connect_business(STAFF, rights={"can_read_messages": True}))
    await silent.hear(ANN, "The site is down, please call me")
    assert await outcome(ferry) == ("done", "ticket")
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == ""


async def test_a_press_that_comes_when_the_account_may_answer_no_more_is_no_dead_letter(
    ferry: Ferry, account: Account
) -> None:
    [card] = await account.hear(ANN, "The site is down")
    ferry.forward(hours=25)
    await account.press(card, "Please call me")
    assert (await outcome(ferry))[0] == "done"


async def test_news_that_was_held_back_is_told_also_after_the_customer_had_their_data_erased(
    ferry: Ferry, account: Account
) -> None:
    await account.hear(ANN, "The site is down")
    await ferry.later(hours=25)
    await news(ferry, "Sam: it is up again")
    [told] = await ferry.hear(ANN, "/privacy")
    [question] = await ferry.press(ANN, told, "Erase my data")
    await ferry.press(ANN, question, "Yes, erase all")
    await account.hear(ANN, "Hello")
    assert "Sam: it is up again" in texts_of(account.written(ANN))


async def test_a_card_that_the_account_did_not_let_through_is_shown_once_it_does(
    ferry: Ferry, account: Account
) -> None:
    await account.hear(ANN, "The site is down")
    # Taken back, and the bot has not heard of it yet.
    account.business.rights = {"can_read_messages": True}
    async with ferry.database.transaction() as tx:
        await tickets.resolve(tx, 1, now=ferry.clock.now())
    ferry.app.outbox.ring()
    await ferry.quiet()
    assert "🟢" not in account.written(ANN)[0]["text"]
    ferry.sandbox.world.connect_business(STAFF)
    await ferry.quiet()
    assert "🟢" in account.written(ANN)[0]["text"]


async def test_nobody_speaks_through_the_account_of_somebody_who_left(ferry: Ferry, account: Account) -> None:
    await account.hear(ANN, "The site is down")
    await ferry.stop()
    people = ferry.settings.people.model_copy(update={"staff": frozenset()})
    ferry.settings = ferry.settings.model_copy(update={"people": people})
    await ferry.start()
    await ferry.until(ferry.is_connected)
    assert ferry.app.people.role(STAFF) is Role.CUSTOMER
    before = account.written(ANN)
    await news(ferry, "Sam: it is up again")
    assert account.written(ANN) == before
    held = [row for row in await ferry.rows(table) if row.reason is not None]
    assert held[-1].reason.startswith("held back")


async def test_what_is_said_to_strangers_and_among_staff_is_not_kept(ferry: Ferry, account: Account) -> None:
    ferry.sandbox.world.add_user("Mallory", id=77, language_code="en", started=True)
    theirs = Account(ferry, ferry.sandbox.world.connect_business(77))
    await theirs.hear(ANN, "walrus among friends")
    await account.hear(STAFF, "walrus over lunch", peer=ANN)
    await ferry.outcomes()
    assert "walrus" not in "".join(row.raw for row in await ferry.rows(updates))


async def test_a_question_is_put_away_by_whom_it_was_asked_alone(ferry: Ferry, account: Account) -> None:
    [asked] = await account.hear(ANN, "???")
    data = next(data for data in buttons(asked).values() if data.startswith("nothing"))
    ferry.sandbox.world.press(ANN, asked["message_id"], STAFF, data, business_connection_id=account.business.id)
    await ferry.quiet()
    assert buttons(account.written(ANN)[-1])
    assert (await outcome(ferry))[1] == "refused: not their issue"


async def test_a_message_of_long_ago_is_kept_though_nobody_may_answer_it(ferry: Ferry, account: Account) -> None:
    at = int((ferry.clock.now() - timedelta(hours=30)).timestamp())
    assert await account.hear(ANN, "The site is down, please call me", date=at) == []
    assert await outcome(ferry) == ("done", "ticket")
