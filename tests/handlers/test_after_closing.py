"""After closing: words are kept, the way is shown once a period, and answers to open issues are taken for a while."""

from datetime import timedelta

import pytest

from bot.grants import Grant, GrantKind, Scope
from bot.storage import grants, tickets
from bot.storage.schema import drafts
from bot.tickets import EntryKind
from tests.ferry import ADMIN, ANN, DEADLINE, GROUP, STAFF, WANG, Ferry, Json, buttons, texts_of
from tests.handlers.account import Account

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def changes() -> dict[str, Json]:
    return {"transition": {"answer_days": 3, "redirect_hours": 12}}


async def closed(ferry: Ferry, told: int) -> None:
    before = len(ferry.written(told))
    ferry.move_to(DEADLINE)
    await ferry.until(lambda: len(ferry.written(told)) > before)


async def kept(ferry: Ferry) -> list[str]:
    return [draft.text for draft in await ferry.rows(drafts)]


async def test_the_way_is_shown_once_a_period_and_every_word_is_kept(ferry: Ferry) -> None:
    await ferry.hear(ANN, "/start")
    await closed(ferry, ANN)
    said = [await ferry.hear(ANN, f"matter {number}") for number in range(3)]
    assert [len(answers) for answers in said] == [1, 0, 0]
    ferry.move_to(DEADLINE + 12 * HOUR)
    assert len(await ferry.hear(ANN, "matter 3")) == 1
    assert await ferry.hear(ANN, "matter 4") == []
    assert await kept(ferry) == [f"matter {number}" for number in range(5)]
    await ferry.stop()
    await ferry.start()
    assert await ferry.hear(ANN, "matter 5") == []


async def test_in_a_group_the_period_is_the_groups(ferry: Ferry) -> None:
    for person in (ANN, WANG):
        ferry.sandbox.world.set_member(GROUP, person, "administrator")
    await closed(ferry, GROUP)
    assert len(await ferry.hear(ANN, "The site is down", chat=GROUP)) == 1
    assert await ferry.hear(WANG, "网站打不开", chat=GROUP) == []
    assert len(await kept(ferry)) == 2


async def test_an_answer_to_the_open_issue_is_taken_for_some_days_and_then_only_on_the_desk(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "The site is down")
    await closed(ferry, ANN)
    ferry.forward(days=1)
    [told] = await ferry.hear(ANN, "still down", reply_to_message_id=card["message_id"])
    assert told["text"].startswith("Added to issue #1")
    # No other issue can be opened here any more.
    assert buttons(told) == {}
    # Nobody has written since: this may be any matter.
    assert texts_of(await ferry.hear(ANN, "and the mail too"))[0].startswith("This chat is closed")
    [ticket] = await ferry.tickets()
    said = [entry.text for entry in await ferry.thread(ticket) if entry.kind is EntryKind.MESSAGE]
    assert said == ["The site is down", "still down"]
    ferry.move_to(DEADLINE + 3 * DAY)
    [told] = await ferry.hear(ANN, "hello?", reply_to_message_id=card["message_id"])
    assert told["text"].startswith("This chat is closed")
    assert await kept(ferry) == ["and the mail too", "hello?"]


async def test_a_resolved_issue_is_not_opened_again_from_a_closed_chat(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "The site is down")
    async with ferry.database.transaction() as tx:
        await tickets.resolve(tx, 1, now=ferry.clock.now())
    await closed(ferry, ANN)
    await ferry.hear(ANN, "down again", reply_to_message_id=card["message_id"])
    assert await kept(ferry) == ["down again"]


async def test_in_an_account_of_staffs_the_same_holds(ferry: Ferry, account: Account) -> None:
    await account.hear(ANN, "The site is down")
    await ferry.quiet()
    ferry.move_to(DEADLINE)
    await ferry.quiet()
    # Nobody has written to them: this may be any matter.
    await account.hear(ANN, "anyone?")
    await account.hear(STAFF, "Is it still down?", peer=ANN)
    ferry.forward(hours=1)
    await account.hear(ANN, "still down")
    assert await kept(ferry) == ["anyone?"]
    ferry.move_to(DEADLINE + 4 * DAY)
    await account.hear(STAFF, "And now?", peer=ANN)
    await account.hear(ANN, "hello?")
    assert await kept(ferry) == ["anyone?", "hello?"]


