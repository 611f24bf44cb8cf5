"""/language: customers choose the language they are spoken to in."""

from datetime import timedelta

import pytest

from bot.languages import NAMES
from tests.ferry import ANN, GROUP, STAFF, WANG, Ferry, Json, buttons, texts_of


async def test_the_language_of_the_app_is_spoken_first(ferry: Ferry) -> None:
    [chinese] = texts_of(await ferry.hear(WANG, "/help"))
    [english] = texts_of(await ferry.hear(ANN, "/help"))
    assert "您" in chinese
    assert english.startswith("Write what it is about")


@pytest.mark.parametrize("changes", [{"company": {"language": "zh"}}])
async def test_where_the_app_speaks_none_of_ours_the_company_s_is_spoken(
    ferry: Ferry, changes: dict[str, Json]
) -> None:
    anne = ferry.sandbox.world.add_user("Anne", language_code="fr-CA", started=True)
    [told] = texts_of(await ferry.hear(anne.id, "/help"))
    assert "您" in told


async def test_a_chosen_language_goes_before_that_of_the_app_and_stays(ferry: Ferry) -> None:
    [asked] = await ferry.hear(ANN, "/language")
    assert list(buttons(asked)) == list(NAMES.values())
    await ferry.press(ANN, asked, "中文")
    [edited] = ferry.written(ANN)
    assert "中文" in edited["text"]
    assert buttons(edited) == {}
    [told] = texts_of(await ferry.hear(ANN, "/help"))
    assert "您" in told
    assert (await ferry.outcomes())[1] == "press"


async def test_a_second_press_does_no_harm(ferry: Ferry) -> None:
    """It finds the message as it would write it, which Telegram refuses."""
    [asked] = await ferry.hear(ANN, "/language")
    first, second = [ferry.sandbox.world.press(ANN, asked["message_id"], ANN, buttons(asked)["中文"]) for _ in range(2)]
    await ferry.quiet()
    assert await ferry.outcomes() == ["command", "press", "press"]
    assert all(ferry.sandbox.world.queries[one].answered.is_set() for one in (first, second))


async def test_a_press_that_is_handled_much_later_still_counts(ferry: Ferry) -> None:
    """Telegram takes no answer to a press of more than a quarter of an hour ago."""
    [asked] = await ferry.hear(ANN, "/language")
    await ferry.stop()
    ferry.sandbox.world.press(ANN, asked["message_id"], ANN, buttons(asked)["中文"])
    ferry.clock.forward(timedelta(minutes=16))
    await ferry.start()
    await ferry.quiet()
    assert "中文" in ferry.written(ANN)[-1]["text"]
    assert await ferry.outcomes() == ["command", "press"]


async def test_forged_presses_change_nothing(ferry: Ferry) -> None:
    [asked] = await ferry.hear(ANN, "/language")
    world = ferry.sandbox.world
    forged = ("language:fr", "language:", "language:en;", "language")
    queries = [world.press(ANN, asked["message_id"], ANN, data) for data in forged]
    assert await ferry.outcomes() == ["command"] + ["press"] * len(forged)
    assert all(world.queries[query].answered.is_set() for query in queries)
    assert ferry.written(ANN) == [asked]


async def test_in_a_group_nobody_chooses_for_the_others(ferry: Ferry) -> None:
    [told] = texts_of(await ferry.hear(ANN, "/language", chat=GROUP))
    assert told == "Please send me this command in a private chat."


async def test_staff_are_not_asked(ferry: Ferry) -> None:
    [told] = texts_of(await ferry.hear(STAFF, "/language"))
    assert told.startswith("You are staff here")


async def test_a_press_under_a_message_that_is_out_of_reach_counts(ferry: Ferry) -> None:
    gone = {"chat": ferry.person(ANN).as_chat(), "message_id": 5, "date": 0}
    query = {
        "id": "1",
        "from": ferry.person(ANN).as_user(),
        "message": gone,
        "chat_instance": "1",
        "data": "language:zh",
    }
    await ferry.put({"callback_query": query})
    [told] = texts_of(await ferry.hear(ANN, "/help"))
    assert "您" in told
