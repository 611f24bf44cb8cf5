"""/broadcast: staff compose in a dialog, see exactly what goes out, and send it once."""

from datetime import timedelta

import pytest

from bot.storage.schema import dialogs, updates
from tests.ferry import ADMIN, ANN, GROUP, NOW, STAFF, WANG, Ferry, Json, buttons, texts_of
from tests.handlers.composing import BOLD, TEXT, Composing, composed, received


@pytest.fixture
async def ferry(ferry: Ferry) -> Ferry:
    """Ann and Wang, too, are customers that the bot may write to."""
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    return ferry


@pytest.fixture
def composing(ferry: Ferry) -> Composing:
    return Composing(ferry)


async def states(ferry: Ferry) -> list[str]:
    return [row.state for row in await composed(ferry)]


async def test_a_broadcast_is_composed_shown_and_sent_with_its_formatting(ferry: Ferry, composing: Composing) -> None:
    await composing.begin()
    assert composing.asked.startswith("What shall your customers read?")
    assert (await composing.say(TEXT, entities=BOLD)).startswith("Shall there be buttons")
    assert (await composing.say("Our desk - https://desk.example.com/a-b?c=1")).startswith("Who shall get it?")
    assert (await composing.press("Everyone – 3")).startswith("When shall it go out?")
    await composing.press("Now")
    preview = ferry.written(STAFF)[-2]
    assert (preview["text"], preview["entities"]) == (TEXT, BOLD)
    assert buttons(preview) == {"Our desk": "https://desk.example.com/a-b?c=1"}
    assert composing.asked == (
        "Above you see what goes out.\n\nTo: Everyone\n3 chats at this moment\nStart: at once\n"
        "Duration: less than a minute"
    )
    assert await states(ferry) == ["draft"]
    await composing.press("Send")
    await ferry.until(lambda: received(ferry) == [GROUP, ANN, WANG])
    arrived = ferry.written(ANN)[-1]
    assert (arrived["text"], arrived["entities"], arrived["reply_markup"]) == (
        preview["text"],
        preview["entities"],
        preview["reply_markup"],
    )
    assert "Broadcast 1 is on its way." in texts_of(ferry.written(STAFF))
    [row] = await composed(ferry)
    assert (row.created_by, row.kind, row.slot) == (STAFF, "broadcast", None)


async def test_two_presses_of_send_start_one(ferry: Ferry, composing: Composing) -> None:
    await composing.until_confirmed()
    window = composing.last
    for _ in range(2):
        ferry.sandbox.world.press(STAFF, window["message_id"], STAFF, buttons(window)["Send"])
    await ferry.until(lambda: received(ferry) == [GROUP, ANN, WANG])
    await ferry.quiet()
    assert len(await composed(ferry)) == 1
    assert received(ferry) == [GROUP, ANN, WANG]
    assert (await ferry.outcomes())[-2:] == ["press", "refused: dialog over"]


async def test_a_half_filled_dialog_survives_a_restart_at_every_step(ferry: Ferry, composing: Composing) -> None:
    async def restart() -> None:
        await ferry.stop()
        await ferry.start()

    await composing.begin()
    await restart()
    await composing.say(TEXT, entities=BOLD)
    await restart()
    await composing.press("No buttons")
    window = composing.last
    await ferry.stop()
    ferry.sandbox.world.press(STAFF, window["message_id"], STAFF, buttons(window)["Private chats – 2"])
    await ferry.start()
    await ferry.quiet()
    await restart()
    await composing.press("Now")
    await restart()
    await composing.press("Send")
    await ferry.until(lambda: received(ferry) == [ANN, WANG])
    assert await states(ferry) == ["running"]