async def test_customers_menu_says_so_and_back_when_all_is_open_again(ferry: Ferry) -> None:
    def start() -> str:
        shown = ferry.sandbox.world.commands.shown_to(ferry.person(ANN))
        return next(str(one["description"]) for one in shown if one["command"] == "start")

    await ferry.until(lambda: start() == "greeting and your link")
    await ferry.hear(ANN, "/start")
    await closed(ferry, ANN)
    await ferry.until(lambda: start() == "open our issue platform")
    now = ferry.clock.now()
    async with ferry.database.transaction() as tx:
        await grants.give(tx, Grant(GrantKind.REOPENING, Scope.ALL, 0, now + 2 * DAY, "outage", now, ADMIN, "Ada"))
    ferry.app.agenda.ring()
    await ferry.until(lambda: start() == "greeting and your link")
    ferry.forward(days=2)
    await ferry.until(lambda: start() == "open our issue platform")


def start_of(ferry: Ferry, person: int) -> str:
    """What the menu says of /start."""
    shown = ferry.sandbox.world.commands.shown_to(ferry.person(person))
    return next(str(one["description"]) for one in shown if one["command"] == "start")


OPEN_MENU, CLOSED_MENU = "greeting and your link", "open our issue platform"


async def reopened(ferry: Ferry, person: int, days: int) -> None:
    now = ferry.clock.now()
    grant = Grant(GrantKind.REOPENING, Scope.CHANNEL, person, now + days * DAY, "outage", now, ADMIN, "Ada")
    async with ferry.database.transaction() as tx:
        await grants.give(tx, grant)
    ferry.app.agenda.ring()


async def test_a_chat_that_is_reopened_alone_has_its_menu_back_for_as_long_and_no_other_has(ferry: Ferry) -> None:
    lee = ferry.sandbox.world.add_user("Lee", id=13, language_code="en", started=True).id
    for person in (ANN, lee):
        await ferry.hear(person, "/start")
    await closed(ferry, ANN)
    await ferry.until(lambda: start_of(ferry, ANN) == CLOSED_MENU)
    await reopened(ferry, ANN, 2)
    await ferry.until(lambda: start_of(ferry, ANN) == OPEN_MENU)
    assert "is closed" not in texts_of(await ferry.hear(ANN, "/help"))[0]
    assert start_of(ferry, lee) == CLOSED_MENU
    ferry.forward(days=2)
    await ferry.until(lambda: start_of(ferry, ANN) == CLOSED_MENU)


async def test_a_menu_of_ones_own_is_taken_back_also_where_the_time_ended_while_nothing_ran(ferry: Ferry) -> None:
    await ferry.hear(ANN, "/start")
    await closed(ferry, ANN)
    await reopened(ferry, ANN, 2)
    await ferry.until(lambda: start_of(ferry, ANN) == OPEN_MENU)
    await ferry.stop()
    ferry.clock.set(ferry.clock.now() + 3 * DAY)
    await ferry.start()
    await ferry.until(lambda: start_of(ferry, ANN) == CLOSED_MENU)


async def test_who_was_given_more_time_keeps_the_menu_beyond_the_deadline(ferry: Ferry) -> None:
    now = ferry.clock.now()
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    until = DEADLINE + DAY
    async with ferry.database.transaction() as tx:
        given = Grant(GrantKind.EXTENSION, Scope.CUSTOMER, ANN, until, "contract", now, ADMIN, "Ada")
        number = (await grants.give(tx, given)).id
    await closed(ferry, WANG)
    await ferry.until(lambda: start_of(ferry, WANG) == "打开我们的问题平台" and start_of(ferry, ANN) == OPEN_MENU)
    async with ferry.database.transaction() as tx:
        await grants.end(tx, number, by_name="Ada", now=ferry.clock.now())
    ferry.app.agenda.ring()
    await ferry.until(lambda: start_of(ferry, ANN) == CLOSED_MENU)


async def test_rights_that_are_given_are_looked_at_again_at_once(ferry: Ferry) -> None:
    ferry.sandbox.world.set_member(
        GROUP, ferry.sandbox.world.bot.id, "administrator", rights={"can_pin_messages": False}
    )
    ferry.move_to(DEADLINE - 6 * DAY)
    await ferry.until(lambda: any("Pin messages" in said for said in texts_of(ferry.written(ADMIN))))


async def test_help_and_start_say_whether_this_chat_is_closed(ferry: Ferry) -> None:
    now = ferry.clock.now()
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    async with ferry.database.transaction() as tx:
        until = DEADLINE + 5 * DAY
        await grants.give(tx, Grant(GrantKind.EXTENSION, Scope.CUSTOMER, WANG, until, "contract", now, ADMIN, "Ada"))
    await closed(ferry, ANN)
    assert "This chat is closed. /start shows" in texts_of(await ferry.hear(ANN, "/help"))[0]
    assert "已关闭" not in texts_of(await ferry.hear(WANG, "/help"))[0]
    assert "已关闭" not in texts_of(await ferry.hear(WANG, "/start"))[0]
