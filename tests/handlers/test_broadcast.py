"""/broadcast: staff write to many customers, in four steps: text, time, preview, send."""

from datetime import datetime, timedelta

import pytest

from bot.storage.schema import broadcasts
from tests.ferry import ADMIN, ANN, GROUP, NOW, STAFF, WANG, ZONE, Ferry, Json, buttons, texts_of

BOLD = [{"type": "bold", "offset": 0, "length": 5}]
TEXT = "Maint & <enance> tonight"


@pytest.fixture
async def ferry(ferry: Ferry) -> Ferry:
    """Ann and Wang, too, are customers that the bot may write to."""
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    return ferry


async def composed(ferry: Ferry, when: str | None = None, *, by: int = STAFF) -> Json:
    """The last question of a dialog, which asks whether to send."""
    await ferry.hear(by, "/broadcast")
    [asked] = await ferry.hear(by, TEXT, entities=BOLD)
    answers = await (ferry.press(by, asked, "Now") if when is None else ferry.hear(by, when))
    return answers[-1]


async def received(ferry: Ferry, text: str = TEXT) -> list[int]:
    """The chats in which it arrived, once for each time."""
    return [
        chat.id
        for chat in ferry.sandbox.world.chats.values()
        for message in ferry.written(chat.id)
        if message["text"] == text and chat.id not in (STAFF, ADMIN)
    ]


async def test_a_broadcast_is_composed_shown_and_sent_with_its_formatting(ferry: Ferry) -> None:
    [ask_text] = texts_of(await ferry.hear(STAFF, "/broadcast"))
    assert ask_text.startswith("Send me the text")
    [ask_time] = await ferry.hear(STAFF, TEXT, entities=BOLD)
    assert list(buttons(ask_time)) == ["Now", "Cancel"]
    preview, ask_send = await ferry.press(STAFF, ask_time, "Now")
    assert (preview["text"], preview["entities"]) == (TEXT, BOLD)
    assert ask_send["text"] == "Above is what goes to 3 chats, at once."
    await ferry.press(STAFF, ask_send, "Send")
    await ferry.until(lambda: len(ferry.written(ANN)) == 2)
    await ferry.quiet()
    assert sorted(await received(ferry)) == [GROUP, ANN, WANG]
    arrived = ferry.written(ANN)[-1]
    assert (arrived["text"], arrived["entities"]) == (TEXT, BOLD)
    assert ferry.written(STAFF)[-1]["text"] == "Broadcast 1 is on its way."
    [row] = await ferry.rows(broadcasts)
    assert (row.created_by, row.kind, row.slot) == (STAFF, "broadcast", None)


async def test_one_for_later_goes_out_at_its_time_in_the_company_s_zone(ferry: Ferry) -> None:
    ask_send = await composed(ferry, "2026-04-01 18:00")
    assert ask_send["text"] == "Above is what goes to 3 chats, 1 April 2026, 18:00."
    await ferry.press(STAFF, ask_send, "Send")
    assert ferry.written(STAFF)[-1]["text"] == "Broadcast 1 goes out 1 April 2026, 18:00."
    at = datetime(2026, 4, 1, 18, tzinfo=ZONE)
    ferry.move_to(at - timedelta(seconds=1))
    await ferry.quiet()
    ferry.move_to(at)
    await ferry.until(lambda: ferry.written(GROUP) != [])
    await ferry.quiet()
    assert [(row.due_at, row.started_at) for row in await ferry.rows(broadcasts)] == [(at, at)]
    assert sorted(await received(ferry)) == [GROUP, ANN, WANG]


async def test_two_presses_start_one_broadcast(ferry: Ferry) -> None:
    ask_send = await composed(ferry)
    for _ in range(2):
        ferry.sandbox.world.press(STAFF, ask_send["message_id"], STAFF, buttons(ask_send)["Send"])
    await ferry.until(lambda: ferry.written(GROUP) != [])
    await ferry.quiet()
    assert len(await ferry.rows(broadcasts)) == 1
    assert sorted(await received(ferry)) == [GROUP, ANN, WANG]


