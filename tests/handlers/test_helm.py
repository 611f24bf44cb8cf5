"""What is missing of a wish is asked for, step by step, and all is shown with its numbers before it is done."""

from datetime import timedelta

import pytest

from bot.storage import accounts, transitions
from bot.storage.schema import chats, grants, transition_changes
from tests.ferry import ADMIN, ANN, DEADLINE, LAUNCH, WANG, Ferry, texts_of
from tests.handlers.composing import Composing
from tests.handlers.steered import moved

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def helm(ferry: Ferry) -> Composing:
    await ferry.hear(ANN, "The site is down")
    await ferry.hear(WANG, "网站打不开")
    return Composing(ferry, ADMIN)


async def deadline(ferry: Ferry) -> object:
    async with ferry.database.reading() as tx:
        return (await transitions.current(tx)).window.deadline


async def test_a_deadline_is_picked_from_the_days_that_are_possible(helm: Composing) -> None:
    asked = await helm.say("/deadline")
    assert "Possible is Thu, Apr 9 to Sun, Apr 19" in asked
    days = [label.removeprefix("✅") for label in helm.choices if label.removeprefix("✅").isdigit()]
    assert days == [str(day) for day in range(9, 20)]
    assert "✅19" in helm.choices
    assert not any("«" in label or "»" in label for label in helm.choices)
    assert (await helm.press("17")).startswith("Why?")
    asked = await helm.say("holidays <b>")
    assert asked.splitlines() == [
        "Move the deadline?",
        "2 customers, 1 group; 2 not yet migrated",
        "The deadline moves from 19 April 2026, 09:00 to 17 April 2026, 09:00.",
        "Reason: \u2068holidays <b>\u2069",
    ]
    assert await deadline(helm.ferry) == DEADLINE
    assert (await helm.press("Move it")).startswith("The deadline is now 17 April 2026, 09:00, 28 days")
    assert await deadline(helm.ferry) == DEADLINE - 2 * DAY
    *_, change = await helm.ferry.rows(transition_changes)
    assert (change.who, change.field, change.reason) == ("Ada (501)", "deadline", "holidays <b>")


async def test_days_that_have_gone_by_are_not_offered(helm: Composing) -> None:
    helm.ferry.move_to(LAUNCH + 24 * DAY)
    await helm.say("/deadline")
    assert [label for label in helm.choices if label.isdigit()] == [str(day) for day in range(14, 19)]


async def test_a_wish_may_be_given_up_at_every_step(helm: Composing) -> None:
    await helm.say("/deadline")
    assert await helm.press("Cancel") == "Nothing is changed."
    await helm.say("/deadline 25")
    assert await helm.press("Cancel") == "Nothing is changed."
    assert await deadline(helm.ferry) == DEADLINE


async def test_a_question_whose_answer_came_true_meanwhile_is_refused(helm: Composing) -> None:
    await helm.say("/deadline 22")
    helm.ferry.move_to(LAUNCH + 23 * DAY)
    told = await helm.press("Move it")
    assert "has already gone by: the deadline stays" in told
    assert await deadline(helm.ferry) == DEADLINE


async def test_the_button_under_the_status_leads_to_the_calendar(helm: Composing) -> None:
    await helm.say("/transition")
    assert helm.choices == ["Move the deadline", "Who has not migrated", "The whole plan"]
    assert "Which day shall it be?" in await helm.press("Move the deadline")


async def test_more_time_is_given_by_the_way_of_whom_until_when_and_why(helm: Composing) -> None:
    await moved(helm.ferry, "20")
    async with helm.ferry.database.transaction() as tx:
        await accounts.named(tx, "Ann")
    assert (await helm.say("/extend")).startswith("For whom?")
    assert (await helm.say("nobody")).startswith("❗ Nobody and nothing is called")
    assert await helm.say("Ann") == "Several fit. Which one?"
    await helm.press("Back")
    asked = await helm.say(str(WANG))
    assert asked == "Until which day may \u2068王小明\u2069 write in chat? Possible is Fri, Apr 10 to Sun, Apr 19."
    assert await helm.press("18") == "Why? Write a line: it is kept with the record."
    assert "Without a reason" not in helm.choices
    asked = await helm.say("contract")
    assert asked.startswith(
        "More time for \u2068王小明\u2069?\n1 customer, 0 groups; 1 not yet migrated\nuntil 18 April"
    )
    assert await helm.press("Give more time") == "\u2068王小明\u2069 may write in chat until 18 April 2026, 09:00."
    [grant] = await helm.ferry.rows(grants)
    assert (grant.scope, grant.scope_id, grant.until, grant.reason) == ("customer", WANG, LAUNCH + 29 * DAY, "contract")


async def test_what_was_said_already_is_not_asked_again(helm: Composing) -> None:
    await moved(helm.ferry, "20")
    assert (await helm.say(f"/extend {ANN}")).startswith("Until which day may")
    assert (await helm.say(f"/extend {ANN} 2026-04-15")).startswith("Why?")
    assert "at the latest" in await helm.say(f"/extend {ANN} 2026-04-25")


async def test_extend_without_more_words_shows_an_example_and_whose_time_can_be_extended(helm: Composing) -> None:
    await moved(helm.ferry, "20")
    asked = await helm.say("/extend")
    assert "/extend @anna 2026-04-19 contract" in asked
    assert asked.endswith("Possible now for 3 chats, such as:")
    assert helm.choices == ["Harbour Ltd", "Ann", "王小明", "Cancel"]
    assert (await helm.press("Ann")).startswith("Until which day may \u2068Ann\u2069 write in chat?")
    await helm.press("18")
    await helm.say("contract")
    await helm.press("Give more time")
    [grant] = await helm.ferry.rows(grants)
    assert (grant.scope, grant.scope_id) == ("customer", ANN)


