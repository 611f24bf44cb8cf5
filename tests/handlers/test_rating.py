"""The stars under "your issue is resolved"."""

from datetime import timedelta

import pytest

from bot.casework import acceptance, resolution
from bot.casework.case import Case, Doer
from bot.casework.rating import rate
from bot.storage.erasure import erase
from tests.ferry import ANN, GROUP, STAFF, WANG, Ferry, Json, buttons
from tests.handlers.account import Account


async def resolve(ferry: Ferry, number: int) -> None:
    now = ferry.clock.now()
    async with ferry.database.transaction() as tx:
        case = await Case.open(tx, ferry.app.bureau, number, Doer(STAFF, "Sam"), now)
        await acceptance.accept(case, now + timedelta(hours=1))
        await resolution.resolve(case, resolution.Solution())
    ferry.app.outbox.ring()
    await ferry.quiet()


def resolved(ferry: Ferry, chat: int = ANN) -> Json:
    """The message with the stars."""
    return next(message for message in ferry.written(chat)[::-1] if "★★★★★" in "".join(buttons(message)))


async def test_a_press_rates_and_the_button_bears_a_mark(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await resolve(ferry, 1)
    assert await ferry.press(ANN, resolved(ferry), "★★★★") == []
    [ticket] = await ferry.tickets()
    assert (ticket.rating, ticket.rated_at) == (4, ferry.clock.now())
    assert [label for label in buttons(resolved(ferry)) if "★" in label] == ["★", "★★", "★★★", "✓ ★★★★", "★★★★★"]
    # The button that opens the ticket is still there.
    assert any(opens.startswith("https://") for opens in buttons(resolved(ferry)).values())


async def test_few_stars_are_asked_about_once_and_the_answer_goes_to_the_ticket(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await resolve(ferry, 1)
    [asked] = await ferry.press(ANN, resolved(ferry), "★★")
    assert "What should we have done better?" in asked["text"]
    assert await ferry.press(ANN, resolved(ferry), "★") == []
    assert (await ferry.tickets())[0].rating == 1
    await ferry.hear(ANN, "It took three days and nobody called", reply_to_message_id=asked["message_id"])
    [ticket] = await ferry.tickets()
    assert ticket.is_open
    assert "It took three days and nobody called" in [entry.text for entry in await ferry.thread(ticket)]


async def test_another_press_replaces_the_rating_and_keeps_the_words(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await resolve(ferry, 1)
    await ferry.press(ANN, resolved(ferry), "★★★")
    async with ferry.database.transaction() as tx:
        case = await Case.open(tx, ferry.app.bureau, 1, Doer(ANN, "Ann"), ferry.clock.now())
        await case.change(rating_text="well done")
    await ferry.press(ANN, resolved(ferry), "★★★★★")
    [ticket] = await ferry.tickets()
    assert (ticket.rating, ticket.rating_text) == (5, "well done")


async def test_erased_the_stars_stay_and_the_words_go(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await resolve(ferry, 1)
    async with ferry.database.transaction() as tx:
        case = await Case.open(tx, ferry.app.bureau, 1, Doer(ANN, "Ann"), ferry.clock.now())
        await rate(case, 2, "rude {people}")
        await erase(tx, ANN, ferry.clock.now())
    [ticket] = await ferry.tickets()
    assert (ticket.rating, ticket.rating_text) == (2, None)
    thread = [entry.text for entry in await ferry.thread(ticket)]
    assert 'rated {"stars": 2, "words": ""}' in thread
    assert not any("rude" in text for text in thread)


async def test_in_a_group_only_the_tickets_customer_is_heard(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired", chat=GROUP)
    await resolve(ferry, 1)
    message = resolved(ferry, GROUP)
    for person in (WANG, STAFF):
        ferry.sandbox.world.press(GROUP, message["message_id"], person, "rate:1:1")
        await ferry.quiet()
    assert (await ferry.tickets())[0].rating is None
    await ferry.press(ANN, message, "★★★★★")
    assert (await ferry.tickets())[0].rating == 5


async def test_an_open_ticket_is_not_rated(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await resolve(ferry, 1)
    message = resolved(ferry)
    card = next(one for one in ferry.written(ANN) if "Not solved yet" in buttons(one))
    await ferry.press(ANN, card, "Not solved yet")
    assert await ferry.press(ANN, message, "★") == []
    assert (await ferry.tickets())[0].rating is None


@pytest.mark.parametrize(
    "data", ["rate:1:0", "rate:1:6", "rate:1:", "rate:1:11", "rate:9999999999999999999:1", "rate:77:1"]
)
async def test_a_press_that_no_button_of_ours_sends_rates_nothing(ferry: Ferry, data: str) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await resolve(ferry, 1)
    ferry.sandbox.world.press(ANN, resolved(ferry)["message_id"], ANN, data)
    await ferry.quiet()
    assert (await ferry.tickets())[0].rating is None


async def test_on_an_accounts_behalf_too(ferry: Ferry, account: Account) -> None:
    await account.hear(ANN, "Our domain has expired")
    await resolve(ferry, 1)
    message = next(one for one in account.written(ANN)[::-1] if "★★★★★" in "".join(buttons(one)))
    await account.press(message, "★")
    assert (await ferry.tickets())[0].rating == 1
    assert "What should we have done better?" in account.written(ANN)[-1]["text"]
