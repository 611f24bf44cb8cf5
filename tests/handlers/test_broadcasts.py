"""/broadcasts: staff see drafts, scheduled, running and past ones, and do with each what fits its state."""

from datetime import datetime

import pytest

from bot.storage.schema import broadcasts, deliveries, recipients
from tests.ferry import ANN, GROUP, STAFF, WANG, ZONE, Ferry, Json, buttons, texts_of
from tests.handlers.composing import Composing, composed, received

EVENING = "2026-04-01 18:00"


@pytest.fixture
async def composing(ferry: Ferry) -> Composing:
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    return Composing(ferry)


async def scheduled(composing: Composing) -> None:
    await composing.until_confirmed(EVENING)
    await composing.press("Send")


async def over(composing: Composing) -> None:
    """Sent to all three, and done."""
    ferry = composing.ferry
    await composing.until_confirmed()
    await composing.press("Send")
    await ferry.until(lambda: received(ferry) == [GROUP, ANN, WANG])
    await ferry.quiet()
    ferry.forward(seconds=3)
    await until_state(ferry, "done")
    await ferry.quiet()


async def until_state(ferry: Ferry, state: str) -> None:
    async def is_so() -> bool:
        return [row.state for row in await composed(ferry)] == [state]

    await ferry.until(is_so)


async def opened(composing: Composing) -> str:
    """Number 1 of the list."""
    await composing.ferry.hear(STAFF, "/broadcasts")
    [label] = [choice for choice in composing.choices if " 1 " in choice]
    await composing.ferry.press(STAFF, composing.last, label)
    return composing.asked


async def answer_to_press(ferry: Ferry, message_id: int, data: str) -> Json | None:
    query = ferry.sandbox.world.press(STAFF, message_id, STAFF, data)
    await ferry.quiet()
    answer: Json | None = await ferry.sandbox.world.answer_to(query)
    return answer


async def test_an_empty_list_says_how_to_begin(composing: Composing) -> None:
    assert await composing.say("/broadcasts") == "There is no broadcast yet. /broadcast begins one."


async def test_the_list_shows_the_newest_first_and_no_draft_that_was_given_up(composing: Composing) -> None:
    await composing.begin()
    await composing.say("Given up")
    await composing.press("Cancel")
    await scheduled(composing)
    await composing.until_confirmed()
    await composing.press("Keep as a draft")
    told = await composing.say("/broadcasts")
    assert [line for line in told.splitlines() if line[0] in "🕒✏"] == [
        "✏️ 3 draft",
        "🕒 2 scheduled, 1 April 2026, 18:00",
    ]
    assert "Given up" not in told
    assert composing.choices == ["✏️ 3 draft", "🕒 2 scheduled"]


async def test_no_more_than_ten_are_shown(composing: Composing) -> None:
    await scheduled(composing)
    async with composing.ferry.database.transaction() as tx:
        [row] = (await tx.execute(broadcasts.select())).mappings()
        again = [{**row, "id": number, "origin": None} for number in range(2, 15)]
        await tx.execute(broadcasts.insert(), again)
    await composing.say("/broadcasts")
    assert composing.choices[0] == "🕒 14 scheduled"
    assert len(composing.choices) == 10


async def test_a_scheduled_one_can_be_edited_before_it_starts(composing: Composing) -> None:
    ferry = composing.ferry
    await scheduled(composing)
    assert "Start: 1 April 2026, 18:00" in await opened(composing)
    assert composing.choices == ["Edit", "Cancel it", "Duplicate", "Refresh", "Back to the list"]
    assert "Start: 1 April 2026, 18:00" in await composing.press("Edit")
    assert "Cancel" not in composing.choices
    await composing.press("Change the message")
    await composing.say("Better")
    await composing.press("Change time")
    await composing.say("2026-04-01 19:00")
    assert await composing.press("Send") == "Broadcast 1 goes out 1 April 2026, 19:00."
    ferry.move_to(datetime(2026, 4, 1, 19, tzinfo=ZONE))
    await ferry.until(lambda: received(ferry, "Better") == [GROUP, ANN, WANG])
    assert received(ferry) == []


async def test_closing_an_edit_leaves_it_scheduled(composing: Composing) -> None:
    await scheduled(composing)
    await opened(composing)
    await composing.press("Edit")
    assert (await composing.press("Close")).startswith("Broadcast 1 stays as it is now")
    assert [row.state for row in await composed(composing.ferry)] == ["scheduled"]


async def test_an_edit_of_what_has_started_meanwhile_changes_nothing(composing: Composing) -> None:
    ferry = composing.ferry
    await scheduled(composing)
    await opened(composing)
    await composing.press("Edit")
    await composing.press("Change the message")
    ferry.move_to(datetime(2026, 4, 1, 18, tzinfo=ZONE))
    await ferry.until(lambda: received(ferry) == [GROUP, ANN, WANG])
    await ferry.quiet()
    assert "cannot be done any more" in texts_of(await ferry.hear(STAFF, "Too late"))[-1]
    assert received(ferry, "Too late") == []
    [row] = await composed(ferry)
    assert "Maint" in row.texts[""]


async def test_a_scheduled_one_is_cancelled_after_a_question(composing: Composing) -> None:
    ferry = composing.ferry
    await scheduled(composing)
    await opened(composing)
    assert (await composing.press("Cancel it")).startswith("Cancel broadcast 1 for good?")
    assert "scheduled" in await composing.press("Back")
    await composing.press("Cancel it")
    assert "cancelled" in await composing.press("Yes, cancel it")
    ferry.move_to(datetime(2026, 4, 1, 19, tzinfo=ZONE))
    await ferry.quiet()
    assert received(ferry) == []