async def test_ten_at_most_are_offered_and_none_that_has_no_more_time_to_get(helm: Composing) -> None:
    for number in range(3000, 3012):
        helm.ferry.sandbox.world.add_user(f"Customer {number}", id=number, language_code="en", started=True)
        await helm.ferry.hear(number, "The site is down")
    await moved(helm.ferry, "20")
    await helm.say(f"/extend {ANN} 2026-04-19 contract")
    assert "Possible now for 14 chats" in await helm.say("/extend")
    assert len(helm.choices) == 10 + 1
    assert "Ann" not in helm.choices


async def until_closed(ferry: Ferry) -> None:
    async def are_closed() -> bool:
        return all(row.closed_at for row in await ferry.rows(chats))

    ferry.move_to(DEADLINE)
    await ferry.until(are_closed)
    await ferry.quiet()


async def test_reopen_without_more_words_shows_an_example_and_what_is_closed(helm: Composing) -> None:
    asked = await helm.say("/reopen")
    assert "/reopen @anna 3 outage" in asked
    assert asked.endswith("Chat is open: that is possible once it is closed.")
    await until_closed(helm.ferry)
    asked = await helm.say("/reopen")
    assert "/reopen @anna 3 outage" in asked
    assert "Possible now for 3 chats" in asked
    assert helm.choices == ["For everybody", "Harbour Ltd", "Ann", "王小明", "Cancel"]
    assert (await helm.press("王小明")).startswith("For how many days is chat to be open again for \u2068王小明\u2069?")
    assert helm.choices == ["1", "2", "3", "7", "14", "Cancel"]
    assert (await helm.say("15")).startswith("❗")
    assert await helm.say("2") == "Why? Write a line: it is kept with the record."
    await helm.say("outage")
    await helm.press("Open chat again")
    told = "Chat is open again for \u2068王小明\u2069 until 21 April 2026, 09:00."
    assert told in texts_of(helm.ferry.written(ADMIN))
    [grant] = await helm.ferry.rows(grants)
    assert (grant.kind, grant.scope, grant.scope_id) == ("reopening", "customer", WANG)
    await helm.ferry.quiet()
    await helm.say("/reopen")
    assert helm.choices == ["For everybody", "Harbour Ltd", "Ann", "Cancel"]
    assert (await helm.press("For everybody")).startswith(
        "For how many days is chat to be open again for \u2068everybody"
    )
    assert (await helm.press("3")).startswith("Why?")


async def test_reopen_asks_only_for_what_was_not_said(helm: Composing) -> None:
    await until_closed(helm.ferry)
    assert (await helm.say(f"/reopen {ANN}")).startswith("For how many days")
    assert (await helm.say("/reopen all 2")).startswith("Why?")
    assert "/reopen @anna 3 outage" in await helm.say("/reopen all soon outage")


async def test_close_without_a_reason_shows_an_example_and_whose_chat_is_open(helm: Composing) -> None:
    asked = await helm.say("/close")
    assert "/close all are there" in asked
    assert "possible from 9 April 2026" in asked
    helm.ferry.move_to(LAUNCH + 21 * DAY)
    asked = await helm.say("/close")
    assert "/close all are there" in asked
    assert "3 chats are open now:\n• \u2068Harbour Ltd\u2069\n• \u2068Ann\u2069\n• \u2068王小明\u2069\n\nWhy?" in asked
    assert helm.choices == ["Without a reason", "Cancel"]


async def test_holdouts_come_page_by_page_and_as_a_file(helm: Composing) -> None:
    ferry = helm.ferry
    for number in range(3000, 3025):
        ferry.sandbox.world.add_user(f"=Customer {number}", id=number, language_code="en", started=True)
        await ferry.hear(number, "The site is down")
    said = await helm.say("/holdouts")
    assert said.startswith("27 have not migrated:")
    assert helm.choices == ["More", "As a CSV file"]
    assert "Customer 3024" in await helm.press("More")
    assert helm.choices == ["From the start", "As a CSV file"]
    assert "Customer 3000" in await helm.press("From the start")
    await ferry.press(ADMIN, helm.last, "As a CSV file")
    assert ferry.written(ADMIN)[-1]["document"]["file_name"] == "holdouts-2026-04-01.csv"


async def test_customers_read_of_a_moved_deadline_in_the_next_announcement_and_only_there(helm: Composing) -> None:
    ferry, told = helm.ferry, "The deadline has moved to 17 April 2026, 09:00."
    ferry.move_to(LAUNCH + 12 * DAY + 7 * HOUR)  # half an hour behind the first slot
    await ferry.until(lambda: len(announced(ferry)) == 1)
    await moved(ferry, "28")
    ferry.move_to(LAUNCH + 13 * DAY + HOUR)
    await ferry.until(lambda: len(announced(ferry)) == 2)
    ferry.move_to(LAUNCH + 13 * DAY + 7 * HOUR)
    await ferry.until(lambda: len(announced(ferry)) == 3)
    assert [told in text for text in announced(ferry)] == [False, True, False]


def announced(ferry: Ferry) -> list[str]:
    """All that was sent to Ann, also what a later one took the place of."""
    calls = ferry.sandbox.api.calls.after(method="sendMessage")
    return [
        call.params["text"] for call in calls if call.chat_id == ANN and "This chat closes on" in call.params["text"]
    ]
