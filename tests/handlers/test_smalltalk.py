"""Thanks, greetings, questions about the move, and what is unsure: no ticket, and nobody's words are lost."""

from datetime import timedelta

from bot.storage.schema import drafts
from bot.tickets import State
from tests.ferry import ANN, DESK, GROUP, WANG, Ferry, buttons, texts_of


async def solved(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "My mailbox is broken")
    await ferry.press(ANN, card, "It is solved")


async def test_thanks_after_resolving_do_not_reopen_but_stand_in_the_thread(ferry: Ferry) -> None:
    await solved(ferry)
    assert await ferry.hear(ANN, "Thank you so much!") == []
    [ticket] = await ferry.tickets()
    assert ticket.state is State.RESOLVED
    assert [entry.text for entry in await ferry.thread(ticket)][-1] == "Thank you so much!"


async def test_thanks_still_broken_in_answer_to_the_card_reopens(ferry: Ferry) -> None:
    await solved(ferry)
    [card] = ferry.written(ANN)
    [answer] = texts_of(await ferry.hear(ANN, "thanks, but it is still broken", reply_to_message_id=card["message_id"]))
    assert "open again" in answer
    [ticket] = await ferry.tickets()
    assert ticket.is_open
    assert "⚪" in ferry.written(ANN)[0]["text"]


async def test_long_after_it_was_resolved_an_answer_opens_a_ticket_that_follows(ferry: Ferry) -> None:
    await solved(ferry)
    [card] = ferry.written(ANN)
    ferry.forward(days=8)
    await ferry.hear(ANN, "it is broken again", reply_to_message_id=card["message_id"])
    first, second = await ferry.tickets()
    assert not first.is_open
    assert second.follows_id == first.id


async def test_a_question_about_the_move_is_answered_and_makes_no_ticket(ferry: Ferry) -> None:
    [answer] = texts_of(await ferry.hear(ANN, "when does this chat close?"))
    assert "19 April 2026" in answer
    assert f"{DESK}/my/{ANN}-" in answer
    assert await ferry.tickets() == []
    assert [row.text for row in await ferry.rows(drafts)] == ["when does this chat close?"]


async def test_in_a_group_the_answer_about_the_move_holds_no_personal_link(ferry: Ferry) -> None:
    [answer] = texts_of(await ferry.hear(ANN, "when does this chat close?", chat=GROUP))
    assert "/my/" not in answer
    assert "t.me/" in answer


async def test_what_is_unsure_is_asked_about_and_becomes_a_ticket_by_one_tap(ferry: Ferry) -> None:
    [asked] = await ferry.hear(ANN, "???")
    assert list(buttons(asked)) == ["Yes, a new issue", "No, nothing"]
    [card] = await ferry.press(ANN, asked, "Yes, a new issue")
    assert "#1" in card["text"]
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == ["???"]


async def test_what_is_unsure_can_be_nothing(ferry: Ferry) -> None:
    [asked] = await ferry.hear(ANN, "???")
    await ferry.press(ANN, asked, "No, nothing")
    assert await ferry.tickets() == []
    assert buttons(ferry.written(ANN)[-1]) == {}


async def test_two_presses_make_one_ticket(ferry: Ferry) -> None:
    [asked] = await ferry.hear(ANN, "???")
    data = buttons(asked)["Yes, a new issue"]
    for _ in range(2):
        ferry.sandbox.world.press(ANN, asked["message_id"], ANN, data)
    await ferry.quiet()
    assert len(await ferry.tickets()) == 1


async def test_somebody_else_s_press_is_refused(ferry: Ferry) -> None:
    [asked] = await ferry.hear(ANN, "???", chat=GROUP)
    query = ferry.sandbox.world.press(GROUP, asked["message_id"], WANG, buttons(asked)["Yes, a new issue"])
    await ferry.quiet()
    answer = await ferry.sandbox.world.answer_to(query, 1)
    assert answer is not None
    assert answer["show_alert"]
    assert await ferry.tickets() == []


async def test_later_in_the_same_hour_a_message_goes_to_the_open_ticket_and_can_be_split_off(ferry: Ferry) -> None:
    await ferry.hear(ANN, "My mailbox is broken")
    ferry.clock.forward(timedelta(minutes=10))
    [told] = await ferry.hear(ANN, "The invoice of March is wrong too")
    assert "Added to issue #1" in told["text"]
    [card] = await ferry.press(ANN, told, "This is another issue")
    first, second = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(second)] == ["The invoice of March is wrong too"]
    assert [entry.text for entry in await ferry.thread(first)] == ["My mailbox is broken"]
    assert "#2" in card["text"]


async def test_after_an_hour_a_message_is_a_new_ticket(ferry: Ferry) -> None:
    await ferry.hear(ANN, "My mailbox is broken")
    ferry.forward(minutes=61)
    await ferry.hear(ANN, "The invoice of March is wrong")
    assert len(await ferry.tickets()) == 2