async def test_a_running_one_is_paused_and_resumed(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.until_confirmed()
    await composing.press("Send")
    await ferry.until(lambda: received(ferry) == [GROUP, ANN, WANG])
    assert "running" in await opened(composing)
    assert "paused" in await composing.press("Pause")
    assert "Resume" in composing.choices
    assert "running" in await composing.press("Resume")
    await until_state(ferry, "done")
    assert "3 planned: 3 sent, 0 failed, 0 skipped, 0 unconfirmed, 0 left" in await composing.press("Refresh")


async def test_an_old_button_says_kindly_what_the_state_is_now(composing: Composing) -> None:
    ferry = composing.ferry
    await scheduled(composing)
    await opened(composing)
    card = composing.last["message_id"]
    ferry.move_to(datetime(2026, 4, 1, 18, tzinfo=ZONE))
    await until_state(ferry, "running")
    for data in ("broadcast:edit:1", "broadcast:ask_delete:1", "broadcast:repeat:1", "broadcast:resume:1"):
        answer = await answer_to_press(ferry, card, data)
        assert answer is not None
        assert answer["text"].startswith("That cannot be done any more: broadcast 1 is ")
        assert answer["show_alert"]
    unknown = await answer_to_press(ferry, card, "broadcast:show:99")
    assert unknown is not None
    assert unknown["text"] == "There is no such broadcast."
    assert (await ferry.outcomes())[-1] == "refused: no such broadcast"


@pytest.mark.parametrize(
    "data", ["broadcast:show:x", "broadcast:fly:1", "broadcast:show", "broadcast:show:" + "9" * 30]
)
async def test_a_forged_press_is_taken_and_does_nothing(composing: Composing, data: str) -> None:
    await scheduled(composing)
    assert await answer_to_press(composing.ferry, composing.last["message_id"], data) is not None
    assert (await composing.ferry.outcomes())[-1] == "press"


async def test_what_was_sent_can_be_deleted_after_a_question(composing: Composing) -> None:
    ferry = composing.ferry
    await over(composing)
    await opened(composing)
    assert (await composing.press("Delete what was sent")).startswith("Delete what broadcast 1 sent, in 3 chats?")
    told = await composing.press("Yes, delete it")
    assert "is being deleted again" in told
    assert "Delete what was sent" not in composing.choices
    [row] = await composed(ferry)
    assert row.withdrawn_at is not None


async def test_the_unconfirmed_are_listed_and_sent_again(composing: Composing) -> None:
    ferry = composing.ferry
    await over(composing)
    async with ferry.database.transaction() as tx:
        await tx.execute(
            deliveries.update()
            .where(deliveries.c.chat_id == GROUP, deliveries.c.broadcast_id == 1)
            .values(state="unconfirmed", message_id=None)
        )
    await opened(composing)
    told = await composing.press("The unconfirmed")
    assert told.startswith("1 message of broadcast 1 was under way when something broke")
    assert "Harbour Ltd" in told
    assert "running" in await composing.press("Send to these again")
    await ferry.until(lambda: received(ferry) == [GROUP, GROUP, ANN, WANG])


async def test_a_duplicate_opens_as_a_draft_of_its_own_with_its_list(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.until_audience()
    await composing.press("A list of chats")
    await composing.say(str(ANN))
    await composing.press("Continue")
    await composing.say(EVENING)
    await composing.press("Send")
    await opened(composing)
    assert "To: A list of chats\n1 chat at this moment\nStart: at once" in await composing.press("Duplicate")
    assert [(row.id, row.state) for row in await composed(ferry)] == [(1, "scheduled"), (2, "draft")]
    assert [(row.broadcast_id, row.chat_id) for row in await ferry.rows(recipients)] == [(1, ANN), (2, ANN)]
    await composing.press("Send")
    await ferry.until(lambda: received(ferry) == [ANN])


async def test_back_to_the_list_from_one(composing: Composing) -> None:
    await scheduled(composing)
    await opened(composing)
    assert (await composing.press("Back to the list")).startswith("Drafts and broadcasts")


async def test_they_are_for_staff_in_private(ferry: Ferry) -> None:
    [told] = texts_of(await ferry.hear(ANN, "/broadcasts"))
    assert told.startswith("This command is not for you")
    assert await ferry.hear(STAFF, "/broadcasts", chat=GROUP) == []


async def test_the_progress_message_follows_a_broadcast_and_has_its_buttons(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.until_confirmed()
    await composing.press("Send")
    await ferry.until(lambda: received(ferry) == [GROUP, ANN, WANG])
    await ferry.until(lambda: composing.asked.startswith("▶️ Broadcast 1 – running"))
    progress = composing.last
    assert list(buttons(progress)) == ["Pause", "Cancel it"]
    await ferry.press(STAFF, progress, "Pause")
    await ferry.until(lambda: composing.asked.startswith("⏸ Broadcast 1 – paused"))
    assert composing.last["message_id"] == progress["message_id"]
    await ferry.quiet()
    await ferry.press(STAFF, composing.last, "Cancel it")
    assert composing.asked.startswith("Cancel broadcast 1 for good?")
    await composing.press("Yes, cancel it")
    ferry.forward(seconds=10)

    def told() -> str:
        text: str = ferry.chat(STAFF).messages[progress["message_id"]].body["text"]
        return text

    await ferry.until(lambda: told().startswith("✖️ Broadcast 1 – cancelled"))
    assert "3 planned: 3 sent" in told()