async def test_an_update_that_comes_again_after_a_crash_answers_no_second_question(
    ferry: Ferry, composing: Composing
) -> None:
    await composing.begin()
    await composing.say("Our desk - https://desk.example.com")
    [row] = [row for row in await ferry.rows(updates) if row.outcome == "dialog"]
    async with ferry.database.transaction() as tx:
        await tx.execute(updates.update().where(updates.c.id == row.id).values(state="waiting"))
    await ferry.stop()
    await ferry.start()
    await ferry.quiet()
    assert composing.asked.startswith("Shall there be buttons")
    [draft] = await composed(ferry)
    assert draft.buttons is None


@pytest.mark.parametrize("steps", range(4))
async def test_cancel_ends_the_dialog_at_every_step(ferry: Ferry, composing: Composing, steps: int) -> None:
    await composing.begin()
    if steps >= 1:
        await composing.say(TEXT)
    for label in ("No buttons", "Everyone", "Now")[: max(0, steps - 1)]:
        await composing.press(label)
    assert await composing.press("Cancel") == "Nothing is sent."
    assert (await composing.say("2026-04-01 18:00")).startswith("You are staff here")
    assert set(await states(ferry)) <= {"cancelled"}
    assert received(ferry) == []


async def test_back_leads_one_step_back_and_what_is_changed_at_the_end_leads_to_the_end(composing: Composing) -> None:
    await composing.until_time()
    assert (await composing.press("Back")).startswith("Who shall get it?")
    assert (await composing.press("Back")).startswith("What shall your customers read?")
    await composing.say("Better")
    await composing.press("No buttons")
    await composing.press("Groups – 1")
    await composing.press("Now")
    assert "To: Groups\n1 chat at this moment" in composing.asked
    await composing.press("Change audience")
    assert (await composing.press("Back")).startswith("Above you see")
    await composing.press("Change audience")
    assert "To: Private chats" in await composing.press("Private chats")
    await composing.press("Change the message")
    await composing.say("Best")
    assert composing.asked.startswith("Above you see")
    assert composing.ferry.written(STAFF)[-2]["text"] == "Best"
    await composing.press("Change buttons")
    await composing.say("Go - https://example.com")
    assert buttons(composing.ferry.written(STAFF)[-2]) == {"Go": "https://example.com"}


async def test_the_preview_is_shown_again_when_asked_for(composing: Composing) -> None:
    await composing.until_confirmed()
    await composing.press("Preview")
    assert texts_of(composing.ferry.written(STAFF))[-3:-1] == [TEXT, TEXT]
    assert composing.asked.startswith("Above you see")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Our desk", "Line 1 is no button with a link: Our desk"),
        ("Ok - https://example.com\nBad - javascript:alert(1)", "Line 2 is no button"),
        ("x\n" * 3, "Line 1 is no button"),
        ("A - https://example.com\n" * 21, "21 buttons are too many: 20 is the most."),
        ("<b>", "Line 1 is no button with a link: <b>"),
    ],
)
async def test_what_is_no_button_gets_one_clear_line(composing: Composing, line: str, told: str) -> None:
    await composing.begin()
    await composing.say(TEXT)
    asked = await composing.say(line)
    assert asked.startswith(f"❗ {told}")
    assert "Shall there be buttons" in asked


async def test_where_a_button_is_awaited_words_are_no_answer(composing: Composing) -> None:
    await composing.until_audience()
    assert (await composing.say("everyone")).startswith("❗ Please press one of the buttons here.\n\nWho shall get it?")


async def test_other_commands_still_work_in_the_middle_and_end_nothing(ferry: Ferry, composing: Composing) -> None:
    await composing.begin()
    [told] = texts_of(await ferry.hear(STAFF, "/queue"))
    assert "http" in told
    assert (await composing.say(TEXT)).startswith("Shall there be buttons")


async def test_a_second_dialog_replaces_the_first_whose_buttons_then_say_so(ferry: Ferry, composing: Composing) -> None:
    await composing.until_audience()
    old = composing.last["message_id"]
    back = buttons(composing.last)["Back"]
    await composing.begin()
    before = len(ferry.written(STAFF))
    query = ferry.sandbox.world.press(STAFF, old, STAFF, back)
    await ferry.quiet()
    answer = await ferry.sandbox.world.answer_to(query)
    assert answer is not None
    assert answer["text"].startswith("This question has been dealt with.")
    assert len(ferry.written(STAFF)) == before
    assert composing.asked.startswith("What shall your customers read?")