async def test_a_restart_in_the_middle_of_the_dialog_loses_nothing(ferry: Ferry) -> None:
    [_] = await ferry.hear(STAFF, "/broadcast")
    await ferry.stop()
    await ferry.start()
    [ask_time] = await ferry.hear(STAFF, TEXT, entities=BOLD)
    await ferry.stop()
    ferry.sandbox.world.press(STAFF, ask_time["message_id"], STAFF, buttons(ask_time)["Now"])
    await ferry.start()
    await ferry.quiet()
    await ferry.stop()
    await ferry.start()
    await ferry.press(STAFF, ferry.written(STAFF)[-1], "Send")
    await ferry.until(lambda: ferry.written(GROUP) != [])
    await ferry.quiet()
    assert sorted(await received(ferry)) == [GROUP, ANN, WANG]


async def test_what_is_no_text_or_no_time_to_come_is_asked_for_again(ferry: Ferry) -> None:
    await ferry.hear(ADMIN, "/broadcast")
    [told] = texts_of(await ferry.hear(ADMIN, location={"latitude": 1.0, "longitude": 2.0}))
    assert told == "This works with text only: please send the message as text."
    await ferry.hear(ADMIN, "Hello")
    for wish in ("tomorrow", "2026-04-01 13:59"):
        [told] = texts_of(await ferry.hear(ADMIN, wish))
        assert told == "I read no time to come in that. Write it as 2026-04-01 18:00, later than now."
    _, ask_send = await ferry.hear(ADMIN, "2026-04-01 14:01")
    assert ask_send["text"].endswith("1 April 2026, 14:01.")


async def test_cancel_ends_the_dialog_at_every_step(ferry: Ferry) -> None:
    await ferry.hear(STAFF, "/broadcast")
    [ask_time] = await ferry.hear(STAFF, TEXT)
    await ferry.press(STAFF, ask_time, "Cancel")
    assert ferry.written(STAFF)[-1]["text"] == "Nothing is sent."
    [told] = texts_of(await ferry.hear(STAFF, "2026-04-01 18:00"))
    assert told.startswith("You are staff here")

    ask_send = await composed(ferry, by=ADMIN)
    for _ in range(2):
        ferry.sandbox.world.press(ADMIN, ask_send["message_id"], ADMIN, buttons(ask_send)["Cancel"])
    ferry.sandbox.world.press(ADMIN, ask_send["message_id"], ADMIN, buttons(ask_send)["Send"])
    await ferry.quiet()
    assert ferry.written(ADMIN)[-1]["text"] == "Nothing is sent."
    assert await ferry.rows(broadcasts) == []
    assert (await ferry.outcomes())[-3:] == ["press"] * 3


async def test_an_older_cancel_does_not_claim_to_stop_what_is_on_its_way(ferry: Ferry) -> None:
    await ferry.hear(STAFF, "/broadcast")
    [ask_time] = await ferry.hear(STAFF, TEXT)
    _, ask_send = await ferry.press(STAFF, ask_time, "Now")
    await ferry.press(STAFF, ask_send, "Send")
    await ferry.press(STAFF, ask_time, "Cancel")
    assert "Nothing is sent." not in texts_of(ferry.written(STAFF))


async def test_customers_cannot_begin_one_nor_press_for_staff(ferry: Ferry) -> None:
    [told] = texts_of(await ferry.hear(ANN, "/broadcast"))
    assert told.startswith("This command is not for you")
    ask_send = await composed(ferry)
    world = ferry.sandbox.world
    forged = world.post(world.chat(ANN), world.bot.as_user(), {"text": "forged"})
    world.press(ANN, forged.id, ANN, buttons(ask_send)["Send"])
    await ferry.quiet()
    assert await ferry.rows(broadcasts) == []
    assert (await ferry.outcomes())[-1] == "press"


async def test_in_a_group_no_dialog_begins(ferry: Ferry) -> None:
    assert await ferry.hear(STAFF, "/broadcast", chat=GROUP) == []
    assert (await ferry.outcomes())[-1] == "ignored: staff"


async def test_a_press_of_long_ago_is_taken_without_an_answer(ferry: Ferry) -> None:
    ask_send = await composed(ferry)
    await ferry.stop()
    ferry.sandbox.world.press(STAFF, ask_send["message_id"], STAFF, buttons(ask_send)["Send"])
    ferry.clock.set(NOW + timedelta(minutes=20))
    await ferry.start()
    await ferry.until(lambda: ferry.written(GROUP) != [])
    assert (await ferry.outcomes())[-1] == "press"
