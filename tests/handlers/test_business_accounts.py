"""Accounts of staff: connected, disconnected, a stranger's; and when a bot may write on their behalf."""

from datetime import timedelta

from bot.storage import tickets
from bot.storage.schema import chats, deliveries
from tests.ferry import ANN, NOW, STAFF, WANG, Ferry, texts_of
from tests.handlers.account import Account

STRANGER = 77


async def test_whoever_connects_an_account_hears_what_that_means(ferry: Ferry, account: Account) -> None:
    [told] = texts_of(ferry.written(STAFF))
    assert told.startswith("Your account is connected")
    assert "allow me to reply" not in told


async def test_an_account_that_does_not_let_the_bot_reply_is_asked_to(ferry: Ferry) -> None:
    ferry.sandbox.world.connect_business(STAFF, rights={"can_read_messages": True})
    await ferry.quiet()
    [told] = texts_of(ferry.written(STAFF))
    assert "allow me to reply" in told


async def test_two_accounts_are_two_channels(ferry: Ferry, account: Account) -> None:
    other = Account(ferry, ferry.sandbox.world.connect_business(501))
    await account.hear(ANN, "The site is down")
    await other.hear(ANN, "The invoice is wrong")
    first, second = await ferry.tickets()
    assert first.chat_id != second.chat_id


async def test_an_account_of_a_stranger_is_not_listened_to(ferry: Ferry) -> None:
    ferry.sandbox.world.add_user("Mallory", id=STRANGER, language_code="en", started=True)
    theirs = Account(ferry, ferry.sandbox.world.connect_business(STRANGER))
    assert await theirs.hear(ANN, "The site is down") == []
    assert await ferry.tickets() == []
    assert ferry.written(STRANGER) == []
    assert (await ferry.outcomes())[-2:] == ["ignored: account of a stranger"] * 2


async def test_an_account_connected_while_nobody_listened_is_asked_after(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    business = world.connect_business(STAFF)
    world.updates.queue.clear()
    [confirmation] = await Account(ferry, business).hear(ANN, "The site is down")
    assert confirmation["text"].startswith("⚪ Issue #1")


async def state_of(ferry: Ferry, purpose: str) -> tuple[str, str | None]:
    row = [row for row in await ferry.rows(deliveries) if row.purpose == purpose][-1]
    return row.state, row.reason


async def test_after_a_day_without_a_word_a_card_waits_for_the_customer_s_next_one(
    ferry: Ferry, account: Account
) -> None:
    await account.hear(ANN, "The site is down")
    [ticket] = await ferry.tickets()
    ferry.forward(hours=24)
    await _resolve(ferry, ticket.id)
    assert await state_of(ferry, "card") == (
        "skipped",
        "held back: the customer has not written there for 24 hours",
    )
    await account.hear(ANN, "thanks")
    assert (await state_of(ferry, "card"))[0] == "sent"
    assert "🟢" in account.written(ANN)[0]["text"]


async def test_an_account_that_was_disconnected_goes_on_under_its_new_connection(
    ferry: Ferry, account: Account
) -> None:
    await account.hear(ANN, "The site is down")
    [ticket] = await ferry.tickets()
    ferry.sandbox.world.connect_business(STAFF, enabled=False)
    await ferry.quiet()
    await _resolve(ferry, ticket.id)
    assert (await state_of(ferry, "card"))[0] == "skipped"
    again = Account(ferry, ferry.sandbox.world.connect_business(STAFF))
    await ferry.quiet()
    assert (await state_of(ferry, "card"))[0] == "sent"
    assert again.business.id != account.business.id
    await again.hear(ANN, "It is down again, please help")
    assert len({row.id for row in await ferry.rows(chats) if row.kind == "business"}) == 1


async def test_announcements_go_where_the_bot_does_not_reach_the_customer_itself(
    ferry: Ferry, account: Account
) -> None:
    ferry.sandbox.world.add_user("Bo", id=13, language_code="en", started=False)
    await account.hear(13, "The site is down")
    await account.hear(WANG, "网站打不开")
    await ferry.hear(WANG, "发票不对")
    before = len(account.written(13)), len(account.written(WANG))
    ferry.move_to(NOW + timedelta(hours=1, minutes=30))
    await ferry.until(lambda: len(account.written(13)) > before[0])
    await ferry.quiet()
    assert "Galaxy Hosting" in account.written(13)[-1]["text"]
    assert len(account.written(WANG)) == before[1]
    assert "Galaxy Hosting" in ferry.written(WANG)[-1]["text"]


async def _resolve(ferry: Ferry, ticket_id: int) -> None:
    async with ferry.database.transaction() as tx:
        await tickets.resolve(tx, ticket_id, now=ferry.clock.now())
    ferry.app.outbox.ring()
    await ferry.quiet()
