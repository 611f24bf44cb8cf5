"""The status card: one message per ticket, edited in place, with the buttons that steer it."""

from datetime import timedelta

import pytest

from bot.storage import tickets
from bot.storage.schema import corrections, deliveries
from bot.tickets import EntryKind, State
from sandbox.faults import Faults
from tests.ferry import ANN, GROUP, STAFF, WANG, Ferry, buttons


async def accept(ferry: Ferry, number: int) -> None:
    now = ferry.clock.now()
    async with ferry.database.transaction() as tx:
        await tickets.accept(
            tx, number, owner_id=STAFF, owner_name="Sam", promised_at=now + timedelta(hours=4), now=now
        )
    ferry.app.outbox.ring()
    await ferry.quiet()


async def test_the_card_shows_number_title_category_light_and_link(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    assert "#1" in card["text"]
    assert "⚪" in card["text"]
    assert "Our domain has expired" in card["text"]
    assert "Domain and hosting" in card["text"]
    assert "/t/1-" in card["text"]
    assert "by" not in card["text"].replace("\u2068", " ").split()


async def test_it_is_edited_in_place_with_owner_and_promised_time(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    await accept(ferry, 1)
    [edited] = ferry.written(ANN)
    assert edited["message_id"] == card["message_id"]
    assert "🔵" in edited["text"]
    assert "Sam" in edited["text"]
    assert "1 April 2026, 18:00" in edited["text"]


async def test_it_tells_the_department_whose_turn_it_is_and_that_a_promise_slipped(ferry: Ferry) -> None:
    [card] = await ferry.hear(WANG, "域名解析不了")
    assert "部门：\u2068运维部\u2069" in card["text"]
    await accept(ferry, 1)
    for column, words in (("waiting_since", "我们在等您的回复"), ("slipped_at", "非常抱歉")):
        now = ferry.clock.now()
        async with ferry.database.transaction() as tx:
            await tickets.change(tx, 1, {"waiting_since": None, column: now}, now)
        ferry.app.outbox.ring()
        await ferry.quiet()
        text = next(one["text"] for one in ferry.written(WANG) if one["message_id"] == card["message_id"])
        assert words in text
        # No promise runs meanwhile, so none is told.
        assert "18:00" not in text


async def test_a_complaint_gets_a_word_of_apology(ferry: Ferry) -> None:
    [card] = await ferry.hear(WANG, "我要投诉，你们的服务态度太差了")
    assert "抱歉" in card["text"]


async def test_one_tap_corrects_the_category_and_the_next_suggestion_knows(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "The frobnicator makes strange noises")
    await ferry.press(ANN, card, "Change category")
    await ferry.press(ANN, ferry.written(ANN)[-1], "Complaint or suggestion")
    [ticket] = await ferry.tickets()
    assert ticket.category == "complaint"
    assert "Complaint or suggestion" in ferry.written(ANN)[-1]["text"]
    assert [(row.text, row.category) for row in await ferry.rows(corrections)] == [
        ("The frobnicator makes strange noises", "complaint")
    ]


async def test_choosing_the_category_that_it_has_brings_the_card_back_and_teaches_nothing(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    await ferry.press(ANN, card, "Change category")
    await ferry.press(ANN, ferry.written(ANN)[-1], "Domain and hosting")
    assert buttons(ferry.written(ANN)[-1]) == buttons(card)
    assert await ferry.rows(corrections) == []


async def test_it_is_solved_and_not_solved_yet(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    await ferry.press(ANN, card, "It is solved")
    [green] = ferry.written(ANN)
    assert "🟢" in green["text"]
    await ferry.press(ANN, green, "Not solved yet")
    [ticket] = await ferry.tickets()
    assert ticket.state is State.RECEIVED
    assert "⚪" in ferry.written(ANN)[0]["text"]


async def test_it_belongs_to_an_earlier_one(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    ferry.forward(minutes=61)
    [card] = await ferry.hear(ANN, "It says registration lapsed")
    await ferry.press(ANN, card, "Belongs to an earlier issue")
    await ferry.press(ANN, ferry.written(ANN)[-1], "#1 Our domain has expired")
    first, second = await ferry.tickets()
    assert second.merged_into_id == first.id
    assert not second.is_open
    said = [entry.text for entry in await ferry.thread(first) if entry.kind is EntryKind.MESSAGE]
    assert said == ["Our domain has expired", "It says registration lapsed"]
    assert "goes on in issue #1" in ferry.written(ANN)[-1]["text"]


async def test_without_another_open_one_it_says_so(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    query = ferry.sandbox.world.press(ANN, card["message_id"], ANN, buttons(card)["Belongs to an earlier issue"])
    answer = await ferry.sandbox.world.answer_to(query, 5)
    assert answer is not None
    assert "no other open issue" in answer["text"]


async def test_a_group_gets_a_short_reply_without_steering_buttons(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired", chat=GROUP)
    assert list(buttons(card)) == ["Open"]


@pytest.mark.parametrize("data", ["solved:1", "category:1", "category:1:bug", "earlier:1", "merge:1:1", "reopen:1"])
async def test_forged_presses_of_other_customers_change_nothing(ferry: Ferry, data: str) -> None:
    await ferry.hear(ANN, "Our domain has expired", chat=GROUP)
    [card] = ferry.written(GROUP)
    before = await ferry.watched_tickets()
    ferry.sandbox.world.press(GROUP, card["message_id"], WANG, data)
    await ferry.quiet()
    assert await ferry.tickets() == before


@pytest.mark.parametrize("data", ["solved:999", "category:1:nothing", "merge:1:999", "another:999", "belongs:9:9"])
async def test_presses_about_nothing_do_no_harm(ferry: Ferry, data: str) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    ferry.sandbox.world.press(ANN, card["message_id"], ANN, data)
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert ticket.is_open
    assert (await ferry.outcomes())[-1] is not None


async def test_a_change_while_the_card_is_on_its_way_is_shown_right_after(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(latency_seconds=0.3)
    ferry.sandbox.world.say(ANN, ANN, "Our domain has expired")

    async def on_its_way() -> bool:
        return [row.state for row in await ferry.rows(deliveries) if row.chat_id == ANN] == ["sending"]

    await ferry.until(on_its_way)
    await accept(ferry, 1)
    assert "🔵" in ferry.written(ANN)[0]["text"]
    assert len(ferry.written(ANN)) == 1


async def test_a_card_that_the_customer_deleted_is_let_go(ferry: Ferry) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired")
    ferry.sandbox.world.delete(ANN, [card["message_id"]])
    await accept(ferry, 1)
    assert [row.state for row in await ferry.rows(deliveries) if row.chat_id == ANN] == ["sent"]


async def test_an_edit_after_the_card_stands_beside_the_original(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    written = next(iter(ferry.chat(ANN).messages.values()))
    ferry.sandbox.world.edit(ANN, written.id, "Our domain example.com has expired")
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert [(entry.kind, entry.text) for entry in await ferry.thread(ticket)] == [
        ("message", "Our domain has expired"),
        ("edit", "Our domain example.com has expired"),
    ]


async def test_in_a_forum_card_and_answers_stay_in_the_topic(ferry: Ferry) -> None:
    forum = ferry.sandbox.world.add_chat("Forum", id=-1002, members=[ANN], topics=["Billing"])
    topic = next(iter(forum.topics))
    [card] = await ferry.hear(ANN, "The invoice is wrong", chat=-1002, message_thread_id=topic)
    assert card["message_thread_id"] == topic
    [ticket] = await ferry.tickets()
    assert ticket.thread_id == topic


async def test_an_answer_to_the_card_of_a_merged_issue_goes_to_the_one_that_it_goes_on_in(ferry: Ferry) -> None:
    [first] = await ferry.hear(ANN, "The site is down")
    ferry.forward(hours=5)
    await ferry.hear(ANN, "The shop shows an error")
    async with ferry.database.transaction() as tx:
        await tickets.merge(tx, 1, 2, now=ferry.clock.now())
    ferry.forward(hours=1)
    await ferry.hear(ANN, "It is still broken", reply_to_message_id=first["message_id"])
    merged, whole = await ferry.tickets()
    assert not merged.is_open
    assert "It is still broken" in [entry.text for entry in await ferry.thread(whole)]