@pytest.mark.parametrize("data", [{}, None], ids=["forgotten", "of another version"])
async def test_a_dialog_of_which_only_half_is_left_can_be_begun_anew(
    ferry: Ferry, composing: Composing, data: Json | None
) -> None:
    await composing.until_audience()
    async with ferry.database.transaction() as tx:
        context = dialogs.c.key.contains("aiogd:context")
        [row] = await tx.execute(dialogs.select().where(context))
        half = {**row.data, "state": "Compose:gone"} if data is None else data
        await tx.execute(dialogs.update().where(context).values(data=half))
    assert (await composing.say(TEXT)).startswith("This question has been dealt with.")
    await composing.begin()
    assert composing.asked.startswith("What shall your customers read?")
    assert (await composing.say(TEXT)).startswith("Shall there be buttons")


async def test_customers_cannot_begin_one_nor_press_for_staff(ferry: Ferry, composing: Composing) -> None:
    [told] = texts_of(await ferry.hear(ANN, "/broadcast"))
    assert told.startswith("This command is not for you")
    await composing.until_confirmed()
    world = ferry.sandbox.world
    forged = world.post(world.chat(ANN), world.bot.as_user(), {"text": "forged"})
    for data in (buttons(composing.last)["Send"], "broadcast:show:1", "broadcast:cancel:1", "progress:pause:1"):
        world.press(ANN, forged.id, ANN, data)
    await ferry.quiet()
    assert await states(ferry) == ["draft"]
    assert (await ferry.outcomes())[-4:] == ["press"] * 4
    assert ferry.written(ANN)[-1]["text"] == "forged"


async def test_in_a_group_no_dialog_begins(ferry: Ferry) -> None:
    assert await ferry.hear(STAFF, "/broadcast", chat=GROUP) == []
    assert (await ferry.outcomes())[-1] == "ignored: staff"


async def test_a_press_of_long_ago_is_taken_without_an_answer(ferry: Ferry, composing: Composing) -> None:
    await composing.until_confirmed()
    window = composing.last
    await ferry.stop()
    ferry.sandbox.world.press(STAFF, window["message_id"], STAFF, buttons(window)["Send"])
    ferry.clock.set(NOW + timedelta(minutes=20))
    await ferry.start()
    await ferry.until(lambda: ferry.written(GROUP) != [])
    assert (await ferry.outcomes())[-1] == "press"


async def test_what_is_kept_as_a_draft_waits(ferry: Ferry, composing: Composing) -> None:
    await composing.until_confirmed("2026-04-02 18:00")
    assert (await composing.press("Keep as a draft")).startswith("Broadcast 1 is kept as a draft")
    assert await states(ferry) == ["draft"]


async def test_it_speaks_the_language_of_whoever_composes(ferry: Ferry) -> None:
    ferry.person(ADMIN).language_code = "zh-hans"
    composing = Composing(ferry, ADMIN)
    await composing.begin()
    assert composing.asked.startswith("要给客户看什么内容")
    await composing.say(TEXT)
    await composing.press("不加按钮")
    await composing.press("所有人 – 3")
    await composing.press("选择日期")
    assert "周一" in composing.choices
    assert "🗓 四月 2026" in composing.choices
    assert composing.choices[-2:] == ["返回", "取消"]


class TestPaid:
    @pytest.fixture
    def changes(self) -> dict[str, Json]:
        return {"telegram": {"paid_broadcasts": True}}

    async def test_the_cost_is_shown_before_it_is_sent(self, composing: Composing) -> None:
        await composing.until_confirmed()
        # 3 chats at a tenth of a Star
        assert "Costs at most 0.3 Telegram Stars each time" in composing.asked
